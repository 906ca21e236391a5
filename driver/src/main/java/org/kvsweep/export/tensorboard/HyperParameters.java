package org.kvsweep.export.tensorboard;

import static org.kvsweep.export.tensorboard.ProtoFields.message;

import java.io.IOException;
import java.util.Map;
import org.kvsweep.results.TrialRecord;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.Value;
import org.tensorflow.framework.Summary;
import org.tensorflow.framework.SummaryMetadata;

/**
 * The settings and the outcome of a trial as the HParams plugin of TensorBoard reads them, from the
 * metadata of two summaries without values.
 *
 * <p>ND4J does not bring the messages of the plugin, so their few fields are written here by number
 * (tensorboard/plugins/hparams/plugin_data.proto).
 */
final class HyperParameters {
  private static final String PLUGIN = "hparams";
  private static final String START_TAG = "_hparams_/session_start_info";
  private static final String END_TAG = "_hparams_/session_end_info";

  /** Fields of {@code HParamsPluginData}; its version, 0, is not written. */
  private static final int SESSION_START = 3;

  private static final int SESSION_END = 4;

  /** Fields of {@code SessionStartInfo}. */
  private static final int HPARAMS = 1;

  private static final int GROUP_NAME = 4;
  private static final int START_SECONDS = 5;

  /** Fields of {@code SessionEndInfo}. */
  private static final int STATUS = 1;

  private static final int END_SECONDS = 2;

  /** Values of {@code Status}. */
  private static final int SUCCESS = 1;

  private static final int FAILURE = 2;

  /** Fields of an entry of a map. */
  private static final int KEY = 1;

  private static final int VALUE = 2;

  private HyperParameters() {}

  /**
   * The summary with which a trial begins.
   *
   * @param group of the trials that TensorBoard shows as one row, with means of their metrics
   * @param settings by path
   */
  static Summary start(TrialRecord record, String group, Map<String, Object> settings)
      throws IOException {
    return summary(
        START_TAG,
        SESSION_START,
        info -> {
          for (Map.Entry<String, Object> setting : settings.entrySet()) {
            info.writeByteArray(
                HPARAMS,
                message(
                    entry -> {
                      entry.writeString(KEY, setting.getKey());
                      entry.writeMessage(VALUE, value(setting.getValue()));
                    }));
          }
          info.writeString(GROUP_NAME, group);
          info.writeDouble(START_SECONDS, record.started().toEpochMilli() / 1e3);
        });
  }

  /** The summary with which a trial ends. */
  static Summary end(TrialRecord record) throws IOException {
    return summary(
        END_TAG,
        SESSION_END,
        info -> {
          info.writeEnum(STATUS, status(record));
          info.writeDouble(END_SECONDS, record.ended().toEpochMilli() / 1e3);
        });
  }

  private static int status(TrialRecord record) {
    return switch (record.outcome().status()) {
      case COMPLETED, STOPPED -> SUCCESS;
      case DIVERGED, FAILED -> FAILURE;
    };
  }

  private static Value value(Object setting) {
    Value.Builder value = Value.newBuilder();
    if (setting instanceof Number number) {
      value.setNumberValue(number.doubleValue());
    } else if (setting instanceof Boolean flag) {
      value.setBoolValue(flag);
    } else {
      value.setStringValue(setting.toString());
    }
    return value.build();
  }

  private static Summary summary(String tag, int field, ProtoFields info) throws IOException {
    byte[] data = message(plugin -> plugin.writeByteArray(field, message(info)));
    SummaryMetadata.PluginData plugin =
        SummaryMetadata.PluginData.newBuilder()
            .setPluginName(PLUGIN)
            .setContent(ByteString.copyFrom(data))
            .build();
    Summary.Builder summary = Summary.newBuilder();
    summary
        .addValueBuilder()
        .setTag(tag)
        .setMetadata(SummaryMetadata.newBuilder().setPluginData(plugin));
    return summary.build();
  }
}

package org.kvsweep.task.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.kvsweep.trial.TrialJson;

/** What a saved model needs to read rows of a table: columns with their scales or words. */
record EncodingJson(Table table, TableEncoding encoding) {

  /** The JSON, in one line. */
  String text() {
    ObjectNode json = TrialJson.object();
    ArrayNode inputs = json.putArray("inputs");
    for (int i = 0; i < table.inputs().size(); i++) {
      ObjectNode input = column(table.inputs().get(i), encoding.scales().get(i));
      if (table.inputs().get(i) instanceof Column.Categorical words) {
        putUntrained(input, i, words.words());
      }
      inputs.add(input);
    }
    json.set("target", column(table.target(), encoding.target()));
    return TrialJson.text(json);
  }

  /** Names the words that get no 1, if there are any. */
  private void putUntrained(ObjectNode json, int input, List<String> words) {
    List<String> untrained =
        IntStream.range(0, words.size())
            .filter(word -> !encoding.isTrained(input, word))
            .mapToObj(words::get)
            .toList();
    if (!untrained.isEmpty()) {
      untrained.forEach(json.putArray("untrained")::add);
    }
  }

  private static ObjectNode column(Column column, TableEncoding.Scale scale) {
    ObjectNode json = TrialJson.object().put("name", column.name());
    if (column instanceof Column.Categorical words) {
      words.words().forEach(json.putArray("words")::add);
    } else {
      TrialJson.put(json, "mean", scale.mean());
      TrialJson.put(json, "deviation", scale.deviation());
    }
    return json;
  }
}

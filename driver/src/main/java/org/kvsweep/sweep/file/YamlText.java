package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;
import org.kvsweep.trial.PlainText;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Writes nodes as a text in YAML that is read as the same nodes: keys of sections in lines of their
 * own, what is below them in brackets.
 */
final class YamlText {
  /** The depth of mappings that have a line for each key: the file and its sections. */
  private static final int BLOCKS = 2;

  /** The width of a line, wide enough to break no list: people search the file by lines. */
  private static final int WIDTH = 10_000;

  private static final CoreSchema SCHEMA = new CoreSchema();

  private YamlText() {}

  /** The text of a document. */
  static String of(YamlNode root) {
    StringBuilder text = new StringBuilder();
    DumpSettings settings = DumpSettings.builder().setSchema(SCHEMA).setWidth(WIDTH).build();
    new Dump(settings).dumpNode(node(root, 0), new ToBuilder(text));
    return text.toString();
  }

  /** A line that YAML ignores. */
  static String comment(String text) {
    return "# " + PlainText.oneLine(text) + "\n";
  }

  private static Node node(YamlNode node, int depth) {
    Optional<Mapping> mapping = node.mapping();
    if (mapping.isPresent()) {
      List<NodeTuple> tuples = new ArrayList<>();
      for (Entry entry : mapping.get().entries()) {
        tuples.add(new NodeTuple(text(entry.key()), node(entry.value(), depth + 1)));
      }
      boolean block = depth < BLOCKS && !tuples.isEmpty();
      return new MappingNode(Tag.MAP, tuples, block ? FlowStyle.BLOCK : FlowStyle.FLOW);
    }
    Optional<Sequence> sequence = node.sequence();
    if (sequence.isPresent()) {
      List<Node> items = new ArrayList<>();
      sequence.get().items().forEach(item -> items.add(node(item, depth + 1)));
      return new SequenceNode(Tag.SEQ, items, FlowStyle.FLOW);
    }
    return scalar(
        node.scalar()
            .orElseThrow(
                () ->
                    new IllegalArgumentException("Cannot write YAML: got " + node.description())));
  }

  private static ScalarNode scalar(Scalar scalar) {
    if (scalar.value() == null) {
      return new ScalarNode(Tag.NULL, "null", ScalarStyle.PLAIN);
    }
    if (scalar.quoted()) {
      return new ScalarNode(Tag.STR, scalar.text(), ScalarStyle.DOUBLE_QUOTED);
    }
    return text(scalar.text());
  }

  /** The text as it stands; the library quotes it where it would be read as something else. */
  private static ScalarNode text(String text) {
    Tag tag = SCHEMA.getScalarResolver().resolve(text, true);
    return new ScalarNode(tag, text, ScalarStyle.PLAIN);
  }

  private record ToBuilder(StringBuilder text) implements StreamDataWriter {
    @Override
    public void write(String more) {
      text.append(more);
    }

    @Override
    public void write(String more, int from, int length) {
      text.append(more, from, from + length);
    }
  }
}

package org.kvsweep.task.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.kvsweep.trial.TrialJson;

/** What a saved model needs to read rows of a table: columns with their scales or words. */
record EncodingJson(Table table, TableEncoding encoding) {

  /** The JSON, in one line. */
  String text() {
    ObjectNode json = TrialJson.object();
    ArrayNode inputs = json.putArray("inputs");
    for (int i = 0; i < table.inputs().size(); i++) {
      inputs.add(column(table.inputs().get(i), encoding.scales().get(i)));
    }
    json.set("target", column(table.target(), encoding.target()));
    return TrialJson.text(json);
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

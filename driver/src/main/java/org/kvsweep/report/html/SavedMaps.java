package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.report.ShellWords;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.training.AttentionMaps;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attention maps of trials whose models are kept, for pages. Those that a page has shown are
 * remembered until the next page, since a model never changes. For one thread at a time.
 */
public final class SavedMaps {
  private static final Logger LOG = LoggerFactory.getLogger(SavedMaps.class);

  private final List<ResultsFolder> folders;
  private Map<TrialId, Optional<ObjectNode>> before = Map.of();
  private Map<TrialId, Optional<ObjectNode>> now = new HashMap<>();

  /** The maps in these folders. */
  public SavedMaps(List<ResultsFolder> folders) {
    this.folders = List.copyOf(folders);
  }

  /** No maps at all. */
  public static SavedMaps none() {
    return new SavedMaps(List.of());
  }

  /** The models that there are, at the beginning of a page. */
  Models models() throws IOException {
    before = now;
    now = new HashMap<>();
    Map<TrialId, ResultsFolder> places = new LinkedHashMap<>();
    for (ResultsFolder folder : folders) {
      folder.modelSizes().keySet().forEach(id -> places.putIfAbsent(id, folder));
    }
    return new Models(places);
  }

  /** The models of one page. */
  final class Models {
    private final Map<TrialId, ResultsFolder> places;

    private Models(Map<TrialId, ResultsFolder> places) {
      this.places = places;
    }

    Set<TrialId> trials() {
      return places.keySet();
    }

    /** Adds which trials have models, with the folder as a shell reads it. */
    void addTo(ArrayNode kept) {
      Map<String, ArrayNode> byFolder = new LinkedHashMap<>();
      places.forEach(
          (id, folder) ->
              byFolder
                  .computeIfAbsent(
                      ShellWords.quoted(folder.location()),
                      location -> kept.addObject().put("folder", location).putArray("trials"))
                  .add(id.value()));
    }

    /** Returns a trial's attention maps, as a page has them; empty if its model has none. */
    Optional<ObjectNode> maps(TrialId id) {
      Optional<ObjectNode> known = before.get(id);
      Optional<ObjectNode> maps = known == null ? read(id).map(MapData::of) : known;
      now.put(id, maps);
      return maps;
    }

    /** Reads the maps; a page is made without those that can't be read. */
    private Optional<AttentionMaps> read(TrialId id) {
      Optional<InputStream> model = Optional.empty();
      try {
        model = places.get(id).ownModel(id);
        return model.isEmpty() ? Optional.empty() : SavedModel.attentionMaps(model.get());
      } catch (IOException | IllegalArgumentException e) {
        ResultsFolder folder = places.get(id);
        LOG.warn(
            "The report is without the attention of trial {}: {} can't be read: {}",
            id,
            folder.modelLocation(id),
            e.getMessage());
        return Optional.empty();
      } finally {
        model.ifPresent(this::close);
      }
    }

    private void close(InputStream model) {
      try {
        model.close();
      } catch (IOException e) {
        LOG.debug("Cannot close a model: {}", e.toString());
      }
    }
  }
}

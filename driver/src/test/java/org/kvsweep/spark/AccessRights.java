package org.kvsweep.spark;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.mockwebserver.RecordedRequest;

/** What the roles of a manifest allow in the API's core group. */
record AccessRights(List<PolicyRule> rules) {
  /** The index of the resource in {@code /api/v1/namespaces/NAMESPACE/RESOURCE/NAME}. */
  private static final int RESOURCE = 4;

  static AccessRights of(Path manifest) throws IOException {
    return new AccessRights(
        Stream.of(Files.readString(manifest).split("(?m)^---$", -1))
            .map(document -> Serialization.unmarshal(document, KubernetesResource.class))
            .filter(Role.class::isInstance)
            .flatMap(role -> ((Role) role).getRules().stream())
            .toList());
  }

  boolean allow(RecordedRequest request) {
    List<String> path = request.getRequestUrl().pathSegments();
    return path.size() > RESOURCE
        && rules.stream()
            .anyMatch(
                rule ->
                    rule.getApiGroups().contains("")
                        && rule.getResources().contains(path.get(RESOURCE))
                        && rule.getVerbs().contains(verb(request)));
  }

  private static String verb(RecordedRequest request) {
    HttpUrl url = request.getRequestUrl();
    boolean one = url.pathSegments().size() > RESOURCE + 1;
    return switch (request.getMethod()) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "DELETE" -> one ? "delete" : "deletecollection";
      case "GET" -> url.queryParameter("watch") != null ? "watch" : one ? "get" : "list";
      default -> request.getMethod().toLowerCase(Locale.ROOT);
    };
  }
}

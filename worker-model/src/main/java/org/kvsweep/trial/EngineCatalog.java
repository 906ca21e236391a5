package org.kvsweep.trial;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.kvsweep.settings.Key;

/** All engines on the class path, by name. None of them is made before a trial needs it. */
public final class EngineCatalog {
  /** The engine of trials that name none. */
  public static final String DEFAULT = "dl4j";

  /** The engine of kvsweep's that is in a jar of its own. */
  private static final String APART = "torch";

  // Whatever the order of the class path.
  private static final Comparator<String> DEFAULT_FIRST =
      Comparator.<String>comparingInt(name -> name.equals(DEFAULT) ? 0 : 1)
          .thenComparing(Comparator.naturalOrder());

  private static final String MAKE_APART = "./mvnw -Ptorch -DskipTests package";

  private final Map<String, EngineProvider> providers;
  private final Optional<String> build;
  private final Absent absent;

  /** Says what becomes of settings that name an engine which is not on the class path. */
  private enum Absent {
    REFUSED,
    READ
  }

  private EngineCatalog(
      Map<String, EngineProvider> providers, Optional<String> build, Absent absent) {
    this.providers = providers;
    this.build = build;
    this.absent = absent;
  }

  /**
   * Finds the providers on the class path.
   *
   * @throws IllegalStateException if two of them claim the same name, or one claims none that can
   *     be written
   */
  public static EngineCatalog load() {
    return of(ServiceLoader.load(EngineProvider.class), buildOf(EngineCatalog.class));
  }

  /** Returns the build that the jar of a class says it is; empty if the class is in none. */
  public static Optional<String> buildOf(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion());
  }

  /**
   * A catalog of these providers.
   *
   * @param build of kvsweep; empty if it is not known
   */
  static EngineCatalog of(Iterable<EngineProvider> found, Optional<String> build) {
    Map<String, EngineProvider> providers = new TreeMap<>(DEFAULT_FIRST);
    for (EngineProvider provider : found) {
      String name = provider.name();
      if (!Key.isName(name)) {
        throw new IllegalStateException(
            "Cannot load engine %s: expected a name of small letters, digits and hyphens, got %s"
                .formatted(provider.getClass().getName(), name));
      }
      EngineProvider other = providers.putIfAbsent(name, provider);
      if (other != null) {
        throw new IllegalStateException(
            "Cannot load engine %s: both %s and %s provide it"
                .formatted(name, other.getClass().getName(), provider.getClass().getName()));
      }
    }
    return new EngineCatalog(providers, build, Absent.REFUSED);
  }

  /**
   * Returns the same catalog for reading what was trained, also by engines whose jar is not here.
   */
  public EngineCatalog forReading() {
    return new EngineCatalog(providers, build, Absent.READ);
  }

  /** The names of all engines: the default first, then by letter. */
  public List<String> names() {
    return List.copyOf(providers.keySet());
  }

  /**
   * The provider of that engine.
   *
   * @throws IllegalArgumentException if there is none, or its jar is of another build of kvsweep
   */
  public EngineProvider provider(String name) {
    EngineProvider provider = providers.get(name);
    if (provider == null) {
      throw new IllegalArgumentException(
          "Cannot find the engine: expected one of %s, got %s%s"
              .formatted(String.join(", ", providers.keySet()), name, howToGet(name)));
    }
    Optional<String> other = provider.build().filter(of -> build.filter(of::equals).isEmpty());
    if (build.isPresent() && other.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot use the engine %s: expected a jar of kvsweep %s, got one of %s; take both from one release, or make both by %s"
              .formatted(name, build.get(), other.get(), MAKE_APART));
    }
    return provider;
  }

  /**
   * Returns how to get an engine that is not on the class path, to follow a message that says so;
   * nothing where kvsweep has no such engine.
   */
  public static String howToGet(String name) {
    return name.equals(APART)
        ? "; it has a jar of its own: make it by "
            + MAKE_APART
            + ", and name it in KVSWEEP_CLASSPATH=engine-torch/target/kvsweep-torch.jar (docs/engines.md)"
        : "";
  }

  /**
   * The provider whose limits the settings of its trials have to keep to; empty where it is not
   * here and need not be.
   *
   * @throws IllegalArgumentException as {@link #provider} does, where it is needed
   */
  public Optional<EngineProvider> limits(String name) {
    return switch (absent) {
      case REFUSED -> Optional.of(provider(name));
      case READ -> Optional.ofNullable(providers.get(name));
    };
  }

  /**
   * The key that names an engine: one that is here, or any for reading. Settings have it only where
   * it is not the default, so trials are what they were before there was a choice.
   */
  public Key key() {
    String about = "what trains the trials";
    Key key =
        switch (absent) {
          case REFUSED -> Key.choice(TrialSpec.ENGINE, DEFAULT, names(), about);
          case READ -> Key.name(TrialSpec.ENGINE, DEFAULT, about);
        };
    return key.unlessFallback();
  }
}

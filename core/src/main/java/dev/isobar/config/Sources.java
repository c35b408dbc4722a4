package dev.isobar.config;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where settings are read from, apart from the builder: properties files, environment variables and
 * system properties, in this order of precedence. Immutable.
 */
public final class Sources {
  /** The name of the file on the class path and in the working directory: {@value}. */
  public static final String FILE_NAME = "isobar.properties";

  private static final int RANK_ENVIRONMENT = 2;
  private static final int RANK_SYSTEM_PROPERTY = 3;

  /** What is given to one instance in code beats even what the other sources give to it alone. */
  private static final int RANK_BUILDER = 4 + 2 * Entry.OF_INSTANCE;

  /** System properties of Isobar's own build and tests, which are no settings. */
  private static final List<String> RESERVED =
      List.of("isobar.test.", "isobar.sim.", "isobar.api.", "isobar.docs.");

  private final List<PropertiesFile> files;
  private final Map<String, String> environment;
  private final Map<String, String> systemProperties;
  private final List<String> warnings;

  private Sources(Builder builder) {
    this.files = List.copyOf(builder.files);
    this.environment = Map.copyOf(builder.environment);
    this.systemProperties = Map.copyOf(builder.systemProperties);
    this.warnings = List.copyOf(builder.warnings);
  }

  private record PropertiesFile(String where, String text) {}

  /** Returns a builder of sources without the surroundings of the process. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads the surroundings of this process: {@value #FILE_NAME} on the class path, then in the
   * working directory, {@code ISOBAR_*} and {@code -Disobar.*}.
   *
   * @throws IsobarException INVALID_ARGUMENT when a file is there but cannot be read as UTF-8
   */
  public static Sources ofProcess() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    Properties properties = System.getProperties();
    Map<String, String> system = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(key -> system.put(key, properties.getProperty(key, "")));
    return files(context == null ? Sources.class.getClassLoader() : context, Path.of(""))
        .environment(System.getenv())
        .systemProperties(system)
        .build();
  }

  /** Reads the file on a class path, then the one in a folder. */
  static Builder files(ClassLoader classPath, Path folder) {
    Builder builder = builder();
    try {
      readClassPath(classPath, builder);
      Path path = folder.resolve(FILE_NAME).toAbsolutePath();
      if (Files.exists(path)) {
        String where = path.toString();
        builder.file(where, read(where, () -> Files.newInputStream(path)));
      }
    } catch (IOException e) {
      throw unreadable(FILE_NAME, e);
    }
    return builder;
  }

  private static void readClassPath(ClassLoader loader, Builder builder) throws IOException {
    List<URL> found = Collections.list(loader.getResources(FILE_NAME));
    if (!found.isEmpty()) {
      String where = found.get(0).toString();
      builder.file(where, read(where, found.get(0)::openStream));
    }
    if (found.size() > 1) {
      builder.warnings.add(
          FILE_NAME + " is on the class path more than once; the first is used: " + found);
    }
  }

  @FunctionalInterface
  private interface Opened {
    InputStream stream() throws IOException;
  }

  private static String read(String where, Opened file) {
    try (InputStream stream = file.stream()) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(stream.readAllBytes()))
          .toString();
    } catch (IOException e) {
      throw unreadable(where, e);
    }
  }

  private static IsobarException unreadable(String where, IOException cause) {
    String why = cause instanceof CharacterCodingException ? "is not UTF-8" : "cannot be read";
    return new IsobarException(
        ErrorCode.INVALID_ARGUMENT,
        "the configuration file " + SafeText.escape(where) + " " + why + "; repair or remove it",
        cause);
  }

  Map<String, String> environment() {
    return environment;
  }

  static Entry fromEnvironment(String key, String variable, String value) {
    return Entry.of(key, value, "environment variable " + variable, RANK_ENVIRONMENT);
  }

  static Entry fromBuilder(String key, String value) {
    return Entry.of(key, value, "builder", RANK_BUILDER);
  }

  /** Returns the source of an entry, where all variables of the environment are one. */
  static String group(Entry entry) {
    return switch (entry.rank() % Entry.OF_INSTANCE) {
      case RANK_ENVIRONMENT -> "environment";
      case RANK_SYSTEM_PROPERTY -> "system properties";
      default -> entry.source();
    };
  }

  /** Returns what was odd about finding the sources. */
  List<String> warnings() {
    return warnings;
  }

  /** Returns the entries of files and system properties, in order of precedence. */
  List<Entry> entries(Problems problems) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      int rank = i == files.size() - 1 ? 1 : 0;
      PropertiesFile file = files.get(i);
      parse(file, problems)
          .forEach((key, value) -> entries.add(Entry.of(key, value, file.where, rank)));
    }
    systemProperties.entrySet().stream()
        .filter(property -> isSetting(property.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(p -> Entry.of(p.getKey(), p.getValue(), "system property", RANK_SYSTEM_PROPERTY))
        .forEach(entries::add);
    return entries;
  }

  private static boolean isSetting(String property) {
    return property.startsWith(Entry.PREFIX) && RESERVED.stream().noneMatch(property::startsWith);
  }

  private static Map<String, String> parse(PropertiesFile file, Problems problems) {
    Map<String, String> found = new LinkedHashMap<>();
    Properties strict =
        new Properties() {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Object put(Object key, Object value) {
            if (found.putIfAbsent((String) key, (String) value) != null) {
              problems.add(
                  SafeText.escape((String) key)
                      + " is given twice in "
                      + file.where
                      + "; keep one");
            }
            return value;
          }
        };
    try {
      strict.load(new StringReader(file.text));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          file.where + " is not a properties file: a \\u is not followed by four hex digits");
    }
    return found;
  }

  /** Collects sources. Not thread-safe. */
  public static final class Builder {
    private final List<PropertiesFile> files = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> systemProperties = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a properties file; the last of at most two wins.
     *
     * @param where its path or address, as shown in messages
     * @param text its contents
     * @return this builder
     */
    public Builder file(String where, String text) {
      files.add(new PropertiesFile(where, text));
      return this;
    }

    /**
     * Adds environment variables.
     *
     * @param variables all of a process; what does not begin with {@code ISOBAR_} is ignored
     * @return this builder
     */
    public Builder environment(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    /**
     * Adds system properties.
     *
     * @param properties all of a process; what does not begin with {@code isobar.} is ignored
     * @return this builder
     */
    public Builder systemProperties(Map<String, String> properties) {
      systemProperties.putAll(properties);
      return this;
    }

    /** Returns the sources. */
    public Sources build() {
      return new Sources(this);
    }
  }
}

package com.example.folder;

import dev.isobar.Resource;
import dev.isobar.spi.Address;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Provisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Makes and looks at folders. A topic's folder holds one file per subscription that names its
 * folder.
 */
final class Folders implements Provisioner {
  private final FolderDriver driver;

  Folders(FolderDriver driver) {
    this.driver = driver;
  }

  /** Returns the folders of the subscriptions of a topic. */
  static List<Path> subscriptions(Path topic) throws IOException {
    try (Stream<Path> names = Files.list(topic)) {
      return names.map(name -> topic.resolveSibling(name.getFileName())).toList();
    }
  }

  @Override
  public CompletionStage<List<Difference>> compare(Address wanted) {
    return driver.blocking(
        () ->
            Files.isDirectory(driver.folder(wanted))
                ? List.of()
                : List.of(
                    new Difference(
                        Difference.Kind.MISSING,
                        driver.folder(wanted).toString(),
                        "a folder",
                        "nothing",
                        true,
                        "open with isobar.topology=create")));
  }

  @Override
  public CompletionStage<Void> create(Address wanted) {
    return driver.blocking(
        () -> {
          Files.createDirectories(driver.folder(wanted));
          if (wanted.resource().kind().consumed()) {
            Files.createDirectories(driver.deadLettersOf(wanted));
          }
          if (wanted.resource().kind() == Resource.Kind.SUBSCRIPTION) {
            Path entry = driver.topicOf(wanted).resolve(wanted.physicalName());
            Files.createDirectories(entry);
          }
          return null;
        });
  }

  @Override
  public CompletionStage<Void> update(Address wanted) {
    return create(wanted);
  }

  @Override
  public CompletionStage<Void> delete(Address unwanted) {
    return driver.blocking(
        () -> {
          try (Stream<Path> files = Files.walk(driver.folder(unwanted))) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
              Files.deleteIfExists(file);
            }
          }
          return null;
        });
  }
}

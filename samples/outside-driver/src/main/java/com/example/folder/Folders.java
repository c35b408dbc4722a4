package com.example.folder;

import dev.isobar.Resource;
import dev.isobar.spi.Address;
import dev.isobar.spi.Difference;
import dev.isobar.spi.Provisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** Every folder that a resource needs: its own, its dead letters', its entry with its topic. */
  private List<Path> parts(Address wanted) {
    List<Path> parts = new ArrayList<>(List.of(driver.folder(wanted)));
    if (wanted.resource().kind().consumed()) {
      parts.add(driver.deadLettersOf(wanted));
    }
    if (wanted.resource().kind() == Resource.Kind.SUBSCRIPTION) {
      parts.add(driver.topicOf(wanted).resolve(wanted.physicalName()));
    }
    return parts;
  }

  @Override
  public CompletionStage<List<Difference>> compare(Address wanted) {
    return driver.blocking(
        () -> parts(wanted).stream().filter(Files::notExists).map(Folders::missing).toList());
  }

  private static Difference missing(Path folder) {
    return new Difference(
        Difference.Kind.MISSING,
        folder.toString(),
        "a folder",
        "nothing",
        true,
        "open with isobar.topology=create");
  }

  @Override
  public CompletionStage<Void> create(Address wanted) {
    return driver.blocking(
        () -> {
          for (Path part : parts(wanted)) {
            Files.createDirectories(part);
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
          for (Path part : parts(unwanted)) {
            delete(part);
          }
          return null;
        });
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}

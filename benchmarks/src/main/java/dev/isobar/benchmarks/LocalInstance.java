package dev.isobar.benchmarks;

import dev.isobar.Isobar;
import dev.isobar.Topology;
import java.nio.file.Path;

/** Opens the local broker with its defaults: every commit is on the disk. */
final class LocalInstance {
  private LocalInstance() {}

  static Isobar open(Path folder, Topology topology) {
    return Isobar.builder()
        .topology(topology)
        .set("provider", "local")
        .set("local.path", folder.resolve("local.db").toString())
        .open();
  }
}

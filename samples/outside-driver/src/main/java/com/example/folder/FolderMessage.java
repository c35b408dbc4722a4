package com.example.folder;

import dev.isobar.spi.Platform;
import dev.isobar.spi.WireMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One event as a file: content type, attributes, body. A file appears whole or not at all. */
final class FolderMessage {
  private static final String SUFFIX = ".event";

  private FolderMessage() {}

  static void write(Path folder, WireMessage message, Platform platform) throws IOException {
    String name = "%019d-%016x".formatted(platform.nanoTime(), (long) (platform.random() * 1e18));
    Path hidden = folder.resolve(name + ".tmp");
    Files.write(hidden, bytes(message));
    Files.move(hidden, folder.resolve(name + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns the events of a folder, oldest first. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  static WireMessage read(Path file) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
    String contentType = in.readUTF();
    Map<String, String> attributes = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      attributes.put(in.readUTF(), in.readUTF());
    }
    String type = contentType.isEmpty() ? null : contentType;
    return new WireMessage(in.readAllBytes(), type, attributes, null, "");
  }

  private static byte[] bytes(WireMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(message.contentType() == null ? "" : message.contentType());
      out.writeInt(message.attributes().size());
      for (Map.Entry<String, String> attribute : message.attributes().entrySet()) {
        out.writeUTF(attribute.getKey());
        out.writeUTF(attribute.getValue());
      }
      out.write(message.body());
    }
    return bytes.toByteArray();
  }
}

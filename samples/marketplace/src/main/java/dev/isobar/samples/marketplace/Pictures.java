package dev.isobar.samples.marketplace;

import dev.isobar.Delivery;
import dev.isobar.Isobar;
import dev.isobar.RejectedEventException;
import dev.isobar.Settlement;
import dev.isobar.Topology;
import dev.isobar.samples.marketplace.Events.PictureDropped;
import dev.isobar.samples.marketplace.Events.PictureResized;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Source → router → function: a picture that somebody drops into a folder is routed by its file
 * name to a queue, a function makes a thumbnail of it and tells the gallery.
 */
final class Pictures {
  private static final int THUMBNAIL = 128;

  private final Isobar isobar;
  private final Ledger ledger;
  private final Console console;
  private final Path folder;
  private final Path thumbnails;
  private final Set<String> seen = new HashSet<>();

  Pictures(Isobar isobar, Ledger ledger, Console console, Path folder) {
    this.isobar = isobar;
    this.ledger = ledger;
    this.console = console;
    this.folder = folder;
    this.thumbnails = folder.resolveSibling("thumbnails");
  }

  static void declare(Topology.Builder topology) {
    topology
        .bus(
            "uploads",
            bus ->
                bus.route("png", r -> r.where("subject LIKE '%.png'").to("to-resize"))
                    .route("jpeg", r -> r.where("subject LIKE '%.jpg'").to("to-resize"))
                    .dropUnrouted())
        .queue("to-resize")
        .topic("pictures")
        .subscription("gallery", s -> s.from("pictures"));
  }

  void start() throws IOException {
    Files.createDirectories(folder);
    Files.createDirectories(thumbnails);
    isobar.subscribe("to-resize", Events.PICTURE_DROPPED, this::resize);
    isobar.subscribe(
        "gallery",
        Events.PICTURE_RESIZED,
        picture ->
            console.detail(
                "gallery",
                "shows %s (%d x %d)".formatted(picture.name(), picture.width(), picture.height())));
  }

  /** Publishes an event for every file that was not there the last time. */
  void look() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      for (Path file : files) {
        if (seen.add(file.getFileName().toString())) {
          dropped(file);
        }
      }
    }
  }

  private void dropped(Path file) throws IOException {
    String name = file.getFileName().toString();
    var event =
        isobar
            .publisher("uploads")
            .event(Events.PICTURE_DROPPED, new PictureDropped(name, Files.size(file)))
            .build();
    boolean picture = name.endsWith(".png") || name.endsWith(".jpg");
    console.say(
        "folder", picture ? name + " was dropped" : name + " was dropped; no route takes it");
    isobar
        .publisher("uploads")
        .publish(picture ? ledger.expect(event, "to-resize") : ledger.expect(event));
  }

  /** The function behind the queue. */
  private Settlement resize(PictureDropped picture, Delivery delivery) throws IOException {
    BufferedImage image = read(folder.resolve(picture.name()).normalize());
    if (image == null) {
      throw new RejectedEventException("not a picture");
    }
    BufferedImage small = scaled(image);
    ImageIO.write(small, "png", thumbnails.resolve(picture.name() + ".png").toFile());
    console.detail("resize", picture.name() + " → thumbnails/" + picture.name() + ".png");
    var resized =
        delivery
            .derive(
                Events.PICTURE_RESIZED,
                new PictureResized(picture.name(), small.getWidth(), small.getHeight()))
            .build();
    isobar.publisher("pictures").publish(ledger.expect(resized, "gallery"));
    return delivery.complete();
  }

  private @Nullable BufferedImage read(Path file) throws IOException {
    if (!file.getParent().equals(folder.normalize()) || !Files.isRegularFile(file)) {
      throw new RejectedEventException("the picture is no longer in the folder");
    }
    return ImageIO.read(file.toFile());
  }

  private static BufferedImage scaled(BufferedImage image) {
    double factor = (double) THUMBNAIL / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) (image.getWidth() * factor));
    int height = Math.max(1, (int) (image.getHeight() * factor));
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }

  /** Drops real pictures into the folder, and a file that is none. */
  void dropSome(int pictures) throws IOException {
    for (int i = 1; i <= pictures; i++) {
      String format = i % 3 == 0 ? "jpg" : "png";
      String name = String.format(Locale.ROOT, "picture-%02d.%s", i, format);
      BufferedImage image = painted(320 + 40 * i, 240 + 20 * i, i / (float) pictures);
      Path hidden = Files.createTempFile(thumbnails, "drop", ".tmp");
      ImageIO.write(image, format, hidden.toFile());
      Files.move(hidden, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(folder.resolve("notes.txt"), "not a picture\n");
  }

  private static BufferedImage painted(int width, int height, float hue) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(
        new GradientPaint(
            0,
            0,
            Color.getHSBColor(hue, 0.8f, 0.9f),
            width,
            height,
            Color.getHSBColor(hue + 0.3f, 0.6f, 0.4f)));
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }
}

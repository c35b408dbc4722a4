package com.example.folder;

import dev.isobar.spi.Inbound;
import dev.isobar.spi.Lease;
import dev.isobar.spi.Platform;
import dev.isobar.spi.ReceiveOptions;
import dev.isobar.spi.Received;
import dev.isobar.spi.Receiver;
import dev.isobar.spi.SettleOutcome;
import dev.isobar.spi.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Looks into a folder while it has credit. A lease is an entry in a table of this process. */
final class FolderReceiver implements Receiver {
  private static final Map<Path, FileLease> LEASES = new ConcurrentHashMap<>();
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final FolderDriver driver;
  private final Path folder;
  private final ReceiveOptions options;
  private final Inbound inbound;
  private int credit;
  private boolean looking;
  private boolean stopped;
  private CompletableFuture<Void> looked = CompletableFuture.completedFuture(null);

  /** A file that somebody has, until a moment of the platform's clock. */
  private static final class FileLease implements Lease {
    final Path file;
    volatile long until;

    FileLease(Path file, long until) {
      this.file = file;
      this.until = until;
    }
  }

  FolderReceiver(FolderDriver driver, Path folder, ReceiveOptions options, Inbound inbound) {
    this.driver = driver;
    this.folder = folder;
    this.options = options;
    this.inbound = inbound;
  }

  @Override
  public synchronized void request(int events) {
    credit += events;
    lookSoon(Duration.ZERO);
  }

  private synchronized void lookSoon(Duration delay) {
    if (!looking && !stopped && credit > 0) {
      looking = true;
      looked = new CompletableFuture<>();
      Platform platform = driver.platform();
      platform.schedule(delay, () -> platform.blocking().execute(this::look));
    }
  }

  private void look() {
    try {
      List<Received> batch = lease();
      if (batch.isEmpty()) {
        inbound.idle();
      } else {
        inbound.received(batch);
      }
      ended(batch.size());
      lookSoon(batch.isEmpty() ? LOOK_AGAIN : Duration.ZERO);
    } catch (IOException | RuntimeException e) {
      stop();
      ended(0);
      inbound.failed(e);
    }
  }

  private synchronized void ended(int events) {
    credit -= events;
    looking = false;
    looked.complete(null);
  }

  private synchronized int wanted() {
    return stopped ? 0 : credit;
  }

  private List<Received> lease() throws IOException {
    List<Received> batch = new ArrayList<>();
    int wanted = wanted();
    for (Path file : FolderMessage.list(folder)) {
      FileLease lease = batch.size() < wanted ? take(file) : null;
      if (lease != null) {
        String id = file.getFileName().toString();
        batch.add(
            Received.of(lease, FolderMessage.read(file), id)
                .nativeAttributes(Map.of("file", id))
                .build());
      }
    }
    return batch;
  }

  private @Nullable FileLease take(Path file) {
    long now = driver.platform().nanoTime();
    FileLease mine = new FileLease(file, now + options.lease().toNanos());
    FileLease holder =
        LEASES.compute(file, (f, held) -> held == null || held.until - now <= 0 ? mine : held);
    if (holder == mine && !Files.exists(file)) {
      LEASES.remove(file, mine);
      return null;
    }
    return holder == mine ? mine : null;
  }

  @Override
  public CompletionStage<List<SettleOutcome>> settle(List<Verdict> verdicts) {
    return driver.blocking(() -> verdicts.stream().map(this::settle).toList());
  }

  private SettleOutcome settle(Verdict verdict) {
    FileLease lease = (FileLease) verdict.lease();
    if (LEASES.get(lease.file) != lease) {
      return SettleOutcome.leaseLost(null);
    }
    try {
      if (verdict instanceof Verdict.Complete) {
        Files.deleteIfExists(lease.file);
      }
      LEASES.remove(lease.file, lease);
      return SettleOutcome.done();
    } catch (IOException e) {
      return SettleOutcome.failed(e);
    }
  }

  @Override
  public CompletionStage<List<SettleOutcome>> extend(List<Lease> leases, Duration by) {
    long until = driver.platform().nanoTime() + by.toNanos();
    return CompletableFuture.completedFuture(
        leases.stream().map(lease -> extend((FileLease) lease, until)).toList());
  }

  private static SettleOutcome extend(FileLease lease, long until) {
    if (LEASES.get(lease.file) != lease) {
      return SettleOutcome.leaseLost(null);
    }
    lease.until = until;
    return SettleOutcome.done();
  }

  @Override
  public synchronized CompletionStage<Void> stop() {
    stopped = true;
    return looked;
  }

  @Override
  public void close() {}
}

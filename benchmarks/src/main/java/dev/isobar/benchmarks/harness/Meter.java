package dev.isobar.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Counters of this process. */
public final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Meter() {}

  /** Returns the bytes that all threads have allocated; those that ended count from JDK 21 on. */
  public static long allocatedBytes() {
    try {
      return (long) ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes").invoke(THREADS);
    } catch (ReflectiveOperationException before21) {
      return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
          .filter(bytes -> bytes > 0)
          .sum();
    }
  }

  /** Returns the bytes that the calling thread has allocated. */
  public static long allocatedBytesOfThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Returns the CPU time of this process in nanoseconds, collector and compiler included. */
  public static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /** Returns how many threads of the JVM and of Java code live. */
  public static int threads() {
    return THREADS.getThreadCount();
  }

  /** Returns the bytes on the heap that are reachable, or nearly. */
  public static long liveHeapBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

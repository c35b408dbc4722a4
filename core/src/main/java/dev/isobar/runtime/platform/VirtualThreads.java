package dev.isobar.runtime.platform;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** A thread per task, virtual, on JDK 21 and later; found by reflection because we build for 17. */
final class VirtualThreads {
  private VirtualThreads() {}

  static Optional<ExecutorService> executor(String prefix) {
    try {
      Class<?> builderType = Class.forName("java.lang.Thread$Builder");
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Method name = builderType.getMethod("name", String.class, long.class);
      Object named = name.invoke(builder, prefix, 1L);
      Object factory = builderType.getMethod("factory").invoke(named);
      Method perTask = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
      return Optional.of((ExecutorService) perTask.invoke(null, factory));
    } catch (ReflectiveOperationException before21) {
      return Optional.empty();
    }
  }
}

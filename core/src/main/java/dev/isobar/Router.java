package dev.isobar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A handler that dispatches by event type. An event that no rule takes follows the subscription's
 * {@code unhandled} policy. Immutable and thread-safe.
 */
public final class Router implements Handler {
  private final Map<String, Handler> handlers;

  private Router(Map<String, Handler> handlers) {
    this.handlers = handlers;
  }

  /** Returns a new builder. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Settlement handle(Delivery delivery) throws Exception {
    Handler handler = handlers.get(delivery.event().getType());
    return handler == null ? delivery.unhandled() : handler.handle(delivery);
  }

  /** Collects the rules of a router. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Handler> handlers = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Sends events of a type, by name or alias, to a handler whose return completes them.
     *
     * @param type the event type
     * @param consumer its handler
     * @param <T> the class of the data
     * @return this builder
     * @throws IsobarException INVALID_ARGUMENT when the type is taken already
     */
    public <T> Builder on(EventType<T> type, EventConsumer<T> consumer) {
      Objects.requireNonNull(consumer, "consumer");
      return add(
          type,
          delivery -> {
            consumer.accept(delivery.data(type));
            return delivery.complete();
          });
    }

    /**
     * Sends events of a type, by name or alias, to a handler that decides.
     *
     * @param type the event type
     * @param handler its handler
     * @param <T> the class of the data
     * @return this builder
     * @throws IsobarException INVALID_ARGUMENT when the type is taken already
     */
    public <T> Builder on(EventType<T> type, EventHandler<T> handler) {
      Objects.requireNonNull(handler, "handler");
      return add(type, delivery -> handler.handle(delivery.data(type), delivery));
    }

    /** Returns the router. */
    public Router build() {
      return new Router(Map.copyOf(handlers));
    }

    private Builder add(EventType<?> type, Handler handler) {
      put(type.type(), handler);
      type.aliases().forEach(alias -> put(alias, handler));
      return this;
    }

    private void put(String type, Handler handler) {
      if (handlers.putIfAbsent(type, handler) != null) {
        throw new IsobarException(
            ErrorCode.INVALID_ARGUMENT,
            "event type " + type + " has two handlers in one router; remove one of them");
      }
    }
  }
}

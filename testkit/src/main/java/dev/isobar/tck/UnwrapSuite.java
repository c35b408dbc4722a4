package dev.isobar.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isobar.Delivery;
import dev.isobar.Isobar;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter 12 of the contract: the way down stays open. */
public abstract class UnwrapSuite extends Contract {
  /** Nobody has this. */
  private static final class Nobodys {}

  /** For subclasses. */
  protected UnwrapSuite() {}

  @Test
  void clause_12_1_an_instance_gives_the_providers_client() {
    Isobar isobar = open(topic());
    assertEquals(Optional.empty(), isobar.unwrap(Nobodys.class));
    Class<?> client =
        driver.nativeClient().orElseThrow(() -> new NotProvedException("no native client"));
    assertTrue(isobar.unwrap(client).isPresent(), client::toString);
  }

  @Test
  void clause_12_2_a_delivery_gives_the_providers_attributes() {
    Delivery delivery = delivery();
    assertFalse(delivery.nativeAttributes().isEmpty());
    assertEquals(Optional.empty(), delivery.unwrap(Nobodys.class));
  }

  @Test
  void clause_12_2_a_delivery_gives_the_providers_message() {
    Class<?> message =
        driver.nativeMessage().orElseThrow(() -> new NotProvedException("no native message"));
    assertTrue(delivery().unwrap(message).isPresent(), message::toString);
  }

  private Delivery delivery() {
    Isobar isobar = open(topic());
    Recorder seen = recorder();
    isobar.subscribe(SUB, seen);
    isobar.publisher(TOPIC).publish(event("e1"));
    await(seen, "the event", seen.hasCompleted("e1"));
    return seen.calls().get(0).delivery;
  }

  @Test
  void clause_12_3_explain_tells_what_is_done_with_each_resource() {
    Isobar isobar =
        open(
            topology(
                t ->
                    t.topic(TOPIC)
                        .subscription(SUB, s -> s.from(TOPIC).where("kind = 'a'"))
                        .queue(QUEUE)));
    String text = isobar.explain().text();
    for (String word :
        new String[] {TOPIC, SUB, QUEUE, "kind = 'a'", "native filter", "evaluated on receipt"}) {
      assertTrue(text.contains(word), () -> word + " is not in " + text);
    }
    assertTrue(isobar.explain().json().startsWith("{"));
  }
}

package dev.isobar.samples.marketplace;

import dev.isobar.DeadLetter;
import dev.isobar.DeadLetters;
import dev.isobar.Isobar;
import dev.isobar.Topology;
import dev.isobar.samples.marketplace.Events.SignedUp;
import java.io.IOException;
import java.time.Duration;

/**
 * Fan-out with retries and dead letters: e-mail, SMS and marketing each receive every sign-up. The
 * SMS gateway is down at first; what it could not send is dead-lettered with its reason and
 * redriven when it is back.
 */
final class SignUps {
  private static final int SMS_ATTEMPTS = 3;

  private final Isobar isobar;
  private final Ledger ledger;
  private final Console console;
  private volatile boolean gatewayDown = true;

  SignUps(Isobar isobar, Ledger ledger, Console console) {
    this.isobar = isobar;
    this.ledger = ledger;
    this.console = console;
  }

  static void declare(Topology.Builder topology) {
    topology
        .topic("sign-ups")
        .subscription("email", s -> s.from("sign-ups"))
        .subscription(
            "sms",
            s ->
                s.from("sign-ups")
                    .tuning(
                        t ->
                            t.maxAttempts(SMS_ATTEMPTS)
                                .backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(1))))
        .subscription("marketing", s -> s.from("sign-ups"));
  }

  void start() {
    isobar.subscribe(
        "email", Events.SIGNED_UP, user -> console.detail("email", "welcomes " + user.user()));
    isobar.subscribe(
        "marketing",
        Events.SIGNED_UP,
        user -> console.detail("marketing", "counts " + user.user()));
    isobar.subscribe(
        "sms",
        Events.SIGNED_UP,
        (user, delivery) -> {
          send(user, delivery.attempt(), delivery.maxAttempts());
          return delivery.complete();
        });
  }

  private void send(SignedUp user, int attempt, int of) throws IOException {
    if (gatewayDown) {
      console.detail(
          "sms", "cannot reach " + user.user() + " (attempt " + attempt + " of " + of + ")");
      throw new IOException("the SMS gateway is down");
    }
    console.detail("sms", "greets " + user.user());
  }

  void signUp(int users) {
    for (int i = 1; i <= users; i++) {
      SignedUp user = new SignedUp("user-" + i, "+1-555-" + (1000 + i));
      var event = isobar.publisher("sign-ups").event(Events.SIGNED_UP, user).build();
      isobar.publisher("sign-ups").publish(ledger.expect(event, "email", "sms", "marketing"));
    }
    console.say("sign-ups", users + " people signed up");
  }

  /** Waits for the dead letters, shows one, repairs the gateway and sends them back. */
  void repair(int users, Duration patience) throws InterruptedException {
    ledger.awaitDeadLetters(users, patience);
    DeadLetters letters = isobar.deadLetters("sms");
    for (DeadLetter letter : letters.browse(1)) {
      console.say(
          "sms",
          "%d dead letters, e.g. %s after %d attempts: %s"
              .formatted(letters.count(), letter.cause(), letter.attempts(), letter.reason()));
    }
    gatewayDown = false;
    console.say("sms", "the gateway is back");
    console.say("sms", "the dead letters go back to SMS alone; e-mail and marketing see nothing");
    DeadLetters.Result result =
        letters.redrive(letter -> letter.cause() == DeadLetter.Cause.EXHAUSTED, users);
    ledger.redriven(result.matched() - result.failed());
  }
}

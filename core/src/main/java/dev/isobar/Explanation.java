package dev.isobar;

/**
 * What Isobar does with each resource on this provider: what is native, what is emulated and how,
 * what is refused, every native filter with its residual. Immutable; holds no secret.
 */
public interface Explanation {
  /** Returns it for people. */
  String text();

  /** Returns it as one JSON object. */
  String json();
}

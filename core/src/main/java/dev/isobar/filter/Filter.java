package dev.isobar.filter;

import io.cloudevents.CloudEvent;

/** Stands in until the filter language lands. */
public interface Filter {
  /** Accepts everything. */
  Filter TRUE = event -> true;

  /** Evaluates. */
  boolean test(CloudEvent event);

  /** Parses. */
  static Filter parse(String text) {
    throw new InvalidFilterException();
  }
}

package dev.isobar.filter;

import io.cloudevents.CloudEvent;
import java.util.Collection;

/** Stands in until the filter language lands. */
public interface Filter {
  /** Accepts everything. */
  Filter TRUE = event -> true;

  /** Evaluates. */
  boolean test(CloudEvent event);

  /** Accepts what one accepts. */
  static Filter or(Collection<? extends Filter> filters) {
    return event -> filters.stream().anyMatch(f -> f.test(event));
  }

  /** Accepts what all accept. */
  static Filter and(Collection<? extends Filter> filters) {
    return event -> filters.stream().allMatch(f -> f.test(event));
  }

  /** Parses. */
  static Filter parse(String text) {
    throw new InvalidFilterException();
  }
}

package dev.isobar.spi;

/**
 * A bound and where it is documented. Immutable.
 *
 * @param value the bound, in the unit of the accessor
 * @param source the document that states it, for messages and {@code explain()}
 */
public record Limit(long value, String source) {}

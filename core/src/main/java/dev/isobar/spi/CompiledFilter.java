package dev.isobar.spi;

import dev.isobar.filter.Filter;
import java.util.List;

/**
 * A filter in a provider's own language. The native filter accepts every event that the portable
 * one accepts; the runtime evaluates {@code residual} on what arrives. Immutable.
 *
 * @param nativeText the text to install, empty when everything is let through
 * @param residual what the runtime still has to check, {@link Filter#TRUE} when nothing
 * @param exact whether the native filter accepts exactly the same events
 * @param dropped what the native text leaves out and why, in words, for {@code explain()}
 */
public record CompiledFilter(
    String nativeText, Filter residual, boolean exact, List<String> dropped) {
  /**
   * The compilation of a provider without filters: everything arrives, the runtime decides.
   *
   * @param filter the portable filter
   */
  public static CompiledFilter none(Filter filter) {
    boolean all = filter.equals(Filter.TRUE);
    return new CompiledFilter(
        "", filter, all, all ? List.of() : List.of("no native filters; evaluated on receipt"));
  }
}

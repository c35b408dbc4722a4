package dev.isobar.filter;

import dev.isobar.filter.MatcherCompiler.Test;
import java.util.List;

/** The comparisons of one path; each is false where the path is absent, whatever is wanted. */
interface Tests {

  /** The one that is true where the path is absent, if that is wanted. */
  Test exists(boolean wanted);

  Test in(List<Literal> literals, boolean wanted);

  Test like(LikePattern pattern, boolean wanted);

  Test compare(Filter.Operator operator, Literal.Decimal number);
}

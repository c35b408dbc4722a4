package dev.isobar.filter;

import static java.util.Objects.requireNonNull;

import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A condition on an event; immutable, and the same on every provider.
 *
 * <p>A comparison with something absent is neither true nor false, and negation does not change
 * that. So a filter holds no negation: {@link #negate()} turns every leaf into its opposite, and a
 * leaf whose path is absent is false in both forms. What {@link #toString()} prints, {@link
 * #parse(String)} reads back as an equal filter.
 *
 * <p>An adapter handles each kind of node in a {@link Visitor}.
 */
public sealed interface Filter {

  /** Takes every event. */
  Filter TRUE = new Constant(true);

  /** Takes no event. */
  Filter FALSE = new Constant(false);

  /** How deep parentheses may be nested: {@value}. */
  int MAX_DEPTH = 64;

  /** How many bytes of UTF-8 a text may have: {@value}. */
  int MAX_LENGTH = 16 * 1024;

  /** How many values an {@code IN} list may have: {@value}. */
  int MAX_VALUES = 1_000;

  /**
   * Reads a filter from its text.
   *
   * @param text a filter in the portable language
   * @return the filter
   * @throws InvalidFilterException if the text is not a filter
   */
  static Filter parse(String text) {
    return new Parser(requireNonNull(text, "text")).parse();
  }

  /**
   * An attribute of the event, to compare with.
   *
   * @param name an attribute name, such as {@code type} or that of an extension
   * @return the path to the attribute
   * @throws IllegalArgumentException if no event may have such an attribute
   */
  static Path attribute(String name) {
    return new Path.Attribute(name);
  }

  /**
   * A field of the event's JSON data, to compare with.
   *
   * @param field a field of the data
   * @param nested the fields to follow from there
   * @return the path to the field
   */
  static Path data(String field, String... nested) {
    List<String> segments = new ArrayList<>(List.of(nested));
    segments.add(0, field);
    return new Path.Data(segments);
  }

  /**
   * The events that all of these take.
   *
   * @param filters the filters; none of them takes every event
   * @return the simplest filter that says so
   */
  static Filter and(Collection<? extends Filter> filters) {
    return Operands.join(filters, TRUE, FALSE, And::new);
  }

  /**
   * The events that at least one of these takes.
   *
   * @param filters the filters; none of them takes no event
   * @return the simplest filter that says so
   */
  static Filter or(Collection<? extends Filter> filters) {
    return Operands.join(filters, FALSE, TRUE, Or::new);
  }

  /**
   * The opposite of a filter; see {@link #negate()}.
   *
   * @param filter the filter
   * @return its opposite
   */
  static Filter not(Filter filter) {
    return filter.negate();
  }

  /**
   * The events that this and the other filter take.
   *
   * @param other the other filter
   * @return both together
   */
  default Filter and(Filter other) {
    return and(List.of(this, other));
  }

  /**
   * The events that this or the other filter takes.
   *
   * @param other the other filter
   * @return either
   */
  default Filter or(Filter other) {
    return or(List.of(this, other));
  }

  /**
   * The opposite: every leaf turned round, {@code AND} and {@code OR} exchanged. An event that
   * lacks what a leaf compares is taken by neither form of that leaf.
   *
   * @return the opposite
   */
  Filter negate();

  /**
   * Calls the visitor's method for this kind of node.
   *
   * @param <R> what the visitor returns
   * @param visitor the visitor
   * @return what it returned
   */
  <R> R accept(Visitor<R> visitor);

  /**
   * The canonical text: {@link #parse(String)} reads it back as an equal filter.
   *
   * @return the filter in the portable language
   */
  @Override
  String toString();

  /**
   * Everything that this filter looks at, in order of appearance.
   *
   * @return the paths, each once
   */
  default Set<Path> paths() {
    return accept(new PathCollector());
  }

  /**
   * Whether this filter looks into the event's data.
   *
   * @return true if one of the paths leads into the data
   */
  default boolean referencesData() {
    return paths().stream().anyMatch(Path.Data.class::isInstance);
  }

  /**
   * This filter made ready for many events. Attributes that are text are compared without
   * allocating; data is read once per event, and only if an attribute has not decided before.
   *
   * @return a predicate that any number of threads may use
   */
  default Predicate<CloudEvent> matcher() {
    return MatcherCompiler.compile(this);
  }

  /**
   * Whether this filter takes the event. For more than a few events keep a {@link #matcher()}.
   *
   * @param event the event
   * @return true if the event is taken
   */
  default boolean test(CloudEvent event) {
    return matcher().test(event);
  }

  /**
   * One method for each kind of node, so that none can be forgotten.
   *
   * @param <R> what a visit returns
   */
  interface Visitor<R> {

    /**
     * Visits a filter that is always true or always false.
     *
     * @param constant the node
     * @return the visitor's answer
     */
    R constant(Constant constant);

    /**
     * Visits a conjunction.
     *
     * @param and the node
     * @return the visitor's answer
     */
    R and(And and);

    /**
     * Visits a disjunction.
     *
     * @param or the node
     * @return the visitor's answer
     */
    R or(Or or);

    /**
     * Visits a test for presence or absence.
     *
     * @param exists the node
     * @return the visitor's answer
     */
    R exists(Exists exists);

    /**
     * Visits a comparison with one value.
     *
     * @param equal the node
     * @return the visitor's answer
     */
    R equal(Equal equal);

    /**
     * Visits a comparison with several values.
     *
     * @param in the node
     * @return the visitor's answer
     */
    R in(In in);

    /**
     * Visits a comparison with a pattern.
     *
     * @param like the node
     * @return the visitor's answer
     */
    R like(Like like);

    /**
     * Visits a comparison of numbers by size.
     *
     * @param compare the node
     * @return the visitor's answer
     */
    R compare(Compare compare);
  }

  /**
   * {@code TRUE} or {@code FALSE}. Never an operand: {@link Filter#and} and {@link Filter#or}
   * simplify it away.
   *
   * @param value what the filter always answers
   */
  record Constant(boolean value) implements Filter {
    @Override
    public Filter negate() {
      return new Constant(!value);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.constant(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * All operands hold. {@link Filter#and} makes it and copes with constants.
   *
   * @param operands two or more, none of them an {@code And} (such are merged) or a constant
   */
  record And(List<Filter> operands) implements Filter {
    /** Merges nested conjunctions and checks the operands. */
    public And {
      operands = Operands.check(operands, f -> f instanceof And and ? and.operands : List.of(f));
    }

    @Override
    public Filter negate() {
      return new Or(operands.stream().map(Filter::negate).toList());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.and(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * At least one operand holds. {@link Filter#or} makes it and copes with constants.
   *
   * @param operands two or more, none of them an {@code Or} (such are merged) or a constant
   */
  record Or(List<Filter> operands) implements Filter {
    /** Merges nested disjunctions and checks the operands. */
    public Or {
      operands = Operands.check(operands, f -> f instanceof Or or ? or.operands : List.of(f));
    }

    @Override
    public Filter negate() {
      return new And(operands.stream().map(Filter::negate).toList());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.or(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * {@code EXISTS path} or {@code NOT EXISTS path}. Data exists where there is a string, a number
   * or a boolean; null, an object and an array count as absent.
   *
   * @param path what must be there
   * @param negated true if it must be absent instead
   */
  record Exists(Path path, boolean negated) implements Filter {
    /** Checks the components. */
    public Exists {
      requireNonNull(path, "path");
    }

    @Override
    public Filter negate() {
      return new Exists(path, !negated);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.exists(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * {@code path = value}, or {@code path <> value}: present and different.
   *
   * @param path what is compared
   * @param value the value; that of an attribute is always a {@link Literal.Text}, because
   *     attributes compare as text
   * @param negated true if it must differ
   */
  record Equal(Path path, Literal value, boolean negated) implements Filter {
    /** Turns the value of an attribute into text. */
    public Equal {
      value = path.comparable(value);
    }

    @Override
    public Filter negate() {
      return new Equal(path, value, !negated);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.equal(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * {@code path IN (values)}, or {@code path NOT IN (values)}: present and none of them.
   *
   * @param path what is compared
   * @param values one to {@link Filter#MAX_VALUES} values; those of an attribute are always {@link
   *     Literal.Text}. Data compares with the values of its own type and counts as absent if there
   *     are none
   * @param negated true if it must differ from all of them
   */
  record In(Path path, List<Literal> values, boolean negated) implements Filter {
    /** Turns the values of an attribute into text and checks their number. */
    public In {
      values = values.stream().map(path::comparable).toList();
      if (values.isEmpty() || values.size() > MAX_VALUES) {
        throw new IllegalArgumentException(
            "IN takes 1 to " + MAX_VALUES + " values, not " + values.size());
      }
    }

    @Override
    public Filter negate() {
      return new In(path, values, !negated);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.in(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * {@code path LIKE pattern}, or {@code path NOT LIKE pattern}: present and of another form. Only
   * text has a form: other data counts as absent.
   *
   * @param path what is compared
   * @param pattern the pattern
   * @param negated true if it must not fit
   */
  record Like(Path path, LikePattern pattern, boolean negated) implements Filter {
    /** Checks the components. */
    public Like {
      requireNonNull(path, "path");
      requireNonNull(pattern, "pattern");
    }

    @Override
    public Filter negate() {
      return new Like(path, pattern, !negated);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.like(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /**
   * {@code path < number} and its like. An attribute is read as a decimal number and counts as
   * absent if it is none; data must be a JSON number.
   *
   * @param path what is compared
   * @param operator how
   * @param number with what
   */
  record Compare(Path path, Operator operator, Literal.Decimal number) implements Filter {
    /** Checks the components. */
    public Compare {
      requireNonNull(path, "path");
      requireNonNull(operator, "operator");
      requireNonNull(number, "number");
    }

    @Override
    public Filter negate() {
      return new Compare(path, operator.negate(), number);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.compare(this);
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /** How {@link Compare} compares. */
  enum Operator {
    /** {@code <}. */
    LESS("<"),
    /** {@code <=}. */
    LESS_OR_EQUAL("<="),
    /** {@code >}. */
    GREATER(">"),
    /** {@code >=}. */
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /**
     * The operator as it is written.
     *
     * @return such as {@code <=}
     */
    public String symbol() {
      return symbol;
    }

    /**
     * The opposite operator.
     *
     * @return the one that holds where this does not
     */
    public Operator negate() {
      return switch (this) {
        case LESS -> GREATER_OR_EQUAL;
        case LESS_OR_EQUAL -> GREATER;
        case GREATER -> LESS_OR_EQUAL;
        case GREATER_OR_EQUAL -> LESS;
      };
    }

    boolean holds(int comparison) {
      return comparison != Comparand.ABSENT && isTrueOf(comparison);
    }

    private boolean isTrueOf(int comparison) {
      return switch (this) {
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }
  }
}

package dev.isobar.filter;

import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Turns a filter into nested functions that run without looking at it again. */
final class MatcherCompiler implements Filter.Visitor<MatcherCompiler.Test> {

  /** A compiled node. */
  @FunctionalInterface
  interface Test {
    boolean test(CloudEvent event, EventData data);
  }

  private static final Predicate<CloudEvent> ALL = event -> true;

  private final JsonFields fields = new JsonFields();

  private MatcherCompiler() {}

  static Predicate<CloudEvent> compile(Filter filter) {
    if (filter.equals(Filter.TRUE)) {
      return ALL;
    }
    MatcherCompiler compiler = new MatcherCompiler();
    Test test = filter.accept(compiler);
    JsonFields fields = compiler.fields;
    EventData unused = new EventData(fields);
    return fields.isEmpty()
        ? event -> test.test(event, unused)
        : event -> test.test(event, new EventData(fields));
  }

  @Override
  public Test constant(Filter.Constant constant) {
    boolean value = constant.value();
    return (event, data) -> value;
  }

  @Override
  public Test and(Filter.And and) {
    Test[] tests = compile(and.operands());
    return (event, data) -> !any(tests, event, data, false);
  }

  @Override
  public Test or(Filter.Or or) {
    Test[] tests = compile(or.operands());
    return (event, data) -> any(tests, event, data, true);
  }

  private static boolean any(Test[] tests, CloudEvent event, EventData data, boolean answer) {
    for (Test test : tests) {
      if (test.test(event, data) == answer) {
        return true;
      }
    }
    return false;
  }

  /** The operands, those first that need not read the data. */
  private Test[] compile(List<Filter> operands) {
    List<Filter> cheapFirst = new ArrayList<>(operands);
    cheapFirst.sort(Comparator.comparing(Filter::referencesData));
    return cheapFirst.stream().map(operand -> operand.accept(this)).toArray(Test[]::new);
  }

  @Override
  public Test exists(Filter.Exists exists) {
    return tests(exists.path()).exists(!exists.negated());
  }

  @Override
  public Test equal(Filter.Equal equal) {
    return tests(equal.path()).in(List.of(equal.value()), !equal.negated());
  }

  @Override
  public Test in(Filter.In in) {
    return tests(in.path()).in(in.values(), !in.negated());
  }

  @Override
  public Test like(Filter.Like like) {
    return tests(like.path()).like(like.pattern(), !like.negated());
  }

  @Override
  public Test compare(Filter.Compare compare) {
    return tests(compare.path()).compare(compare.operator(), compare.number());
  }

  private Tests tests(Path path) {
    return path instanceof Path.Data field
        ? new DataTests(fields.slot(field))
        : new AttributeTests(((Path.Attribute) path).name());
  }
}

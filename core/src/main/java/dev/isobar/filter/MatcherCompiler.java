package dev.isobar.filter;

import dev.isobar.filter.Checks.Check;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns a filter into nested functions that run without looking at it again. */
final class MatcherCompiler implements Filter.Visitor<MatcherCompiler.Test> {

  /** A compiled node. */
  @FunctionalInterface
  interface Test {
    boolean test(CloudEvent event, EventData data);
  }

  private final JsonFields fields = new JsonFields();

  private MatcherCompiler() {}

  static Predicate<CloudEvent> compile(Filter filter) {
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
    return leaf(exists.path(), value -> Answer.YES, exists.negated() ? Answer.ABSENT : Answer.YES);
  }

  @Override
  public Test equal(Filter.Equal equal) {
    Check check = checks(equal.path()).in(List.of(equal.value()));
    return leaf(equal.path(), check, Answer.of(!equal.negated()));
  }

  @Override
  public Test in(Filter.In in) {
    return leaf(in.path(), checks(in.path()).in(in.values()), Answer.of(!in.negated()));
  }

  @Override
  public Test like(Filter.Like like) {
    return leaf(like.path(), checks(like.path()).like(like.pattern()), Answer.of(!like.negated()));
  }

  @Override
  public Test compare(Filter.Compare compare) {
    Checks checks = checks(compare.path());
    return leaf(compare.path(), checks.compare(compare.operator(), compare.number()), Answer.YES);
  }

  private static Checks checks(Path path) {
    return path instanceof Path.Attribute ? new AttributeChecks() : new DataChecks();
  }

  private Test leaf(Path path, Check check, Answer wanted) {
    if (path instanceof Path.Data field) {
      int slot = fields.slot(field);
      return (event, data) -> answer(check, data.value(event, slot)) == wanted;
    }
    AttributeReader attribute = new AttributeReader(((Path.Attribute) path).name());
    return (event, data) -> answer(check, attribute.read(event)) == wanted;
  }

  private static Answer answer(Check check, @Nullable Object value) {
    return value == null ? Answer.ABSENT : check.of(value);
  }
}

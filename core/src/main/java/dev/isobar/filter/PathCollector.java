package dev.isobar.filter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what a filter looks at. */
final class PathCollector implements Filter.Visitor<Set<Path>> {

  private final Set<Path> paths = new LinkedHashSet<>();

  @Override
  public Set<Path> constant(Filter.Constant constant) {
    return paths;
  }

  @Override
  public Set<Path> and(Filter.And and) {
    return all(and.operands());
  }

  @Override
  public Set<Path> or(Filter.Or or) {
    return all(or.operands());
  }

  @Override
  public Set<Path> exists(Filter.Exists exists) {
    return add(exists.path());
  }

  @Override
  public Set<Path> equal(Filter.Equal equal) {
    return add(equal.path());
  }

  @Override
  public Set<Path> in(Filter.In in) {
    return add(in.path());
  }

  @Override
  public Set<Path> like(Filter.Like like) {
    return add(like.path());
  }

  @Override
  public Set<Path> compare(Filter.Compare compare) {
    return add(compare.path());
  }

  private Set<Path> all(List<Filter> operands) {
    operands.forEach(operand -> operand.accept(this));
    return paths;
  }

  private Set<Path> add(Path path) {
    paths.add(path);
    return paths;
  }
}

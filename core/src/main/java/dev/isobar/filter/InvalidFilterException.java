package dev.isobar.filter;

public class InvalidFilterException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
}

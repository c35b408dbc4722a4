package dev.isobar.filter;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/** A value that a filter compares with. */
public sealed interface Literal {

  /**
   * A text.
   *
   * @param value any text
   * @return the literal
   */
  static Text of(String value) {
    return new Text(value);
  }

  /**
   * A number.
   *
   * @param value any number whose {@code toString()} is a decimal number
   * @return the literal
   * @throws IllegalArgumentException if it is not a number or has too many digits
   */
  static Decimal of(Number value) {
    return new Decimal(Decimals.parse(value.toString()));
  }

  /**
   * A boolean.
   *
   * @param value true or false
   * @return the literal
   */
  static Bool of(boolean value) {
    return new Bool(value);
  }

  /**
   * The canonical text, as which an attribute compares.
   *
   * @return such as {@code gold}, {@code 5} or {@code true}
   */
  String text();

  /**
   * A text.
   *
   * @param value the text, compared character by character
   */
  record Text(String value) implements Literal {
    /** Checks the components. */
    public Text {
      requireNonNull(value, "value");
    }

    @Override
    public String text() {
      return value;
    }

    @Override
    public String toString() {
      return Printer.quote(value);
    }
  }

  /**
   * A number.
   *
   * @param value the exact value, of at most 40 digits when written out, without trailing zeros
   */
  record Decimal(BigDecimal value) implements Literal {
    /** Normalises the value: 5, 5.0 and 5e0 are equal. */
    public Decimal {
      value = Decimals.normalize(value);
    }

    @Override
    public String text() {
      return value.toPlainString();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /**
   * A boolean.
   *
   * @param value true or false
   */
  record Bool(boolean value) implements Literal {
    @Override
    public String text() {
      return Boolean.toString(value);
    }

    @Override
    public String toString() {
      return value ? "TRUE" : "FALSE";
    }
  }
}

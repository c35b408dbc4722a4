package dev.isobar.tck.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One line of a history as JSON; what is empty is left out. */
final class OpJson {
  private static final JsonFactory JSON = new JsonFactory();

  private OpJson() {}

  static String write(Op op) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("op", lower(op.op()));
      json.writeStringField("ph", lower(op.ph()));
      json.writeNumberField("t", op.t());
      json.writeNumberField("i", op.i());
      writeTexts(json, op);
      writeNumbers(json, op);
      if (!op.to().isEmpty()) {
        json.writeArrayFieldStart("to");
        for (String name : op.to()) {
          json.writeString(name);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void writeTexts(JsonGenerator json, Op op) throws IOException {
    String[] pairs = {
      "p", op.p(), "e", op.e(), "k", op.k(), "s", op.s(), "h", op.h(), "r", op.r(), "err", op.err()
    };
    for (int i = 0; i < pairs.length; i += 2) {
      if (!pairs[i + 1].isEmpty()) {
        json.writeStringField(pairs[i], pairs[i + 1]);
      }
    }
  }

  private static void writeNumbers(JsonGenerator json, Op op) throws IOException {
    if (op.q() != 0) {
      json.writeNumberField("q", op.q());
    }
    if (op.a() != 0) {
      json.writeNumberField("a", op.a());
    }
    if (op.within() != 0) {
      json.writeNumberField("within", op.within());
    }
  }

  /** Reads a line; empty when it is torn. */
  static Optional<Op> read(String line) {
    try (JsonParser json = JSON.createParser(line)) {
      return Optional.of(read(json));
    } catch (IOException | IllegalArgumentException torn) {
      return Optional.empty();
    }
  }

  private static Op read(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("no object");
    }
    Fields f = new Fields();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          f.to.add(json.getText());
        }
      } else {
        f.set(name, json.getText());
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new IllegalArgumentException("torn");
    }
    return f.op();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static final class Fields {
    final List<String> to = new ArrayList<>();
    private Op.Kind kind = Op.Kind.PLAN;
    private Op.Phase phase = Op.Phase.INFO;
    private String p = "";
    private String e = "";
    private String k = "";
    private String s = "";
    private String h = "";
    private String r = "";
    private String err = "";
    private long i;
    private long t;
    private long q;
    private long within;
    private int a;

    void set(String name, String value) {
      switch (name) {
        case "op" -> kind = Op.Kind.valueOf(value.toUpperCase(Locale.ROOT));
        case "ph" -> phase = Op.Phase.valueOf(value.toUpperCase(Locale.ROOT));
        case "p" -> p = value;
        case "e" -> e = value;
        case "k" -> k = value;
        case "s" -> s = value;
        case "h" -> h = value;
        case "r" -> r = value;
        case "err" -> err = value;
        case "i" -> i = Long.parseLong(value);
        case "t" -> t = Long.parseLong(value);
        case "q" -> q = Long.parseLong(value);
        case "within" -> within = Long.parseLong(value);
        case "a" -> a = Integer.parseInt(value);
        default -> throw new IllegalArgumentException("unknown field " + name);
      }
    }

    Op op() {
      return new Op(p, i, t, kind, phase, e, k, q, s, a, h, r, err, List.copyOf(to), within);
    }
  }
}

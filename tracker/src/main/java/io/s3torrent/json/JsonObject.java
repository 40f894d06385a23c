package io.s3torrent.json;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.MinimalPrettyPrinter;

/** Writes a JSON object (RFC 8259) field by field, in the order of the calls. Reading its text ends the object. For one thread. */
public final class JsonObject {
    private static final JsonFactory REQUIRED = factory(new Escapes(false));
    private static final JsonFactory PRINTABLE = factory(new Escapes(true));
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");
    private static final int CHUNK = 1 << 13;

    private final StringWriter out = new StringWriter();
    private final JsonGenerator generator;

    /** Creates an object without line breaks. In strings, only characters that JSON or UTF-8 cannot represent are escaped. */
    public JsonObject() {
        this(REQUIRED, ObjectWriteContext.empty());
    }

    private JsonObject(JsonFactory factory, ObjectWriteContext layout) {
        generator = factory.createGenerator(layout, out);
        generator.writeStartObject();
    }

    /** Creates an object that also escapes control characters and line separators, for terminals and old JavaScript engines. */
    public static JsonObject printable() {
        return new JsonObject(PRINTABLE, ObjectWriteContext.empty());
    }

    /** Creates an object with one line for each field and for each element of its arrays. */
    public static JsonObject onLines() {
        return new JsonObject(REQUIRED, new OnLines());
    }

    private static JsonFactory factory(Escapes escapes) {
        return JsonFactory.builder()
                .characterEscapes(escapes)
                .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                .build();
    }

    public JsonObject put(String name, long value) {
        generator.writeName(name).writeNumber(value);
        return this;
    }

    public JsonObject put(String name, boolean value) {
        generator.writeName(name).writeBoolean(value);
        return this;
    }

    /** Adds a number, written without an exponent. */
    public JsonObject put(String name, BigDecimal value) {
        generator.writeName(name).writeNumber(value.toPlainString());
        return this;
    }

    public JsonObject put(String name, @Nullable String value) {
        generator.writeName(name);
        if (value == null) {
            generator.writeNull();
        } else {
            string(value);
        }
        return this;
    }

    /** Adds an object, to which no field can be added afterwards. */
    public JsonObject put(String name, JsonObject value) {
        generator.writeName(name).writeRawValue(value.toString());
        return this;
    }

    public JsonObject put(String name, Collection<String> values) {
        generator.writeName(name).writeStartArray();
        values.forEach(this::string);
        generator.writeEndArray();
        return this;
    }

    /** Adds an array of objects. Each is written before the next is created, because a torrent may have half a million files. */
    public JsonObject putObjects(String name, Stream<JsonObject> values) {
        generator.writeName(name).writeStartArray();
        for (Iterator<JsonObject> rest = values.iterator(); rest.hasNext(); ) {
            generator.writeRawValue(rest.next().toString());
        }
        generator.writeEndArray();
        return this;
    }

    /** Writes a string. Escapes lone surrogates, which UTF-8 cannot represent, after Jackson, which sees only one char at a time. */
    private void string(String text) {
        if (!LONE_SURROGATE.matcher(text).find()) {
            generator.writeString(text);
            return;
        }
        generator.flush();
        int start = out.getBuffer().length();
        generator.writeString(text);
        generator.flush();
        String escaped = LONE_SURROGATE
                .matcher(out.getBuffer().substring(start))
                .replaceAll(lone -> String.format(
                        Locale.ROOT, "\\\\u%04x", (int) lone.group().charAt(0)));
        out.getBuffer().setLength(start);
        out.append(escaped);
    }

    /** Writes the object to {@code writer}, without a line end. */
    public void writeTo(Writer writer) {
        generator.close();
        try {
            for (int at = 0; at < out.getBuffer().length(); at += CHUNK) {
                writer.write(out.getBuffer()
                        .substring(at, Math.min(at + CHUNK, out.getBuffer().length())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the object, without a line end. */
    @Override
    public String toString() {
        generator.close();
        return out.toString();
    }

    /** Escapes control characters as lower-case hexadecimal, for example {@code \}{@code u000a} instead of Jackson's {@code \n}. */
    private static final class Escapes extends CharacterEscapes {
        private static final int ASCII = 128;

        private final boolean printable;
        private final int[] ascii = new int[ASCII];

        Escapes(boolean printable) {
            this.printable = printable;
            for (int c = 0; c < ASCII; c++) {
                ascii[c] = c < ' ' || (printable && c == 0x7f) ? ESCAPE_STANDARD : ESCAPE_NONE;
            }
            ascii['"'] = '"';
            ascii['\\'] = '\\';
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return printable && (Character.isISOControl(c) || c == '\u2028' || c == '\u2029')
                    ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", c))
                    : null;
        }
    }

    /** Breaks lines after each comma and at the start of each array. */
    private static final class OnLines extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new MinimalPrettyPrinter() {
                @Override
                public void writeObjectEntrySeparator(JsonGenerator generator) {
                    generator.writeRaw(",\n");
                }

                @Override
                public void writeStartArray(JsonGenerator generator) {
                    generator.writeRaw("[\n");
                }

                @Override
                public void writeArrayValueSeparator(JsonGenerator generator) {
                    generator.writeRaw(",\n");
                }
            };
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}

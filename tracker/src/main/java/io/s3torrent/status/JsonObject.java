package io.s3torrent.status;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Builds one JSON object (RFC 8259), field by field. Not safe for use by several threads. */
public final class JsonObject {
    private static final int CHUNK = 1 << 13;
    private static final int ASCII = 127;
    private static final JsonFactory FACTORY =
            JsonFactory.builder().characterEscapes(new Escapes()).build();

    /** Lone surrogates have no UTF-8: strings with one are written in ASCII. */
    private static final JsonFactory ASCII_FACTORY = JsonFactory.builder()
            .characterEscapes(new Escapes())
            .highestNonEscapedChar(ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text);

    /** An object without fields. */
    public JsonObject() {
        json.writeStartObject();
    }

    /** A JSON string, quoted. */
    public static String quote(String value) {
        StringWriter quoted = new StringWriter();
        try (JsonGenerator string =
                (isWellFormed(value) ? FACTORY : ASCII_FACTORY).createGenerator(ObjectWriteContext.empty(), quoted)) {
            string.writeString(value);
        }
        return quoted.toString();
    }

    private static boolean isWellFormed(String value) {
        return value.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    /** Adds a number. */
    public JsonObject put(String name, long value) {
        json.writeName(name).writeNumber(value);
        return this;
    }

    /** Adds a number without an exponent. */
    public JsonObject put(String name, BigDecimal value) {
        json.writeName(name).writeNumber(value.toPlainString());
        return this;
    }

    /** Adds a boolean. */
    public JsonObject put(String name, boolean value) {
        json.writeName(name).writeBoolean(value);
        return this;
    }

    /** Adds a string, or null. */
    public JsonObject put(String name, @Nullable String value) {
        json.writeName(name);
        if (value == null) {
            json.writeNull();
        } else {
            string(value);
        }
        return this;
    }

    /** Adds an array of strings. */
    public JsonObject put(String name, Collection<String> values) {
        json.writeName(name).writeStartArray();
        values.forEach(this::string);
        json.writeEndArray();
        return this;
    }

    /** Adds an object. */
    public JsonObject put(String name, JsonObject value) {
        json.writeName(name).writeRawValue(value.toString());
        return this;
    }

    /** Adds an array of objects, made and written one after the other. */
    public JsonObject put(String name, Stream<JsonObject> values) {
        json.writeName(name).writeStartArray();
        values.forEachOrdered(value -> json.writeRawValue(value.toString()));
        json.writeEndArray();
        return this;
    }

    private void string(String value) {
        if (isWellFormed(value)) {
            json.writeString(value);
        } else {
            json.writeRawValue(quote(value));
        }
    }

    /** Writes the object as it is now, in chunks. */
    public void writeTo(Writer writer) throws IOException {
        json.flush();
        StringBuffer written = text.getBuffer();
        for (int at = 0; at < written.length(); at += CHUNK) {
            writer.write(written.substring(at, Math.min(at + CHUNK, written.length())));
        }
        writer.write('}');
    }

    /** The object as it is now. */
    @Override
    public String toString() {
        json.flush();
        return text + "}";
    }

    /** Escapes all control characters and JavaScript's line ends by their number: terminals and old parsers act on them. */
    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int[] OF_ASCII = standardAsciiEscapesForJSON();

        static {
            for (int c = 0; c < OF_ASCII.length; c++) {
                OF_ASCII[c] = Character.isISOControl(c) ? ESCAPE_CUSTOM : OF_ASCII[c];
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return OF_ASCII;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return Character.isISOControl(c) || c == '\u2028' || c == '\u2029'
                    ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", c))
                    : null;
        }
    }
}

package io.s3torrent.seeder.gateway.pages;

/** Writes HTML or XML: our own markup as it is, and all other text escaped. */
public final class MarkupWriter {
    private final StringBuilder out = new StringBuilder();

    /** Adds our own markup. */
    MarkupWriter add(String markup) {
        out.append(markup);
        return this;
    }

    /** Adds escaped text. */
    MarkupWriter text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** Adds an attribute to the open tag, with an escaped value. */
    MarkupWriter attribute(String name, String value) {
        return add(" ").add(name).add("=\"").text(value).add("\"");
    }

    /** Adds an element that contains only escaped text. */
    MarkupWriter element(String name, String text) {
        return add("<").add(name).add(">").text(text).add("</").add(name).add(">");
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /**
     * Escapes text for elements and attributes. Invisible characters, those that change the text direction, and those that XML cannot
     * represent are written as {@code \}{@code u202e}.
     */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        PrintableText.of(text).codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}

package io.s3torrent.seeder.gateway.pages;

/** HTML or XML as it is written: what is ours goes in as it is, and the text of strangers as text, whatever is in it. */
public final class MarkupWriter {
    private final StringBuilder out = new StringBuilder();

    /** Our own. */
    MarkupWriter add(String markup) {
        out.append(markup);
        return this;
    }

    /** Anything. */
    MarkupWriter text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** An attribute of the tag that is open, with anything as its value. */
    MarkupWriter attribute(String name, String value) {
        return add(" ").add(name).add("=\"").text(value).add("\"");
    }

    /** An element with nothing but text. */
    MarkupWriter element(String name, String text) {
        return add("<").add(name).add(">").text(text).add("</").add(name).add(">");
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /**
     * Text for elements and attributes. What nobody can see, what turns the text around it and what XML has no way to say is written as
     * {@code \}{@code u202e}.
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

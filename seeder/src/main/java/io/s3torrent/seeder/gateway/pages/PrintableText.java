package io.s3torrent.seeder.gateway.pages;

import java.util.Locale;

/** Makes foreign text harmless on a page or a terminal: names in torrents, keys, and servers' answers. */
public final class PrintableText {
    private PrintableText() {}

    /** The text with controls, bidirectional and other invisible characters, and lone surrogates escaped as {@code \}{@code u202e}. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isHarmless(c)) {
                out.appendCodePoint(c);
            } else {
                Character.toString(c).chars().forEach(unit -> out.append(escape(unit)));
            }
        });
        return out.toString();
    }

    /** A UTF-16 code unit as an escape of JSON and Java. */
    public static String escape(int unit) {
        return String.format(Locale.ROOT, "\\u%04x", unit);
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

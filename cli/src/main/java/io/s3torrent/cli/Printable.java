package io.s3torrent.cli;

import java.util.Locale;

/** Makes text of strangers harmless on a terminal: names in torrents, keys, what a server answered. */
final class Printable {
    private Printable() {}

    /** The text with controls, bidirectional and other invisible characters, and lone surrogates escaped as {@code \}{@code u202e}. */
    static String of(String text) {
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

    /** A UTF-16 code unit as JSON and Java write it. */
    static String escape(int unit) {
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

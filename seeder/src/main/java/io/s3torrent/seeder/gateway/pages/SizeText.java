package io.s3torrent.seeder.gateway.pages;

import java.util.Locale;

/** Formats bytes for people: {@code 1.5 GB}. */
final class SizeText {
    private static final String PREFIXES = "kMGTPE";

    private SizeText() {}

    static String of(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int prefix = -1;
        while (value >= 999.5) { // three digits would round it to 1000
            value /= 1000;
            prefix++;
        }
        String digits = String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
        return digits + " " + PREFIXES.charAt(prefix) + "B";
    }
}

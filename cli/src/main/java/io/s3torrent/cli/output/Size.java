package io.s3torrent.cli.output;

import static java.util.Map.entry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes: {@code 262144}, {@code 256KiB} (256 * 1024), {@code 100MB} (100 * 1000 * 1000). */
public record Size(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            entry("", 1L),
            entry("B", 1L),
            entry("kB", 1_000L),
            entry("KB", 1_000L),
            entry("MB", 1_000_000L),
            entry("GB", 1_000_000_000L),
            entry("TB", 1_000_000_000_000L),
            entry("KiB", 1L << 10),
            entry("MiB", 1L << 20),
            entry("GiB", 1L << 30),
            entry("TiB", 1L << 40));
    private static final List<String> DECIMAL = List.of("kB", "MB", "GB", "TB", "PB", "EB");
    private static final List<String> BINARY = List.of("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    /**
     * Parses a size. Units are case-sensitive, because the launcher parses the same text to set the memory of the JVM.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Size parse(String text) {
        Matcher form = FORM.matcher(text);
        Long unit = form.matches() ? UNITS.get(form.group(2)) : null;
        if (unit == null) {
            throw wrong(text);
        }
        try {
            return new Size(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
        } catch (ArithmeticException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("\"" + text
                + "\" (expected: a whole number with B, kB, MB, GB, TB, KiB, MiB, GiB or TiB, as in 64MiB)");
    }

    /** Rounded: {@code 268.4 MB}. */
    public static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        double value = bytes;
        int unit = -1;
        // 999.95 would be printed as 1000.0
        while (value >= 999.95) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, DECIMAL.get(unit));
    }

    /** Rounded and exact: {@code 268.4 MB (268435456 bytes)}. */
    public static String exactText(long bytes) {
        return bytes < 1000 ? text(bytes) : text(bytes) + " (" + bytes + " bytes)";
    }

    /** In the largest binary unit that needs no fraction: {@code 256 KiB}. */
    public static String binaryText(long bytes) {
        int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, BINARY.size() - 1);
        return (bytes >> (10 * unit)) + " " + BINARY.get(unit);
    }
}

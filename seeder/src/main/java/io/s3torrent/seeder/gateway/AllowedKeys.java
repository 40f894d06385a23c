package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.gateway.pages.CatalogueView;
import io.s3torrent.seeder.s3.S3Location;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides which objects a principal may request: {@code bucket/key}, {@code bucket/prefix*}, or {@code *} for all that we can read. */
record AllowedKeys(List<String> patterns) implements CatalogueView {
    static final AllowedKeys ALL = new AllowedKeys(List.of("*"));

    AllowedKeys {
        patterns = List.copyOf(patterns);
        for (String pattern : patterns) {
            int star = pattern.indexOf('*');
            boolean atEnd = star < 0 || star == pattern.length() - 1;
            if (!atEnd || (!pattern.equals("*") && pattern.indexOf('/') < 1)) {
                throw new IllegalArgumentException(
                        "\"" + pattern + "\" (expected: bucket/key, bucket/prefix*, bucket/* or *)");
            }
        }
    }

    /**
     * True if one of the patterns covers the object.
     *
     * <p>Some stores, and proxies in front of them, interpret {@code ..} in keys, so that a prefix could lead anywhere. Keys with such
     * segments must match by their whole name, or by {@code *}.
     */
    @Override
    public boolean allow(S3Location object) {
        String name = object.bucket() + "/" + object.key();
        return patterns.stream()
                .filter(pattern -> covers(pattern, name))
                .anyMatch(pattern -> pattern.equals("*") || !pattern.endsWith("*") || !hasDots(object.key()));
    }

    private static boolean covers(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private static boolean hasDots(String key) {
        return List.of(key.split("/", -1)).stream().anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    @Override
    public Optional<String> from(String name) {
        return patterns.stream()
                .flatMap(pattern -> from(pattern, name).stream())
                .min(Comparator.naturalOrder());
    }

    /** The first covered name at or after {@code name}. All names that one pattern covers are adjacent in order. */
    private static Optional<String> from(String pattern, String name) {
        boolean open = pattern.endsWith("*");
        String first = open ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (name.compareTo(first) <= 0) {
            return Optional.of(first);
        }
        return open && name.startsWith(first) ? Optional.of(name) : Optional.empty();
    }
}

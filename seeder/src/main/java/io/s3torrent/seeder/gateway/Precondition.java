package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a torrent a request wants, and whether at all: conditions and ranges (RFC 9110, 13.2.2 and 14). */
record Precondition(HttpRequest request) {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))");

    /** What there is to send. */
    sealed interface Verdict {
        /** All of it. */
        record Whole() implements Verdict {}

        /** From one byte to before another. */
        record Part(int from, int to) implements Verdict {}

        /** Nothing, since the client has it already. */
        record NotModified() implements Verdict {}

        /** Nothing, since it is not what the client wants. */
        record Failed() implements Verdict {}

        /** Nothing, since there are no such bytes. */
        record OutOfRange() implements Verdict {}
    }

    /** True when it takes the whole torrent to say anything. */
    boolean isAny() {
        return List.of("if-match", "if-none-match", "range").stream()
                .anyMatch(name -> request.header(name).isPresent());
    }

    /** Decides for a torrent with this ETag, quotes included, and so many bytes. */
    Verdict verdict(String etag, int length) {
        if (request.header("if-match").filter(list -> !names(list, etag)).isPresent()) {
            return new Verdict.Failed();
        }
        if (request.header("if-none-match").filter(list -> names(list, etag)).isPresent()) {
            return new Verdict.NotModified();
        }
        boolean stale =
                request.header("if-range").filter(tag -> !tag.equals(etag)).isPresent();
        Optional<Matcher> range = request.header("range")
                .filter(any -> !stale)
                .map(ONE_RANGE::matcher)
                .filter(Matcher::matches);
        return range.map(one -> range(one, length)).orElse(new Verdict.Whole());
    }

    private static boolean names(String list, String etag) {
        return List.of(list.split(",", -1)).stream()
                .map(tag -> tag.strip().replaceFirst("^W/", ""))
                .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private static Verdict range(Matcher one, int length) {
        if (one.group(3) != null) {
            long last = Long.parseLong(one.group(3));
            return last == 0 ? new Verdict.OutOfRange() : new Verdict.Part((int) Math.max(0, length - last), length);
        }
        long from = Long.parseLong(one.group(1));
        long to = one.group(2).isEmpty() ? length : Long.parseLong(one.group(2)) + 1;
        if (!one.group(2).isEmpty() && to <= from) {
            return new Verdict.Whole(); // no range at all
        }
        return from >= length ? new Verdict.OutOfRange() : new Verdict.Part((int) from, (int) Math.min(to, length));
    }
}

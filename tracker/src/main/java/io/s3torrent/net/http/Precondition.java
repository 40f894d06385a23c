package io.s3torrent.net.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of something a request wants, and whether at all: conditions and ranges (RFC 9110, 13.2.2 and 14). Of several ranges, and of what is
 * no range, it wants the whole.
 */
public record Precondition(HttpRequest request) {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))");

    /** What there is to send. */
    public sealed interface Verdict {
        /** All of it. */
        record Whole() implements Verdict {}

        /** From one byte to before another. */
        record Part(long from, long to) implements Verdict {}

        /** Nothing, since the client has it already. */
        record NotModified() implements Verdict {}

        /** Nothing, since it is not what the client wants. */
        record Failed() implements Verdict {}

        /** Nothing, since there are no such bytes. */
        record OutOfRange() implements Verdict {}
    }

    /** True when it takes the whole to say anything. */
    public boolean isAny() {
        return List.of("if-match", "if-none-match", "range").stream()
                .anyMatch(name -> request.header(name).isPresent());
    }

    /** Decides for what has this ETag, quotes included, and so many bytes. */
    public Verdict verdict(String etag, long length) {
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

    private static Verdict range(Matcher one, long length) {
        if (one.group(3) != null) {
            return last(Long.parseLong(one.group(3)), length);
        }
        long from = Long.parseLong(one.group(1));
        long to = one.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(one.group(2)) + 1;
        if (to <= from) {
            return new Verdict.Whole(); // no range at all
        }
        return from >= length ? new Verdict.OutOfRange() : new Verdict.Part(from, Math.min(to, length));
    }

    private static Verdict last(long count, long length) {
        if (count == 0) {
            return new Verdict.OutOfRange();
        }
        return length == 0 ? new Verdict.Whole() : new Verdict.Part(Math.max(0, length - count), length);
    }
}

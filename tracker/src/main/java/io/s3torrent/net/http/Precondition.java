package io.s3torrent.net.http;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates a request's conditions and byte range (RFC 9110, sections 13.2.2 and 14). A request with several ranges or with an invalid
 * range gets the whole body.
 */
public record Precondition(HttpRequest request) {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))");

    /** What to send. */
    public sealed interface Verdict {
        /** The whole body. */
        record Whole() implements Verdict {}

        /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). */
        record Part(long from, long to) implements Verdict {}

        /** Nothing: the client already has this version (status 304). */
        record NotModified() implements Verdict {}

        /** Nothing: {@code If-Match} names another version (status 412). */
        record Failed() implements Verdict {}

        /** Nothing: the range is beyond the end (status 416). */
        record OutOfRange() implements Verdict {}
    }

    /** True when the request has a condition or a range, so that the verdict depends on ETag and length. */
    public boolean isAny() {
        return List.of("if-match", "if-none-match", "range").stream()
                .anyMatch(name -> request.header(name).isPresent());
    }

    /** Decides what to send of a body with this ETag, quotes included, and this length in bytes. */
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
            return new Verdict.Whole(); // an invalid range
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

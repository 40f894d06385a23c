package io.s3torrent.net.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request line names, in origin form ({@code /path?query}) or in the absolute form that clients send to proxies (RFC 9112, section
 * 3.2).
 *
 * @param authority host and port of the absolute form, which count in place of the {@code Host} header
 * @param path from its slash to the question mark
 * @param query what follows that; empty without one
 */
record RequestTarget(Optional<String> authority, String path, String query) {
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?#@]+)([/?].*)?");

    /** Reads a target; empty for one of another form. */
    static Optional<RequestTarget> of(String target) {
        if (target.startsWith("/")) {
            return Optional.of(of(Optional.empty(), target));
        }
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches()
                ? Optional.of(of(
                        Optional.of(absolute.group(1)),
                        absolute.group(2) == null ? "/" : absolute.group(2).replaceFirst("^\\?", "/?")))
                : Optional.empty();
    }

    private static RequestTarget of(Optional<String> authority, String origin) {
        int question = origin.indexOf('?');
        return question < 0
                ? new RequestTarget(authority, origin, "")
                : new RequestTarget(authority, origin.substring(0, question), origin.substring(question + 1));
    }
}

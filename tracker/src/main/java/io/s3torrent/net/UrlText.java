package io.s3torrent.net;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses URLs as users and torrents write them. {@link URI} follows RFC 2396 strictly: it rejects characters that other programs send. It
 * also finds no host if the host name has an underscore (as Docker's service names do), a last label that starts with a digit, or
 * non-ASCII letters.
 */
public final class UrlText {
    /** Scheme and authority; path, query and fragment follow. */
    private static final Pattern FRONT = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

    private static final Pattern AUTHORITY = Pattern.compile("(?:(.*)@)?([^@:\\[\\]]+)(?::([0-9]{0,5}))?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final String LEGAL = "!#$&'()*+,-./:;=?@_~%";

    private UrlText() {}

    /**
     * Parses a URL, or a redirect's {@code Location}. Removes surrounding white space, and percent-encodes characters that a URL must not
     * contain.
     *
     * @throws URISyntaxException when the text is not a URL
     */
    public static URI parse(String text) throws URISyntaxException {
        String url = trimmed(text);
        Matcher front = FRONT.matcher(url);
        int rest = front.lookingAt() ? front.end() : 0;
        return new URI(url.substring(0, rest) + encoded(url, rest));
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (start < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Includes the byte order mark, which Windows editors put at the start of a file. */
    private static boolean isBlank(char c) {
        return c <= ' ' || Character.isSpaceChar(c) || c == '\uFEFF';
    }

    private static String encoded(String url, int start) {
        StringBuilder encoded = new StringBuilder(url.length() - start);
        Matcher escape = ESCAPE.matcher(url);
        for (int at = start; at < url.length(); at = url.offsetByCodePoints(at, 1)) {
            int c = url.codePointAt(at);
            boolean alphanumeric = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
            boolean stray = c == '%' && !escape.region(at, url.length()).lookingAt();
            if (alphanumeric || (LEGAL.indexOf(c) >= 0 && !stray)) {
                encoded.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append(String.format(Locale.ROOT, "%%%02X", b));
                }
            }
        }
        return encoded.toString();
    }

    /**
     * The authority of a URL.
     *
     * @param userInfo the part before {@code @}, still percent-encoded
     * @param host a name in ASCII, or an address; IPv6 without brackets
     * @param port -1 when the URL has no port
     */
    public record Authority(Optional<String> userInfo, String host, int port) {}

    /** Parses a URL's authority; empty when it has no valid host. */
    public static Optional<Authority> authority(URI url) {
        if (url.getHost() != null) {
            String host = url.getHost();
            return Optional.of(new Authority(
                    Optional.ofNullable(url.getRawUserInfo()),
                    host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                    url.getPort()));
        }
        Matcher authority = AUTHORITY.matcher(String.valueOf(url.getRawAuthority()));
        if (url.getRawAuthority() == null || !authority.matches()) {
            return Optional.empty();
        }
        String port = authority.group(3);
        return host(authority.group(2))
                .map(host -> new Authority(
                        Optional.ofNullable(authority.group(1)),
                        host,
                        port == null || port.isEmpty() ? -1 : Integer.parseInt(port)));
    }

    private static Optional<String> host(String name) {
        try {
            return Optional.of(IDN.toASCII(name))
                    .filter(ascii -> HOST.matcher(ascii).matches());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

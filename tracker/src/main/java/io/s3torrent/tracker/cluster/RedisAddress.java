package io.s3torrent.tracker.cluster;

import io.s3torrent.net.UrlText;
import io.s3torrent.net.UrlText.Authority;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of a Redis server and its login. {@code toString()} omits the login.
 *
 * @param user empty for the default user
 * @param password empty without authentication
 * @param database number of the database; each database is a separate cluster
 */
public record RedisAddress(
        boolean tls, String host, int port, Optional<String> user, Optional<String> password, int database) {
    private static final int PORT = 6379;
    private static final int MOST_DATABASES = 10_000;
    private static final Pattern NUMBER = Pattern.compile("/[0-9]{1,4}");

    public RedisAddress {
        if (port < 1 || port > 65535 || database < 0 || database >= MOST_DATABASES) {
            throw new IllegalArgumentException("port: " + port + ", database: " + database
                    + " (expected: 1 to 65535, 0 to " + (MOST_DATABASES - 1) + ")");
        }
    }

    /**
     * Parses {@code redis://[user:password@]host:port[/db]}, or {@code rediss://} for TLS.
     *
     * @throws IllegalArgumentException for any other text; the message does not repeat it, because it may contain a password
     */
    public static RedisAddress parse(String text) {
        try {
            return of(UrlText.parse(text));
        } catch (URISyntaxException e) {
            throw wrong();
        }
    }

    private static RedisAddress of(URI uri) {
        boolean tls = "rediss".equals(uri.getScheme());
        Authority authority = UrlText.authority(uri).orElseThrow(RedisAddress::wrong);
        String path = uri.getPath();
        boolean root = path == null || path.isEmpty() || path.equals("/");
        if (!(tls || "redis".equals(uri.getScheme()))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !(root || NUMBER.matcher(path).matches())) {
            throw wrong();
        }
        int database = root ? 0 : Integer.parseInt(path.substring(1));
        int port = authority.port() < 0 ? PORT : authority.port();
        Optional<String> info = authority.userInfo();
        return new RedisAddress(
                tls,
                authority.host(),
                port,
                info.flatMap(RedisAddress::user),
                info.map(RedisAddress::password),
                database);
    }

    private static Optional<String> user(String info) {
        int colon = info.indexOf(':');
        return colon < 1 ? Optional.empty() : Optional.of(decoded(info.substring(0, colon)));
    }

    /** The part after the colon; without a colon the whole text, as redis-cli does. */
    private static String password(String info) {
        return decoded(info.substring(info.indexOf(':') + 1));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "expected redis://[user:password@]host:port[/db] or rediss://…, with special characters percent-encoded");
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (tls ? "rediss://" : "redis://") + name + ":" + port + "/" + database;
    }
}

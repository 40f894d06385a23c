package io.s3torrent.seeder.gateway.pages;

import io.s3torrent.net.PercentEncoding;
import io.s3torrent.seeder.s3.S3Location;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The URLs of what a gateway serves.
 *
 * @param base the part before each path; has no slash at its end
 */
public record GatewayLinks(String base) {
    /** The path of the list of all torrents. */
    public static final String PAGE = "/";
    /** The path of that list as JSON. */
    public static final String JSON = "/catalogue.json";
    /** The path of the feed of the newest torrents. */
    public static final String FEED = "/feed.xml";
    /** The path for successors (BEP 39). */
    public static final String UPDATE = "/update";

    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    /**
     * Creates the links for one request.
     *
     * @param publicUrl how clients reach the gateway, if configured; has no slash at its end
     * @param scheme used without a public URL
     * @param host the request's host name; only the client that sent it sees these links, so it need not be trusted
     * @param listen used without a public URL and a valid host
     */
    public static GatewayLinks of(
            Optional<URI> publicUrl, String scheme, Optional<String> host, InetSocketAddress listen) {
        return new GatewayLinks(publicUrl
                .map(URI::toString)
                .or(() -> host.filter(name -> HOST.matcher(name).matches()).map(name -> scheme + "://" + name))
                .orElseGet(() -> scheme + "://" + authority(listen)));
    }

    private static String authority(InetSocketAddress listen) {
        String host = listen.getHostString();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + listen.getPort();
    }

    String page() {
        return base + PAGE;
    }

    String pageAfter(String name) {
        return base + PAGE + "?after=" + PercentEncoding.encode(name);
    }

    String json() {
        return base + JSON;
    }

    String feed() {
        return base + FEED;
    }

    /** The URL for successors of torrents. */
    public String update() {
        return base + UPDATE;
    }

    String torrent(S3Location object) {
        return base + "/" + PercentEncoding.encode(object.bucket()) + "/" + path(object.key()) + ".torrent";
    }

    /** Escapes a key for a path. Browsers drop dot segments, even escaped ones, unless the adjacent slashes are escaped as well. */
    private static String path(String key) {
        List<String> segments = List.of(key.split("/", -1));
        return segments.contains(".") || segments.contains("..")
                ? PercentEncoding.encode(key)
                : segments.stream().map(PercentEncoding::encode).collect(Collectors.joining("/"));
    }
}

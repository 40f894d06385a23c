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
 * The URLs of what a gateway serves, for those who ask it.
 *
 * @param base what paths are put behind; ends without a slash
 */
public record GatewayLinks(String base) {
    /** Where the list of all torrents is. */
    public static final String PAGE = "/";
    /** Where that is for programs. */
    public static final String JSON = "/catalogue.json";
    /** Where the newest are, for feed readers. */
    public static final String FEED = "/feed.xml";
    /** Where successors are (BEP 39). */
    public static final String UPDATE = "/update";

    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    /**
     * Those of a gateway.
     *
     * @param publicUrl how others reach it, if anybody said so; ends without a slash
     * @param scheme in which it is reached otherwise
     * @param host the name under which somebody has reached it; whatever he says, it is for himself alone
     * @param listen where it is reached otherwise
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

    /** Where the successor of a torrent is asked for. */
    public String update() {
        return base + UPDATE;
    }

    String torrent(S3Location object) {
        return base + "/" + PercentEncoding.encode(object.bucket()) + "/" + path(object.key()) + ".torrent";
    }

    /** Browsers drop segments of dots, even escaped ones, unless the slashes beside them are escaped, too. */
    private static String path(String key) {
        List<String> segments = List.of(key.split("/", -1));
        return segments.contains(".") || segments.contains("..")
                ? PercentEncoding.encode(key)
                : segments.stream().map(PercentEncoding::encode).collect(Collectors.joining("/"));
    }
}

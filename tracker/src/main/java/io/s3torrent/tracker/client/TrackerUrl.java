package io.s3torrent.tracker.client;

import io.s3torrent.net.UrlText;
import io.s3torrent.net.UrlText.Authority;
import io.s3torrent.tracker.announce.AnnounceEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A parsed tracker URL.
 *
 * @param scheme http, https or udp
 * @param host a name or an address; IPv6 without brackets
 * @param port from the URL, or the default port of the scheme
 * @param path with its query, still percent-encoded; at least {@code /}
 */
record TrackerUrl(String scheme, String host, int port, String path) {
    private static final Authority NOBODY = new Authority(Optional.empty(), "", 0);

    /**
     * Parses a tracker URL.
     *
     * @throws AnnounceFailedException when the URL has another scheme, no host or no valid port
     */
    static TrackerUrl of(URI uri) throws AnnounceFailedException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int standard = switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            case "udp" -> 0;
            default -> throw new AnnounceFailedException("scheme: " + scheme + " (expected: http, https or udp)");
        };
        Authority authority = UrlText.authority(uri).orElse(NOBODY);
        int port = authority.port() < 0 ? standard : authority.port();
        if (port < 1 || port > 65_535) {
            throw new AnnounceFailedException("tracker URL without a host, or without a valid port");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new TrackerUrl(scheme, authority.host(), port, path + query);
    }

    boolean isUdp() {
        return scheme.equals("udp");
    }

    boolean isTls() {
        return scheme.equals("https");
    }

    /** The Host header; it has a port only if that is not the default port of the scheme. */
    String authority() {
        String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (isTls() ? 443 : 80) ? literal : literal + ":" + port;
    }

    /** The request target of an announce: path and query of the URL, then the parameters. */
    String announceTarget(AnnounceOptions params) {
        StringBuilder target = new StringBuilder(path).append(path.indexOf('?') < 0 ? '?' : '&');
        target.append("info_hash=").append(percent(params.infoHash().bytes()));
        target.append("&peer_id=").append(percent(params.peerId().bytes()));
        target.append("&port=").append(params.port());
        target.append("&uploaded=").append(params.uploaded());
        target.append("&downloaded=").append(params.downloaded());
        target.append("&left=").append(params.left());
        target.append("&numwant=").append(params.want());
        target.append("&key=").append(String.format(Locale.ROOT, "%08X", params.key()));
        target.append("&compact=1&no_peer_id=1");
        params.trackerId()
                .ifPresent(
                        id -> target.append("&trackerid=").append(percent(id.getBytes(StandardCharsets.ISO_8859_1))));
        if (params.event() != AnnounceEvent.NONE) {
            target.append("&event=").append(params.event().name().toLowerCase(Locale.ROOT));
        }
        return target.toString();
    }

    private static String percent(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
            text.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return text.toString();
    }
}

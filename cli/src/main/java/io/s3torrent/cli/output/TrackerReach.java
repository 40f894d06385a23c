package io.s3torrent.cli.output;

import io.s3torrent.net.UrlText;
import io.s3torrent.net.UrlText.Authority;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Detects tracker URLs that only local clients can reach. Names are not resolved. */
public final class TrackerReach {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:.*");

    private TrackerReach() {}

    /** A warning when clients elsewhere cannot reach the tracker. */
    public static Optional<String> warning(String announceUrl) {
        String host =
                UrlText.authority(URI.create(announceUrl)).map(Authority::host).orElse("");
        if (host.equals("localhost") || (LITERAL.matcher(host).matches() && isLocal(host))) {
            return Optional.of("warning: " + announceUrl + " can only be reached from this machine or network;"
                    + " name an address for other clients with --advertise HOST");
        }
        return Optional.empty();
    }

    private static boolean isLocal(String literal) {
        try {
            InetAddress address = InetAddress.getByName(literal);
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || isUniqueLocalOrShared(address.getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** fc00::/7 (RFC 4193) and 100.64.0.0/10 (RFC 6598), which Java has no method for. */
    private static boolean isUniqueLocalOrShared(byte[] raw) {
        return raw.length == 16 ? (raw[0] & 0xfe) == 0xfc : raw[0] == 100 && (raw[1] & 0xc0) == 64;
    }
}

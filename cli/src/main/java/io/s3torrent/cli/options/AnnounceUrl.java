package io.s3torrent.cli.options;

import java.net.URI;

/** The announce URL of somebody's tracker. */
public record AnnounceUrl(URI uri) {
    /** Between two URLs in one value, as variables need it: a comma alone may be part of a URL. */
    static final String SEPARATOR = "(?<=[^,\\s])[,\\s]+(?=[A-Za-z]+://)";

    /**
     * Parses a URL.
     *
     * @throws IllegalArgumentException for anything else
     */
    static AnnounceUrl parse(String text) {
        return new AnnounceUrl(ArgumentConverters.uri(
                text, "http://HOST[:PORT]/announce, https:// or udp://", "http", "https", "udp"));
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}

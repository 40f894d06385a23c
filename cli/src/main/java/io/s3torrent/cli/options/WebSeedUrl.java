package io.s3torrent.cli.options;

import java.net.URI;

/** The URL of a web seed (BEP 19). Clients put paths behind it, so it has no query. */
public record WebSeedUrl(URI uri) {
    private static final String EXPECTED = "http://HOST/PATH or https://, without ? and #";

    /**
     * Parses a URL.
     *
     * @throws IllegalArgumentException for anything else
     */
    static WebSeedUrl parse(String text) {
        URI uri = ArgumentConverters.uri(text, EXPECTED, "http", "https");
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: " + EXPECTED + ")");
        }
        return new WebSeedUrl(uri);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}

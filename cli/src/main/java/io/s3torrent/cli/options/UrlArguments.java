package io.s3torrent.cli.options;

import io.s3torrent.net.UrlText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The kinds of URLs that options take, each with its schemes. */
public final class UrlArguments {
    private UrlArguments() {}

    /** The announce URL of a tracker. */
    public record AnnounceUrl(URI uri) {
        /** Separates URLs in one value, which variables need. A comma alone may be part of a URL. */
        public static final String SEPARATOR = "(?<=[^,\\s])[,\\s]+(?=[A-Za-z]+://)";

        /**
         * Parses a URL.
         *
         * @throws IllegalArgumentException for anything else
         */
        static AnnounceUrl parse(String text) {
            return new AnnounceUrl(UrlArguments.parse(
                    text, "http://HOST[:PORT]/announce, https:// or udp://", "http", "https", "udp"));
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /** The URL of a web seed (BEP 19). Clients append paths, so it has no query. */
    public record WebSeedUrl(URI uri) {
        private static final String EXPECTED = "http://HOST/PATH or https://, without ? and #";

        /**
         * Parses a URL.
         *
         * @throws IllegalArgumentException for anything else
         */
        static WebSeedUrl parse(String text) {
            URI uri = UrlArguments.parse(text, EXPECTED, "http", "https");
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

    /** The web seeds of a torrent that is made or edited. */
    public static final class WebSeedOption {
        @Option(
                names = "--web-seed",
                paramLabel = "URL",
                split = AnnounceUrl.SEPARATOR,
                hideParamSyntax = true,
                description = "URL from which clients can also fetch the content (BEP 19); may be repeated.")
        private List<WebSeedUrl> webSeeds = List.of();

        /** Their URLs, in order. */
        public List<String> urls() {
            return webSeeds.stream().map(WebSeedUrl::toString).toList();
        }
    }

    /** The URL of a store. */
    public record EndpointUrl(URI uri) {
        static EndpointUrl parse(String text) {
            return new EndpointUrl(
                    UrlArguments.parse(text, "http://HOST[:PORT] or https://HOST[:PORT]", "http", "https"));
        }
    }

    /**
     * Parses a URL with one of the schemes and a host.
     *
     * @throws IllegalArgumentException for anything else
     */
    private static URI parse(String text, String expected, String... schemes) {
        try {
            URI uri = UrlText.parse(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (UrlText.authority(uri).isPresent() && Arrays.asList(schemes).contains(scheme)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Reported below, with what was expected.
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: " + expected + ")");
    }
}

package io.s3torrent.seeder.s3.client;

import java.util.List;

/** Whether the SDK's HTTP client goes through a proxy, by what it looks at itself. */
final class ProxySettings {
    private static final List<String> PROPERTIES = List.of("http.proxyHost", "https.proxyHost");
    private static final List<String> VARIABLES = List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY");

    private ProxySettings() {}

    /** True when one is set, for whatever hosts. */
    static boolean areSet() {
        return PROPERTIES.stream().anyMatch(name -> System.getProperty(name) != null)
                || VARIABLES.stream().anyMatch(name -> System.getenv(name) != null);
    }
}

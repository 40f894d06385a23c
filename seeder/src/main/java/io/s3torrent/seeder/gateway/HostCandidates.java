package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.HttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lists the host names and ports under which a client may have addressed the gateway. A signature covers the name that the client used, but
 * proxies may replace it or its port.
 *
 * @param publicUrl how clients reach the gateway
 * @param domains domains whose sub-domains are buckets
 */
record HostCandidates(Optional<URI> publicUrl, List<String> domains) {
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    /** The bucket that the request's host name stands for. If a proxy replaced the name, it says so in a header. */
    Optional<String> bucket(HttpRequest request) {
        return given(request).flatMap(name -> bucket(name).stream()).findFirst();
    }

    /**
     * The values that {@code Host} may have had when the client signed the request. All of them stand for the same bucket as the request: a
     * signature for one bucket must never open another one.
     */
    List<String> of(HttpRequest request) {
        Optional<String> bucket = bucket(request);
        return Stream.concat(given(request), publicAuthority().stream())
                .flatMap(this::withPorts)
                .filter(name ->
                        AUTHORITY.matcher(name).matches() && bucket(name).equals(bucket))
                .distinct()
                .toList();
    }

    private static Stream<String> given(HttpRequest request) {
        return Stream.concat(request.forwardedHost().stream(), request.header("host").stream());
    }

    private Optional<String> publicAuthority() {
        return publicUrl.flatMap(url -> Optional.ofNullable(url.getRawAuthority()));
    }

    /** The name with possible ports. A proxy may have removed or added the port; only the public URL tells which one it was. */
    private Stream<String> withPorts(String authority) {
        String name = PORT.matcher(authority).replaceFirst("");
        Stream<String> known =
                publicUrl.map(URI::getPort).filter(port -> port >= 0).map(port -> name + ":" + port).stream();
        return Stream.concat(Stream.of(authority, name), known);
    }

    private Optional<String> bucket(String authority) {
        String name = PORT.matcher(authority).replaceFirst("").toLowerCase(Locale.ROOT);
        return domains.stream()
                .map(domain -> "." + domain)
                .filter(suffix -> name.length() > suffix.length() && name.endsWith(suffix))
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .findFirst();
    }
}

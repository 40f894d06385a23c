package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.HttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names and ports under which a client may have addressed the gateway. A signature covers the one that the client used, and proxies
 * replace it, or its port.
 *
 * @param publicUrl how others reach the gateway
 * @param domains of which each sub-domain is a bucket
 */
record HostCandidates(Optional<URI> publicUrl, List<String> domains) {
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

    /** The bucket that the request's host name stands for; a proxy may have replaced that name, and say so. */
    Optional<String> bucket(HttpRequest request) {
        return given(request).flatMap(name -> bucket(name).stream()).findFirst();
    }

    /**
     * Everything that {@code Host} may have been, beside what it is. All stand for the same bucket as the request does: a signature for one
     * bucket must never open another.
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

    /** The port may have been left out on the way, or added; only the public URL says which one it was. */
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

package io.s3torrent.seeder.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.auth.SignatureCheck.KnownKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.SdkHttpRequest;

/** A request as the server receives it, which a test can tamper with. */
record Sent(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        List<String> authorities,
        Optional<String> bucket) {
    /** A GET of this target, with a Host. */
    static Sent get(String target, String host) {
        int question = target.indexOf('?');
        return new Sent(
                "GET",
                target.substring(0, question),
                target.substring(question + 1),
                Map.of("host", List.of(host)),
                List.of(),
                Optional.empty());
    }

    static Sent of(SdkHttpRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return new Sent(
                request.method().name(),
                request.encodedPath(),
                request.encodedQueryParameters().orElse(""),
                headers,
                List.of(),
                Optional.empty());
    }

    Sent path(UnaryOperator<String> change) {
        return new Sent(method, change.apply(path), query, headers, authorities, bucket);
    }

    Sent query(UnaryOperator<String> change) {
        return new Sent(method, path, change.apply(query), headers, authorities, bucket);
    }

    Sent method(String other) {
        return new Sent(other, path, query, headers, authorities, bucket);
    }

    Sent header(String name, String... values) {
        Map<String, List<String>> changed = new TreeMap<>(headers);
        changed.put(name, List.of(values));
        return new Sent(method, path, query, changed, authorities, bucket);
    }

    Sent header(String name, UnaryOperator<String> change) {
        return header(name, change.apply(request().header(name).orElseThrow()));
    }

    Sent without(String name) {
        Map<String, List<String>> changed = new TreeMap<>(headers);
        changed.remove(name);
        return new Sent(method, path, query, changed, authorities, bucket);
    }

    Sent authorities(String... others) {
        return new Sent(method, path, query, headers, List.of(others), bucket);
    }

    Sent bucket(String named) {
        return new Sent(method, path, query, headers, authorities, Optional.of(named));
    }

    /** The key that signed it, according to a check with the keys of {@link SdkClient}. */
    Optional<AccessKey> signer(Instant now) throws RefusedException {
        Map<String, AccessKey> known = Map.of(SdkClient.KEY.id(), SdkClient.KEY, SdkClient.LENT.id(), SdkClient.LENT);
        return new SignatureCheck(
                        Clock.fixed(now, ZoneOffset.UTC),
                        id -> Optional.ofNullable(known.get(id)).map(key -> new KnownKey(key, true)))
                .signer(request());
    }

    /** The error code with which it is rejected. */
    String refusal(Instant now) {
        try {
            return "let in: " + signer(now);
        } catch (RefusedException e) {
            assertThat(e.text()).isNotBlank();
            return e.code().code();
        }
    }

    SignedRequest request() {
        return new SignedRequest(method, path, QueryString.parse(query), headers, authorities, bucket);
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.seeder.s3.auth.AccessKey;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import io.s3torrent.seeder.s3.auth.SignatureCheck;
import io.s3torrent.seeder.s3.auth.SignatureCheck.KnownKey;
import io.s3torrent.seeder.s3.auth.SignedRequest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Authenticates requests. */
final class Principals {
    private static final Principal EVERYBODY = new Principal("everybody", AllowedKeys.ALL);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");

    private final AccessKeys keys;
    private final Supplier<Optional<AccessKey>> own;
    private final boolean unauthenticated;
    private final List<String> domains;
    private final HostCandidates authorities;
    private final SignatureCheck signatures;

    /**
     * Creates the principals of the configuration.
     *
     * @param own our own key for the store; on a loopback address, clients may also use it for the gateway
     */
    Principals(GatewayConfig config, HostCandidates authorities, Supplier<Optional<AccessKey>> own, Clock clock) {
        this.keys = config.accessKeys();
        this.own = config.isLocal() ? own : Optional::empty;
        this.unauthenticated = config.unauthenticated();
        this.domains = config.domains();
        this.authorities = authorities;
        this.signatures = new SignatureCheck(clock, this::key);
    }

    private Optional<KnownKey> key(String id) {
        return keys.find(id)
                .map(entry -> new KnownKey(entry.key(), entry.sigv2()))
                .or(() -> own.get().filter(key -> key.id().equals(id)).map(key -> new KnownKey(key, true)));
    }

    /**
     * Returns the principal that sent a request.
     *
     * @throws RefusedException if the signature is invalid, or missing although it is needed
     */
    Principal of(HttpRequest request, QueryString query) throws RefusedException {
        if (unauthenticated) {
            checkHost(request.header("host").orElse("localhost"));
            return EVERYBODY.at(request.client());
        }
        Optional<AccessKey> signer = signatures.signer(new SignedRequest(
                request.method(),
                request.path(),
                query,
                request.headers(),
                authorities.of(request),
                authorities.bucket(request)));
        return signer.isPresent()
                ? owner(signer.get())
                : keys.anonymous()
                        .map(anonymous -> anonymous.at(request.client()))
                        .orElseThrow(() -> new RefusedException(
                                S3ErrorCode.ACCESS_DENIED, "Access Denied: requests to this gateway must be signed."));
    }

    private Principal owner(AccessKey key) {
        return keys.find(key.id())
                .map(AccessKeys.Entry::principal)
                .orElseGet(() -> new Principal(key.id(), AllowedKeys.ALL));
    }

    /** Rejects foreign host names: a web page can make a browser send requests to this machine under its own name (DNS rebinding). */
    private void checkHost(String host) throws RefusedException {
        String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        boolean ours = ADDRESS.matcher(name).matches()
                || domains.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
        if (!ours) {
            throw new RefusedException(
                    S3ErrorCode.ACCESS_DENIED,
                    "Access Denied: without authentication, only local host names are accepted.");
        }
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.http.HttpRequest;
import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;
import io.s3torrent.seeder.s3.sigv4.QueryString;
import io.s3torrent.seeder.s3.sigv4.SignatureCheck;
import io.s3torrent.seeder.s3.sigv4.SignedRequest;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** Says who asks. */
final class Principals {
    private final AccessKeys keys;
    private final Supplier<Optional<AccessKey>> own;
    private final Optional<Principal> unsigned;
    private final boolean open;
    private final SignatureCheck signatures;

    /**
     * Those of the configuration.
     *
     * @param own our own key for the store, which on a loopback address may be used to ask us, too
     */
    Principals(GatewayConfig config, Supplier<Optional<AccessKey>> own, Clock clock) {
        this.keys = config.keys();
        this.own = config.isLocal() ? own : Optional::empty;
        this.unsigned = config.open() ? Optional.of(new Principal(Principal.ANONYMOUS, Grants.ALL)) : keys.anonymous();
        this.open = config.open();
        this.signatures = new SignatureCheck(clock, this::key);
    }

    private Optional<AccessKey> key(String id) {
        return keys.find(id)
                .map(AccessKeys.Entry::key)
                .or(() -> own.get().filter(key -> key.id().equals(id)));
    }

    /**
     * Who sent a request.
     *
     * @throws RefusedException when the signature is not good, or there is none and one is needed
     */
    Principal of(HttpRequest request, QueryString query) throws RefusedException {
        Optional<AccessKey> signer = open
                ? Optional.empty()
                : signatures.signer(new SignedRequest(request.method(), request.path(), query, request.headers()));
        if (signer.isPresent()) {
            String id = signer.get().id();
            return keys.find(id).map(AccessKeys.Entry::principal).orElseGet(() -> new Principal(id, Grants.ALL));
        }
        return unsigned.orElseThrow(() -> new RefusedException(
                S3ErrorCode.ACCESS_DENIED, "Access Denied: requests to this gateway must be signed."));
    }
}

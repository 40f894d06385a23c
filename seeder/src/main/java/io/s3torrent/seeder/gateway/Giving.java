package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.http.HttpRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.SeenObject;
import io.s3torrent.seeder.s3.Terms;
import io.s3torrent.seeder.s3.sigv4.QueryString;

/** Gives the torrent of an object to one who may have it: the current one, made if need be. */
record Giving(TorrentDesk desk, Makings makings, Waits waits, boolean strictAws) {
    private static final long STRICT_MAX = 5L << 30;

    /** Answers the call, now or when the torrent is there. */
    void give(Call call, Principal principal, S3Location object, Form form) throws RefusedException, ObjectException {
        if (!principal.grants().allow(object)) {
            throw new RefusedException(S3ErrorCode.ACCESS_DENIED, "Access Denied");
        }
        SeenObject seen = look(object, terms(principal, call.request(), call.query()));
        checkStrict(call.request(), seen);
        new Waiting(call, form, seen, makings.of(seen.version(), principal), waits).begin();
    }

    private SeenObject look(S3Location object, Terms terms) throws ObjectException {
        try {
            return desk.look(object, terms);
        } catch (ObjectException.NotFound e) {
            makings.forget(object);
            throw e;
        }
    }

    private static Terms terms(Principal principal, HttpRequest request, QueryString query) {
        boolean pays = request.header("x-amz-request-payer")
                .or(() -> query.value("x-amz-request-payer"))
                .filter("requester"::equals)
                .isPresent();
        return new Terms(
                pays && !principal.isAnonymous(), // who is nobody takes no costs upon himself
                request.header("x-amz-expected-bucket-owner").or(() -> query.value("x-amz-expected-bucket-owner")));
    }

    /** The limits of S3's own, for those who test against them. */
    private void checkStrict(HttpRequest request, SeenObject seen) throws RefusedException {
        boolean customerKey = request.headers().keySet().stream()
                .anyMatch(name -> name.startsWith("x-amz-server-side-encryption-customer-"));
        if (strictAws && (customerKey || seen.version().length() > STRICT_MAX)) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_REQUEST,
                    "You can get torrent only for objects that are less than 5 GB in size, and that are not encrypted"
                            + " using server-side encryption with a customer-provided encryption key.");
        }
    }
}

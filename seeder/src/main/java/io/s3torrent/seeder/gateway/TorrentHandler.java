package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.TorrentService.Seeded;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gives the torrent of an object to one who may have it: the current one, made if need be. */
record TorrentHandler(TorrentService desk, TorrentJobs makings, WaitTimeouts waits, boolean strictAws) {
    private static final long STRICT_MAX = 5L << 30;

    /** Answers the call, now or when the torrent is there. */
    void give(GatewayExchange call, Principal principal, S3Location object, TorrentForm form)
            throws RefusedException, ObjectException {
        if (!principal.grants().allow(object)) {
            throw new RefusedException(S3ErrorCode.ACCESS_DENIED, "Access Denied");
        }
        ObservedObject seen = look(object, terms(principal, call.request(), call.query()));
        checkStrict(call.request(), seen);
        new PendingResponse(call, form, seen, makings.of(seen.version(), principal), waits).begin();
    }

    private ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException {
        try {
            return desk.look(object, terms);
        } catch (ObjectException.NotFound e) {
            makings.forget(object);
            throw e;
        }
    }

    private static RequestTerms terms(Principal principal, HttpRequest request, QueryString query) {
        boolean pays = request.header("x-amz-request-payer")
                .or(() -> query.value("x-amz-request-payer"))
                .filter("requester"::equals)
                .isPresent();
        return new RequestTerms(
                pays && !principal.isAnonymous(), // who is nobody takes no costs upon himself
                request.header("x-amz-expected-bucket-owner").or(() -> query.value("x-amz-expected-bucket-owner")));
    }

    /** The limits of S3's own, for those who test against them. */
    private void checkStrict(HttpRequest request, ObservedObject seen) throws RefusedException {
        boolean customerKey = request.headers().keySet().stream()
                .anyMatch(name -> name.startsWith("x-amz-server-side-encryption-customer-"));
        if (strictAws && (customerKey || seen.version().length() > STRICT_MAX)) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_REQUEST,
                    "You can get torrent only for objects that are less than 5 GB in size, and that are not encrypted"
                            + " using server-side encryption with a customer-provided encryption key.");
        }
    }

    /** One who waits for a torrent. The making goes on, whether he waits for its end or not. Holds no thread. */
    private record PendingResponse(
            GatewayExchange call, TorrentForm form, ObservedObject seen, TorrentJob making, WaitTimeouts waits) {

        /** Has him told in the end. */
        void begin() {
            CompletableFuture<Seeded> unused = making.seeded()
                    .copy()
                    .orTimeout(waits.whole().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((seeded, failure) -> {
                        if (cause(failure) instanceof TimeoutException) {
                            goOn();
                        } else {
                            tell(seeded, failure);
                        }
                    });
        }

        /** Conditions and ranges are about the whole, so that a beginning of it is no answer to them. */
        private void goOn() {
            CompletableFuture<Object> next = form.grows() && !wanted().isAny()
                    ? CompletableFuture.anyOf(making.seeded(), making.draft().begun())
                    : CompletableFuture.anyOf(making.seeded());
            CompletableFuture<Object> unused = next.orTimeout(waits.held().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete(this::tell);
        }

        private Precondition wanted() {
            return new Precondition(call.request());
        }

        private void tell(@Nullable Object there, @Nullable Throwable failure) {
            try {
                call.answer(charged(answer(there, failure)));
            } catch (RefusedException e) {
                call.refuse(e);
            } catch (RuntimeException e) {
                call.fail(e);
            }
        }

        private ServerResponse answer(@Nullable Object there, @Nullable Throwable failure) throws RefusedException {
            if (there instanceof Seeded seeded) {
                return form.writing().write(seeded.metainfo(), making.bytes(seeded.metainfo()), wanted());
            }
            if (there instanceof GrowingBytes beginning) {
                return TorrentResponse.growing(making.version().location().name(), beginning);
            }
            Throwable reason = cause(failure);
            throw reason == null || reason instanceof TimeoutException
                    ? new RefusedException(
                            S3ErrorCode.SLOW_DOWN, "The torrent is being made; please ask again in a minute.")
                    : StoreErrorMapping.of(reason);
        }

        private ServerResponse charged(ServerResponse answer) {
            return seen.charged() ? answer.with("x-amz-request-charged", "requester") : answer;
        }

        private static @Nullable Throwable cause(@Nullable Throwable failure) {
            return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        }
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.Precondition;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.TorrentJobs.TorrentJob;
import io.s3torrent.seeder.gateway.TorrentService.Seeded;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Answers with the current torrent of an object if the client may have it. Creates the torrent if needed. */
record TorrentHandler(
        TorrentService service, UnsignedQuota unsigned, TorrentJobs jobs, WaitTimeouts timeouts, boolean strictAws) {
    private static final long STRICT_MAX = 5L << 30;

    /** Answers now, or when the torrent exists. */
    void handle(GatewayExchange exchange, Principal principal, S3Location object, TorrentForm form)
            throws RefusedException, ObjectException {
        if (!principal.grants().allow(object)) {
            throw new RefusedException(S3ErrorCode.ACCESS_DENIED, "Access Denied");
        }
        unsigned.take(principal, UnsignedQuota.TORRENT);
        ObservedObject seen = look(object, terms(principal, exchange.request(), exchange.query()));
        checkStrict(exchange.request(), seen);
        TorrentJob job = jobs.join(seen.version(), principal);
        CompletionStage<Void> unused = exchange.request().ended().thenRun(() -> jobs.leave(job, principal));
        new PendingResponse(exchange, form, seen, job, timeouts).begin();
    }

    private ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException {
        try {
            return service.look(object, terms);
        } catch (ObjectException.NotFound e) {
            jobs.forget(object);
            throw e;
        }
    }

    private static RequestTerms terms(Principal principal, HttpRequest request, QueryString query) {
        boolean pays = request.header("x-amz-request-payer")
                .or(() -> query.value("x-amz-request-payer"))
                .filter("requester"::equals)
                .isPresent();
        return new RequestTerms(
                pays && !principal.isAnonymous(), // unauthenticated clients cannot opt in to requester-pays
                request.header("x-amz-expected-bucket-owner").or(() -> query.value("x-amz-expected-bucket-owner")));
    }

    /** Enforces S3's own limits, for clients that are tested against them. */
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

    /** A request that waits for its torrent. Occupies no thread. */
    private record PendingResponse(
            GatewayExchange exchange, TorrentForm form, ObservedObject seen, TorrentJob job, WaitTimeouts timeouts) {

        /** Answers when the torrent exists, or the wait is over. */
        void begin() {
            CompletableFuture<Seeded> unused = job.seeded()
                    .copy()
                    .orTimeout(timeouts.whole().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((seeded, failure) -> {
                        if (cause(failure) instanceof TimeoutException) {
                            waitOn();
                        } else {
                            respond(seeded, failure);
                        }
                    });
        }

        /** Waits for the torrent or its beginning. Requests with conditions or ranges need the whole torrent. */
        private void waitOn() {
            CompletableFuture<Object> next = form.grows() && !condition().isAny()
                    ? CompletableFuture.anyOf(job.seeded(), job.partial().begun())
                    : CompletableFuture.anyOf(job.seeded());
            CompletableFuture<Object> unused = next.orTimeout(timeouts.held().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete(this::respond);
        }

        private Precondition condition() {
            return new Precondition(exchange.request());
        }

        private void respond(@Nullable Object there, @Nullable Throwable failure) {
            try {
                exchange.answer(charged(answer(there, failure)));
            } catch (RefusedException e) {
                exchange.refuse(e);
            } catch (RuntimeException e) {
                exchange.fail(e);
            }
        }

        private ServerResponse answer(@Nullable Object there, @Nullable Throwable failure) throws RefusedException {
            if (there instanceof Seeded seeded) {
                return form.maker().response(seeded.metainfo(), job.bytes(seeded.metainfo()), condition());
            }
            if (there instanceof GrowingBytes beginning) {
                return TorrentForm.growing(job.version().location().name(), beginning);
            }
            Throwable reason = cause(failure);
            if (reason == null || reason instanceof TimeoutException) {
                job.expectRetry();
                throw new RefusedException(S3ErrorCode.SLOW_DOWN, "The torrent is being created; retry in a minute.");
            }
            throw StoreErrorMapping.of(reason);
        }

        private ServerResponse charged(ServerResponse answer) {
            return seen.charged() ? answer.with("x-amz-request-charged", "requester") : answer;
        }

        private static @Nullable Throwable cause(@Nullable Throwable failure) {
            return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        }
    }

    /**
     * How long a client waits for a torrent that does not exist yet.
     *
     * @param whole how long to wait for the whole torrent. A failure in this time still gets its own status; later, the response begins
     *     with the available part and grows
     * @param held how long to wait after that if no part is available, before the client is told to retry
     */
    record WaitTimeouts(Duration whole, Duration held) {
        /** The AWS CLI and the SDKs give up after 60 s without a byte. */
        static final WaitTimeouts DEFAULT = new WaitTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(40));
    }
}

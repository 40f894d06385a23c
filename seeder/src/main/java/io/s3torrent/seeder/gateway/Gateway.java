package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.gateway.TorrentDesk.Seeded;
import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.http.HttpRequest;
import io.s3torrent.seeder.http.HttpService;
import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.SeenObject;
import io.s3torrent.seeder.s3.Terms;
import io.s3torrent.seeder.s3.sigv4.QueryString;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code GET /bucket/key?torrent} as S3 did. {@link #ask} is the whole way of a request. */
public final class Gateway implements HttpService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int THREADS = 16;
    private static final int MAX_QUEUED = 2000;
    /** The AWS CLI and the SDKs give up after 60 s without a byte. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final long STRICT_MAX = 5L << 30;

    private final GatewayConfig config;
    private final TorrentDesk desk;
    private final String store;
    private final Principals principals;
    private final Makings makings;
    private final Workers workers = new Workers("gateway", THREADS, MAX_QUEUED);

    /**
     * A gateway to a seeder.
     *
     * @param store its address, told those who want of us what only the store can give
     * @param own our own key for the store
     */
    public Gateway(
            GatewayConfig config, TorrentDesk desk, String store, Supplier<Optional<AccessKey>> own, Clock clock) {
        this.config = config;
        this.desk = desk;
        this.store = store;
        this.principals = new Principals(config, own, clock);
        this.makings = new Makings(desk);
    }

    /** A question and the way back. */
    private record Call(HttpRequest request, String id, Consumer<HttpAnswer> answer) {
        void answer(HttpAnswer given) {
            answer.accept(given.with("x-amz-request-id", id));
        }

        void refuse(RefusedException refusal) {
            answer(ErrorAnswer.of(refusal, request.path(), id));
        }
    }

    @Override
    public void serve(HttpRequest request, Consumer<HttpAnswer> answer) {
        String id =
                String.format(Locale.ROOT, "%016X", ThreadLocalRandom.current().nextLong());
        Call call = new Call(request, id, answer);
        try {
            workers.execute(() -> answer(call));
        } catch (RejectedExecutionException e) {
            call.refuse(new RefusedException(S3ErrorCode.SLOW_DOWN, "Too many requests; please ask again later."));
        }
    }

    private void answer(Call call) {
        try {
            ask(call);
        } catch (RefusedException e) {
            call.refuse(e);
        } catch (ObjectException e) {
            call.refuse(StoreRefusal.of(e));
        } catch (RuntimeException e) {
            failed(call, e);
        }
    }

    private void ask(Call call) throws RefusedException, ObjectException {
        HttpRequest request = call.request();
        QueryString query = query(request);
        Target target = Target.of(request.header("host"), request.path(), config.domains());
        checkOurs(request, query, target);
        Principal principal = principals.of(request, query);
        S3Location object = target.object();
        if (!principal.grants().allow(object)) {
            throw new RefusedException(S3ErrorCode.ACCESS_DENIED, "Access Denied");
        }
        SeenObject seen = desk.look(object, terms(principal, request, query));
        checkStrict(request, seen);
        Precondition wanted = new Precondition(request);
        CompletableFuture<Seeded> unused = makings.of(seen.version())
                .seeded()
                .copy() // the making goes on when this one has waited long enough
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((seeded, failure) -> tell(call, seen, wanted, seeded, failure));
    }

    private static QueryString query(HttpRequest request) throws RefusedException {
        try {
            return QueryString.parse(request.query());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI: " + e.getMessage());
        }
    }

    private void checkOurs(HttpRequest request, QueryString query, Target target) throws RefusedException {
        String elsewhere = " This gateway answers GET and HEAD of /bucket/key?torrent; for all else ask the store at "
                + store + ".";
        if (!List.of("GET", "HEAD").contains(request.method())) {
            throw new RefusedException(
                    S3ErrorCode.METHOD_NOT_ALLOWED,
                    "The specified method is not allowed against this resource." + elsewhere);
        }
        if (!query.has("torrent") || target.key().isEmpty()) {
            throw new RefusedException(S3ErrorCode.NOT_IMPLEMENTED, "This is not implemented here." + elsewhere);
        }
        if (query.has("versionId")) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "The torrent is that of the current version: no versionId goes with it.");
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
        if (config.strictAws() && (customerKey || seen.version().length() > STRICT_MAX)) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_REQUEST,
                    "You can get torrent only for objects that are less than 5 GB in size, and that are not encrypted"
                            + " using server-side encryption with a customer-provided encryption key.");
        }
    }

    private void tell(
            Call call, SeenObject seen, Precondition wanted, @Nullable Seeded seeded, @Nullable Throwable failure) {
        try {
            if (seeded == null) {
                call.refuse(refusal(failure));
                return;
            }
            HttpAnswer answer = TorrentAnswer.of(seeded.metainfo(), wanted);
            call.answer(seen.charged() ? answer.with("x-amz-request-charged", "requester") : answer);
        } catch (RefusedException e) {
            call.refuse(e);
        } catch (RuntimeException e) {
            failed(call, e);
        }
    }

    private static RefusedException refusal(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause == null || cause instanceof TimeoutException
                ? new RefusedException(
                        S3ErrorCode.SLOW_DOWN, "The torrent is being made; please ask again in a minute.")
                : StoreRefusal.of(cause);
    }

    private static void failed(Call call, RuntimeException bug) {
        LOG.atError().addKeyValue("requestId", call.id()).setCause(bug).log("bug in the gateway");
        call.refuse(new RefusedException(
                S3ErrorCode.INTERNAL_ERROR, "We encountered an internal error. Please try again."));
    }

    /** A torrent is no longer seeded. */
    public void gone(InfoHash infoHash) {
        makings.forget(infoHash);
    }

    @Override
    public void close() {
        workers.close();
        makings.close();
    }
}

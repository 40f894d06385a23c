package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers {@code GET /bucket/key?torrent} as S3 did. {@link #ask} is the whole way of a request. */
public final class Gateway implements HttpService, AutoCloseable {
    private static final int THREADS = 16;
    private static final int MAX_QUEUED = 2000;
    /** Torrents that are made, or wait to be, for one who asks. */
    private static final int MAX_MAKINGS = 100;

    private static final long STRICT_MAX = 5L << 30;

    private final GatewayConfig config;
    private final TorrentDesk desk;
    private final String store;
    private final Principals principals;
    private final Waits waits;
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
        this(config, desk, store, own, clock, Waits.DEFAULT);
    }

    Gateway(
            GatewayConfig config,
            TorrentDesk desk,
            String store,
            Supplier<Optional<AccessKey>> own,
            Clock clock,
            Waits waits) {
        this.config = config;
        this.desk = desk;
        this.store = store;
        this.principals = new Principals(config, own, clock);
        this.waits = waits;
        this.makings = new Makings(desk, new Allowance(MAX_MAKINGS, config.hashBudget(), clock));
    }

    @Override
    public void serve(HttpRequest request, Consumer<HttpAnswer> answer) {
        Call call = Call.of(request, answer);
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
            call.fail(e);
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
        new Waiting(call, seen, makings.of(seen.version(), principal), waits).begin();
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

    /** What it is at. */
    public GatewaySnapshot snapshot() {
        return makings.snapshot();
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

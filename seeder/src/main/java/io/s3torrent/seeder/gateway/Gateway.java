package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.TorrentHandler.WaitTimeouts;
import io.s3torrent.seeder.gateway.pages.Catalogue;
import io.s3torrent.seeder.gateway.pages.GatewayLinks;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.AccessKey;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Answers {@code GET /bucket/key?torrent} as S3 did, and shows what is seeded. Every request passes {@link #serve} and {@link #handle};
 * requests for torrents continue in {@link TorrentHandler}.
 */
public final class Gateway implements HttpService, AutoCloseable {
    private static final int THREADS = 16;
    private static final int MAX_QUEUED = 2000;
    /** The most torrents that are created or queued for one client. */
    private static final int MAX_JOBS = 100;

    private static final List<String> METHODS = List.of("GET", "HEAD");
    private static final List<String> PAGES = List.of(GatewayLinks.PAGE, GatewayLinks.JSON, GatewayLinks.FEED);
    private static final Pattern TORRENT = Pattern.compile("(?:^|&)torrent(?:=|&|$)");

    private final HostCandidates authorities;
    private final String store;
    private final Principals principals;
    private final Catalogue catalogue = new Catalogue();
    private final CataloguePages pages;
    private final TorrentJobs jobs;
    private final TorrentHandler torrents;
    private final WorkerPool workers = new WorkerPool("gateway", THREADS, MAX_QUEUED);

    /**
     * Creates the gateway of a seeder.
     *
     * @param store the store's address, which errors name for requests that only the store can answer
     * @param own our own key for the store
     */
    public Gateway(
            GatewayConfig config,
            TorrentService service,
            String store,
            Supplier<Optional<AccessKey>> own,
            Clock clock) {
        this(config, service, store, own, clock, WaitTimeouts.DEFAULT);
    }

    Gateway(
            GatewayConfig config,
            TorrentService service,
            String store,
            Supplier<Optional<AccessKey>> own,
            Clock clock,
            WaitTimeouts timeouts) {
        this.authorities = new HostCandidates(config.publicUrl(), config.domains());
        this.store = store;
        this.principals = new Principals(config, authorities, own, clock);
        UnsignedQuota unsigned = new UnsignedQuota(System::nanoTime);
        this.pages = new CataloguePages(config, principals, unsigned, catalogue, service);
        this.jobs = new TorrentJobs(service, new HashQuota(MAX_JOBS, config.hashBudget(), clock), catalogue, clock);
        this.torrents = new TorrentHandler(service, unsigned, jobs, timeouts, config.strictAws());
    }

    /** Handles the request on a thread that may wait for the store. */
    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        GatewayExchange exchange = GatewayExchange.of(request, answer);
        try {
            workers.execute(() -> handle(exchange));
        } catch (RejectedExecutionException e) {
            exchange.refuse(new RefusedException(S3ErrorCode.SLOW_DOWN, "Too many requests; retry later."));
        }
    }

    private void handle(GatewayExchange exchange) {
        try {
            if (isPage(exchange.request(), PAGES)) {
                pages.show(exchange);
            } else if (isPage(exchange.request(), List.of(GatewayLinks.UPDATE))) {
                successor(exchange);
            } else {
                torrent(exchange);
            }
        } catch (RefusedException e) {
            exchange.refuse(e);
        } catch (ObjectException e) {
            exchange.refuse(StoreErrorMapping.of(e));
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    /** True for a request with {@code ?torrent}. The gateway handles it for every path, because a key may be called {@code announce}. */
    public static boolean isForATorrent(HttpRequest request) {
        return TORRENT.matcher(request.query()).find();
    }

    /** True for a page of the gateway. On the host name of a bucket, all paths are keys. */
    private boolean isPage(HttpRequest request, List<String> paths) {
        return paths.contains(request.path())
                && METHODS.contains(request.method())
                && !isForATorrent(request)
                && authorities.bucket(request).isEmpty();
    }

    private void torrent(GatewayExchange exchange) throws RefusedException, ObjectException {
        HttpRequest request = exchange.request();
        QueryString query = exchange.query();
        RequestedTorrent requested =
                checkOurs(request, query, RequestedTorrent.of(authorities.bucket(request), request.path(), query));
        Principal principal = principals.of(request, query);
        torrents.handle(exchange, principal, requested.object(), requested.form());
    }

    private RequestedTorrent checkOurs(HttpRequest request, QueryString query, Optional<RequestedTorrent> requested)
            throws RefusedException {
        String elsewhere =
                " This gateway supports only GET and HEAD of /bucket/key?torrent; send other requests to the store at "
                        + store + ".";
        if (!METHODS.contains(request.method())) {
            throw new RefusedException(
                    S3ErrorCode.METHOD_NOT_ALLOWED,
                    "The specified method is not allowed against this resource." + elsewhere);
        }
        if (requested.isEmpty()) {
            throw new RefusedException(
                    S3ErrorCode.NOT_IMPLEMENTED, "This request is not implemented here." + elsewhere);
        }
        if (query.has("versionId")) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "The gateway creates torrents only of current versions; remove versionId.");
        }
        return requested.get();
    }

    /**
     * Returns the newer torrent of the same object for an old torrent (BEP 39), if there is one. Unknown torrents and torrents that the
     * client may not see get the same response.
     */
    private void successor(GatewayExchange exchange) throws RefusedException, ObjectException {
        Principal principal = principals.of(exchange.request(), exchange.query());
        InfoHash old = infoHash(exchange.query().value("info_hash").orElse(""));
        S3Location object = catalogue.object(old, principal.grants()).orElseThrow(TorrentForm::noSuccessor);
        torrents.handle(exchange, principal, object, TorrentForm.successorOf(old));
    }

    private static InfoHash infoHash(String hex) throws RefusedException {
        try {
            return hex.length() == 2 * InfoHash.LENGTH
                    ? InfoHash.ofHex(hex)
                    : InfoHashV2.ofHex(hex).truncated();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_ARGUMENT, "info_hash: expected 40 hexadecimal digits, or 64 for v2.");
        }
    }

    /** The counters at this moment. */
    public TorrentJobs.Snapshot snapshot() {
        return jobs.snapshot();
    }

    /** Lists a torrent that is seeded without a request. */
    void adopt(TorrentService.Seeded seeded) {
        jobs.adopt(seeded);
    }

    /** Forgets a torrent that is not seeded any more. */
    public void gone(InfoHash infoHash) {
        jobs.forget(infoHash);
    }

    @Override
    public void close() {
        workers.close();
        jobs.close();
    }
}

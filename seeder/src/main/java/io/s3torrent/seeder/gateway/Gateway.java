package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.Router.Route;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.pages.Catalogue;
import io.s3torrent.seeder.gateway.pages.GatewayLinks;
import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Answers {@code GET /bucket/key?torrent} as S3 did. {@link #ask} is the whole way of a request. */
public final class Gateway implements HttpService, AutoCloseable {
    private static final int THREADS = 16;
    private static final int MAX_QUEUED = 2000;
    /** Torrents that are made, or wait to be, for one who asks. */
    private static final int MAX_MAKINGS = 100;

    private static final List<String> METHODS = List.of("GET", "HEAD");
    private static final Pattern TORRENT = Pattern.compile("(?:^|&)torrent(?:=|&|$)");

    private final Authorities authorities;
    private final String store;
    private final Principals principals;
    private final TorrentJobs makings;
    private final TorrentHandler giving;
    private final WorkerPool workers = new WorkerPool("gateway", THREADS, MAX_QUEUED);
    private final HttpService torrents = new RequestHandler(workers, this::ask);
    private final HttpService pages;
    private final HttpService successors;

    /**
     * A gateway to a seeder.
     *
     * @param store its address, told those who want of us what only the store can give
     * @param own our own key for the store
     */
    public Gateway(
            GatewayConfig config, TorrentService desk, String store, Supplier<Optional<AccessKey>> own, Clock clock) {
        this(config, desk, store, own, clock, WaitTimeouts.DEFAULT);
    }

    Gateway(
            GatewayConfig config,
            TorrentService desk,
            String store,
            Supplier<Optional<AccessKey>> own,
            Clock clock,
            WaitTimeouts waits) {
        this.authorities = new Authorities(config.publicUrl(), config.domains());
        this.store = store;
        this.principals = new Principals(config, authorities, own, clock);
        Catalogue catalogue = new Catalogue();
        this.makings = new TorrentJobs(desk, new HashQuota(MAX_MAKINGS, config.hashBudget(), clock), catalogue, clock);
        this.giving = new TorrentHandler(desk, makings, waits, config.strictAws());
        this.pages = new RequestHandler(workers, new CataloguePages(config, principals, catalogue, desk)::show);
        this.successors = new RequestHandler(workers, new Successors(principals, catalogue, giving)::answer);
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        torrents.serve(request, answer);
    }

    /** What else a gateway answers: what it seeds, and what has come in the place of what was. */
    public List<Route> pages() {
        return List.of(
                new Route(request -> isPage(request, GatewayLinks.UPDATE), successors),
                new Route(request -> isPage(request, GatewayLinks.PAGE, GatewayLinks.JSON, GatewayLinks.FEED), pages));
    }

    /** True for S3's own question, which is the gateway's whatever the path: a key may well be called {@code announce}. */
    public static boolean isForATorrent(HttpRequest request) {
        return TORRENT.matcher(request.query()).find();
    }

    /** On the host of a bucket all paths are keys. */
    private boolean isPage(HttpRequest request, String... paths) {
        return List.of(paths).contains(request.path())
                && METHODS.contains(request.method())
                && !isForATorrent(request)
                && authorities.bucket(request).isEmpty();
    }

    private void ask(GatewayExchange call) throws RefusedException, ObjectException {
        HttpRequest request = call.request();
        QueryString query = call.query();
        RequestTargetParser named = RequestTargetParser.of(authorities.bucket(request), request.path());
        RequestedTorrent wish = checkOurs(request, query, RequestedTorrent.of(named, query));
        Principal principal = principals.of(request, query);
        giving.give(call, principal, wish.target().object(), wish.form());
    }

    private RequestedTorrent checkOurs(HttpRequest request, QueryString query, Optional<RequestedTorrent> wish)
            throws RefusedException {
        String elsewhere = " This gateway answers GET and HEAD of /bucket/key?torrent; for all else ask the store at "
                + store + ".";
        if (!METHODS.contains(request.method())) {
            throw new RefusedException(
                    S3ErrorCode.METHOD_NOT_ALLOWED,
                    "The specified method is not allowed against this resource." + elsewhere);
        }
        if (wish.isEmpty()) {
            throw new RefusedException(S3ErrorCode.NOT_IMPLEMENTED, "This is not implemented here." + elsewhere);
        }
        if (query.has("versionId")) {
            throw new RefusedException(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "The torrent is that of the current version: no versionId goes with it.");
        }
        return wish.get();
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

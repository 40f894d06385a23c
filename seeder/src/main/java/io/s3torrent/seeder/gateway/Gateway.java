package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.Router.Route;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.pages.Catalogue;
import io.s3torrent.seeder.gateway.pages.GatewayLinks;
import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
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

    /** Has calls answered on threads that may wait; what goes wrong on the way is told as S3 tells it. */
    private record RequestHandler(WorkerPool workers, Way way) implements HttpService {

        /** From a call to its answer, now or later. */
        @FunctionalInterface
        interface Way {
            void go(GatewayExchange call) throws RefusedException, ObjectException;
        }

        @Override
        public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
            GatewayExchange call = GatewayExchange.of(request, answer);
            try {
                workers.execute(() -> answer(call));
            } catch (RejectedExecutionException e) {
                call.refuse(new RefusedException(S3ErrorCode.SLOW_DOWN, "Too many requests; please ask again later."));
            }
        }

        private void answer(GatewayExchange call) {
            try {
                way.go(call);
            } catch (RefusedException e) {
                call.refuse(e);
            } catch (ObjectException e) {
                call.refuse(StoreErrorMapping.of(e));
            } catch (RuntimeException e) {
                call.fail(e);
            }
        }
    }

    /** The torrent that a request is for: {@code ?torrent} behind the key, as S3 has it, or an ending of it, as people have it. */
    private record RequestedTorrent(RequestTargetParser target, TorrentForm form) {

        /** These lead to a refusal that says what to sign with. */
        private static final List<String> SIGNATURE_V2 = List.of("AWSAccessKeyId", "Expires", "Signature");

        /** What is asked for; empty when it is no torrent. */
        static Optional<RequestedTorrent> of(RequestTargetParser named, QueryString query) {
            if (query.has("torrent")) {
                return Optional.of(new RequestedTorrent(named, TorrentForm.FILE))
                        .filter(wish -> !wish.target().key().isEmpty());
            }
            return isPlain(query)
                    ? named.without(".torrent")
                            .map(target -> new RequestedTorrent(target, TorrentForm.FILE))
                            .or(() -> named.without(".magnet")
                                    .map(target -> new RequestedTorrent(target, TorrentForm.LINK)))
                    : Optional.empty();
        }

        /** Any other parameter than those of signatures and SDKs names a call of S3's. */
        private static boolean isPlain(QueryString query) {
            return query.parameters().stream()
                    .map(QueryString.Parameter::name)
                    .allMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-") || SIGNATURE_V2.contains(name));
        }
    }

    /** Answers who has a torrent and asks whether there is a newer one of the same object (BEP 39). */
    private record Successors(Principals principals, Catalogue catalogue, TorrentHandler giving) {

        /** A torrent that is not known, and one that is not for who asks, are the same to him. */
        void answer(GatewayExchange call) throws RefusedException, ObjectException {
            Principal principal = principals.of(call.request(), call.query());
            InfoHash old = infoHash(call.query().value("info_hash").orElse(""));
            S3Location object = catalogue.object(old, principal.grants()).orElseThrow(TorrentForm::noSuccessor);
            giving.give(call, principal, object, TorrentForm.successorOf(old));
        }

        private static InfoHash infoHash(String hex) throws RefusedException {
            try {
                return hex.length() == 2 * InfoHash.LENGTH
                        ? InfoHash.ofHex(hex)
                        : InfoHashV2.ofHex(hex).truncated();
            } catch (IllegalArgumentException e) {
                throw new RefusedException(
                        S3ErrorCode.INVALID_ARGUMENT, "info_hash: expected 40 or, of v2, 64 hexadecimal digits.");
            }
        }
    }
}

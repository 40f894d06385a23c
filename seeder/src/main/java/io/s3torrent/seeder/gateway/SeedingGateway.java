package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.json.JsonObject;
import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.net.RandomPort;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.ListenerConfig;
import io.s3torrent.net.http.Router;
import io.s3torrent.net.http.Router.Route;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.SeedListener;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import io.s3torrent.seeder.webseed.WebSeed;
import io.s3torrent.status.AdminServer;
import io.s3torrent.status.MetricsBuilder;
import io.s3torrent.status.StatusPages;
import io.s3torrent.status.StatusSource;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs a {@link Seeder} that seeds what clients request with S3's {@code GET /bucket/key?torrent}. The tracker and the status pages share
 * the gateway's port if they are configured with the same address.
 */
public final class SeedingGateway implements AutoCloseable {
    private final CloseStack closing;
    private final HttpServer server;
    private final Seeder seeder;
    private final Gateway gateway;
    private final SeederTorrentService service;
    private final Optional<HttpServer> admin;
    private volatile boolean serving = true;

    private SeedingGateway(
            SeederConfig config, GatewayConfig gatewayConfig, List<StatusSource> more, CloseStack closing)
            throws IOException {
        this.closing = closing;
        SharedPort port = new SharedPort(config, gatewayConfig);
        server = closing.add(HttpServer.bind(listenerConfig(config, gatewayConfig)));
        seeder = closing.add(port.startSeeder(server.address()));
        AwsObjectStore store = seeder.aws();
        Optional<URI> webSeed = config.engine() == EngineKind.NETTY ? gatewayConfig.publicUrl() : Optional.empty();
        service = new SeederTorrentService(seeder, webSeed, gatewayConfig.updateUrl());
        gateway = closing.add(new Gateway(gatewayConfig, service, store.endpoint(), store::ownKey, Clock.systemUTC()));
        listen(SeedListener.NONE);
        CountingService counted = new CountingService(new Router(List.of(webSeed()), gateway));
        StatusPages pages = closing.add(new StatusPages(port.admin(), () -> serving, reports(counted, more)));
        admin = port.adminElsewhere().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        closing.add(AdminServer.start(port.adminElsewhere().get(), pages)));
        server.serve(new Router(port.routes(seeder.tracker(), pages), counted));
    }

    private Route webSeed() {
        return new Route(WebSeed::isAsked, seeder.webSeed());
    }

    private static ListenerConfig listenerConfig(SeederConfig config, GatewayConfig gatewayConfig) throws IOException {
        Optional<ReloadingTlsContext> tls = gatewayConfig.tls().isEmpty()
                ? Optional.empty()
                : Optional.of(ReloadingTlsContext.follow(gatewayConfig.tls().get(), ReloadingTlsContext.INTERVAL));
        TrustedProxies proxies = config.tracker().map(TrackerConfig::proxies).orElse(TrustedProxies.NONE);
        return new ListenerConfig("the gateway", gatewayConfig.listen(), HttpLimits.DEFAULT, proxies, tls);
    }

    private List<StatusSource> reports(CountingService counted, List<StatusSource> more) {
        StatusSource own = new GatewayStatusSource(gateway::snapshot, counted::responses, server::connections);
        return Stream.of(seeder.reports(), List.of(own), more)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Opens the gateway's port, then the seeder's.
     *
     * @throws IOException if a port is taken, or the store's configuration is invalid
     */
    public static SeedingGateway start(SeederConfig config, GatewayConfig gatewayConfig) throws IOException {
        return start(config, gatewayConfig, List.of());
    }

    /** Does the same, and adds {@code more} to the status pages. */
    public static SeedingGateway start(SeederConfig config, GatewayConfig gatewayConfig, List<StatusSource> more)
            throws IOException {
        return RandomPort.open(
                new SharedPort(config, gatewayConfig).needsRandomPort(), () -> open(config, gatewayConfig, more));
    }

    private static SeedingGateway open(SeederConfig config, GatewayConfig gatewayConfig, List<StatusSource> more)
            throws IOException {
        CloseStack closing = new CloseStack();
        try {
            return new SeedingGateway(config, gatewayConfig, more, closing);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** Sets the listener that is told what happens to torrents. */
    public void listen(SeedListener listener) {
        seeder.listen(new SeedListener() {
            @Override
            public void gone(InfoHash infoHash, ObjectException reason) {
                gateway.gone(infoHash);
                listener.gone(infoHash, reason);
            }

            @Override
            public void authError(InfoHash infoHash, ObjectException reason) {
                listener.authError(infoHash, reason);
            }
        });
    }

    /** The seeder behind the gateway. */
    public Seeder seeder() {
        return seeder;
    }

    /** Lists a torrent that is seeded without a request, and answers requests for it. */
    public void adopt(SeedHandle seeded) {
        Metainfo torrent = seeded.metainfo();
        gateway.adopt(new TorrentService.Seeded(
                seeded.content().objects().get(0), torrent.withWebSeedsFirst(service.webSeeds(torrent.infoHash()))));
    }

    /** Forgets a torrent that is not seeded any more. */
    public void forget(InfoHash infoHash) {
        gateway.gone(infoHash);
    }

    /** The address at which requests arrive. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** The address of the status pages, if they have their own. */
    public Optional<InetSocketAddress> adminAddress() {
        return admin.map(HttpServer::address);
    }

    /**
     * Prepares the end: accepts no further connections, and answers the requests on open ones. Call {@link #close} afterwards.
     *
     * @param patience the time limit in total
     */
    public void drain(Duration patience) throws InterruptedException {
        serving = false;
        server.drain(patience.dividedBy(2));
        Optional<Tracker> tracker = seeder.tracker();
        if (tracker.isPresent()) {
            tracker.get().drain(patience.dividedBy(2));
        }
    }

    /** Closes all ports and ends all threads. Returns within 5 seconds. */
    @Override
    public void close() {
        server.close(); // before the services that answer its requests
        closing.close();
    }

    /**
     * Reports a gateway's counters in {@code /stats} and {@code /metrics}.
     *
     * @param answers the number of answers with each status
     * @param connections open connections, including those of the services that share the port
     */
    private record GatewayStatusSource(
            Supplier<TorrentJobs.Snapshot> gateway, Supplier<Map<Integer, Long>> answers, IntSupplier connections)
            implements StatusSource {

        @Override
        public void addTo(JsonObject stats) {
            TorrentJobs.Snapshot now = gateway.get();
            JsonObject byStatus = new JsonObject();
            answers.get().forEach((status, count) -> byStatus.put(status.toString(), count));
            stats.put(
                    "gateway",
                    new JsonObject()
                            .put("openConnections", connections.getAsInt())
                            .put("answers", byStatus)
                            .put("torrentsAsked", now.torrents())
                            .put("torrentsInTheMaking", now.running())
                            .put("torrentsQueued", now.queued()));
        }

        @Override
        public void addTo(MetricsBuilder metrics) {
            TorrentJobs.Snapshot now = gateway.get();
            answers.get()
                    .forEach((status, count) -> metrics.counter(
                            "s3torrent_gateway_answers",
                            "Answers by HTTP status.",
                            count,
                            "status",
                            status.toString()));
            String jobs = "s3torrent_gateway_makings";
            String help = "Torrents that were requested and are not created yet.";
            metrics.gauge("s3torrent_gateway_connections", "Open connections.", connections.getAsInt())
                    .gauge("s3torrent_gateway_torrents", "Torrents that were requested.", now.torrents())
                    .gauge(jobs, help, now.running(), "state", "running")
                    .gauge(jobs, help, now.queued(), "state", "queued");
        }
    }

    /** Counts responses by status. Thread-safe. */
    private static final class CountingService implements HttpService {
        private final HttpService service;
        private final Map<Integer, LongAdder> byStatus = new ConcurrentHashMap<>();

        CountingService(HttpService service) {
            this.service = service;
        }

        @Override
        public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
            service.serve(request, response -> {
                byStatus.computeIfAbsent(response.status(), first -> new LongAdder())
                        .increment();
                answer.accept(response);
            });
        }

        /** The number of responses with each status so far. */
        Map<Integer, Long> responses() {
            Map<Integer, Long> responses = new TreeMap<>();
            byStatus.forEach((status, count) -> responses.put(status, count.sum()));
            return responses;
        }
    }

    /**
     * Adapts a seeder for the gateway.
     *
     * @param webSeed the URL at which clients reach the web seed, if any
     * @param updateUrl the URL for successors in every torrent, if any
     */
    private record SeederTorrentService(Seeder seeder, Optional<URI> webSeed, Optional<String> updateUrl)
            implements TorrentService {
        @Override
        public List<String> trackers() {
            return seeder.announceUrls();
        }

        @Override
        public List<String> webSeeds(InfoHash torrent) {
            return webSeed.map(url -> WebSeed.url(url, torrent)).stream().toList();
        }

        @Override
        public ObservedObject look(S3Location object, RequestTerms terms) throws ObjectException {
            return seeder.look(object, terms);
        }

        @Override
        public OptionalInt peers(InfoHash infoHash) {
            return seeder.leechers(infoHash);
        }

        @Override
        public Seeded seed(S3Location object, HashingListener listener) throws IOException {
            SeedHandle seeded = seeder.seed(TorrentRequest.of(object)
                    .withOptions(TorrentOptions.DEFAULT.withUpdateUrl(updateUrl))
                    .withListener(listener));
            Metainfo torrent = seeded.metainfo();
            return new Seeded(
                    seeded.content().objects().get(0), torrent.withWebSeedsFirst(webSeeds(torrent.infoHash())));
        }
    }
}

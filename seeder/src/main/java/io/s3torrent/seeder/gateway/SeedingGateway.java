package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.lifecycle.CloseStack;
import io.s3torrent.net.RandomPort;
import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.http.CountingService;
import io.s3torrent.net.http.HttpLimits;
import io.s3torrent.net.http.HttpServer;
import io.s3torrent.net.http.ListenerConfig;
import io.s3torrent.net.http.Router;
import io.s3torrent.net.http.Router.Route;
import io.s3torrent.net.proxy.TrustedProxies;
import io.s3torrent.seeder.BudgetConfig;
import io.s3torrent.seeder.SeedListener;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import io.s3torrent.seeder.webseed.WebSeed;
import io.s3torrent.status.AdminServer;
import io.s3torrent.status.StatusPages;
import io.s3torrent.status.StatusSource;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@link Seeder} that seeds what it is asked for: the front door is S3's own {@code GET /bucket/key?torrent}. Tracker and pages for
 * operators are there as well when they were given the same address.
 */
public final class SeedingGateway implements AutoCloseable {
    private final CloseStack closing;
    private final HttpServer server;
    private final Seeder seeder;
    private final Gateway gateway;
    private final Optional<AdminServer> admin;
    private volatile boolean serving = true;

    private SeedingGateway(SeederConfig config, BudgetConfig budgets, GatewayConfig door, CloseStack closing)
            throws IOException {
        this.closing = closing;
        GatewayPort port = new GatewayPort(config, door);
        server = closing.add(HttpServer.bind(entrance(config, door)));
        seeder = closing.add(port.startSeeder(budgets, server.address()));
        AwsObjectStore store = seeder.aws();
        Optional<URI> webSeed = config.engine() == EngineKind.NETTY ? door.publicUrl() : Optional.empty();
        SeederTorrentService desk = new SeederTorrentService(seeder, webSeed, door.updateUrl());
        gateway = closing.add(new Gateway(door, desk, store.endpoint(), store::ownKey, Clock.systemUTC()));
        listen(SeedListener.NONE);
        CountingService answers = new CountingService(new Router(routes(), gateway));
        StatusPages pages = new StatusPages(() -> serving, reports(answers));
        admin = port.adminElsewhere().isEmpty()
                ? Optional.empty()
                : Optional.of(closing.add(AdminServer.bind(port.adminElsewhere().get(), pages)));
        EmbeddedStatusPages shared = closing.add(new EmbeddedStatusPages(pages));
        server.serve(new Router(port.guests(seeder.tracker(), shared), answers));
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>(gateway.pages());
        routes.add(new Route(WebSeed::isAsked, seeder.webSeed()));
        return routes;
    }

    private static ListenerConfig entrance(SeederConfig config, GatewayConfig door) throws IOException {
        Optional<ReloadingTlsContext> tls = door.tls().isEmpty()
                ? Optional.empty()
                : Optional.of(ReloadingTlsContext.follow(door.tls().get(), ReloadingTlsContext.INTERVAL));
        TrustedProxies proxies = config.tracker().map(TrackerConfig::proxies).orElse(TrustedProxies.NONE);
        return new ListenerConfig("the gateway", door.listen(), HttpLimits.DEFAULT, proxies, tls);
    }

    private List<StatusSource> reports(CountingService answers) {
        return Stream.concat(
                        seeder.reports().stream(),
                        Stream.of(new GatewayStatusSource(gateway::snapshot, answers::answers, server::connections)))
                .toList();
    }

    /**
     * Opens the gateway's port, then the seeder's.
     *
     * @throws IOException when a port is taken, or the configuration of the store is unusable
     */
    public static SeedingGateway start(SeederConfig config, BudgetConfig budgets, GatewayConfig door)
            throws IOException {
        return RandomPort.open(new GatewayPort(config, door).isDrawn(), () -> open(config, budgets, door));
    }

    private static SeedingGateway open(SeederConfig config, BudgetConfig budgets, GatewayConfig door)
            throws IOException {
        CloseStack closing = new CloseStack();
        try {
            return new SeedingGateway(config, budgets, door, closing);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** Has this one told what becomes of torrents. */
    public void listen(SeedListener told) {
        seeder.listen(new SeedListener() {
            @Override
            public void gone(InfoHash infoHash, ObjectException reason) {
                gateway.gone(infoHash);
                told.gone(infoHash, reason);
            }

            @Override
            public void authError(InfoHash infoHash, ObjectException reason) {
                told.authError(infoHash, reason);
            }
        });
    }

    /** Who seeds. */
    public Seeder seeder() {
        return seeder;
    }

    /** Where requests come. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Where operators see how it fares, if at another address. */
    public Optional<InetSocketAddress> adminAddress() {
        return admin.map(AdminServer::address);
    }

    /**
     * Says that it is about to end, and takes no connection any more. What is asked over those that are open is answered yet; to be
     * followed by {@link #close}.
     *
     * @param patience in all
     */
    public void drain(Duration patience) throws InterruptedException {
        serving = false;
        server.drain(patience.dividedBy(2));
        Optional<Tracker> tracker = seeder.tracker();
        if (tracker.isPresent()) {
            tracker.get().drain(patience.dividedBy(2));
        }
    }

    /** Closes all ports and ends every thread; returns within 5 seconds. */
    @Override
    public void close() {
        server.close(); // before those who answer
        closing.close();
    }
}

package io.s3torrent.seeder;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.gateway.Gateway;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.http.CountedService;
import io.s3torrent.seeder.http.Entrance;
import io.s3torrent.seeder.http.HttpLimits;
import io.s3torrent.seeder.http.HttpServer;
import io.s3torrent.seeder.http.Routes;
import io.s3torrent.seeder.http.Routes.Route;
import io.s3torrent.seeder.s3.AwsObjectStore;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.webseed.WebSeed;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.admin.AdminServer;
import io.s3torrent.tracker.admin.Report;
import io.s3torrent.tracker.admin.StatusPages;
import io.s3torrent.tracker.proxy.TrustedProxies;
import io.s3torrent.tracker.transport.Closing;
import io.s3torrent.tracker.transport.DrawnPort;
import io.s3torrent.tracker.transport.FollowedPem;
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
    private final Closing closing;
    private final HttpServer server;
    private final Seeder seeder;
    private final Gateway gateway;
    private final Optional<AdminServer> admin;
    private volatile boolean serving = true;

    private SeedingGateway(SeederConfig config, Budgets budgets, GatewayConfig door, Closing closing)
            throws IOException {
        this.closing = closing;
        SharedPort port = new SharedPort(config, door);
        server = closing.add(HttpServer.bind(entrance(config, door)));
        seeder = closing.add(port.startSeeder(budgets, server.address()));
        AwsObjectStore store = seeder.aws();
        Optional<URI> webSeed = config.engine() == EngineKind.NETTY ? door.publicUrl() : Optional.empty();
        SeederDesk desk = new SeederDesk(seeder, webSeed, door.updateUrl());
        gateway = closing.add(new Gateway(door, desk, store.endpoint(), store::ownKey, Clock.systemUTC()));
        listen(SeedListener.NONE);
        CountedService answers = new CountedService(new Routes(routes(), gateway));
        StatusPages pages = new StatusPages(() -> serving, reports(answers));
        admin = port.adminElsewhere().isEmpty()
                ? Optional.empty()
                : Optional.of(closing.add(AdminServer.bind(port.adminElsewhere().get(), pages)));
        SharedPages shared = closing.add(new SharedPages(pages));
        server.serve(new Routes(port.guests(seeder.tracker(), shared), answers));
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>(gateway.pages());
        routes.add(new Route(WebSeed::isAsked, seeder.webSeed()));
        return routes;
    }

    private static Entrance entrance(SeederConfig config, GatewayConfig door) throws IOException {
        Optional<FollowedPem> tls = door.tls().isEmpty()
                ? Optional.empty()
                : Optional.of(FollowedPem.follow(door.tls().get(), FollowedPem.INTERVAL));
        TrustedProxies proxies = config.tracker().map(TrackerConfig::proxies).orElse(TrustedProxies.NONE);
        return new Entrance("the gateway", door.listen(), HttpLimits.DEFAULT, proxies, tls);
    }

    private List<Report> reports(CountedService answers) {
        return Stream.concat(
                        seeder.reports().stream(),
                        Stream.of(new GatewayReport(gateway::snapshot, answers::answers, server::connections)))
                .toList();
    }

    /**
     * Opens the gateway's port, then the seeder's.
     *
     * @throws IOException when a port is taken, or the configuration of the store is unusable
     */
    public static SeedingGateway start(SeederConfig config, Budgets budgets, GatewayConfig door) throws IOException {
        return DrawnPort.open(new SharedPort(config, door).isDrawn(), () -> open(config, budgets, door));
    }

    private static SeedingGateway open(SeederConfig config, Budgets budgets, GatewayConfig door) throws IOException {
        Closing closing = new Closing();
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

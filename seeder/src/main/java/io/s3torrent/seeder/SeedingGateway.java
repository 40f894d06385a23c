package io.s3torrent.seeder;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.gateway.Gateway;
import io.s3torrent.seeder.gateway.GatewayConfig;
import io.s3torrent.seeder.http.HttpLimits;
import io.s3torrent.seeder.http.HttpServer;
import io.s3torrent.seeder.http.Routes;
import io.s3torrent.seeder.http.Routes.Route;
import io.s3torrent.seeder.s3.AwsObjectStore;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.webseed.WebSeed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A {@link Seeder} that seeds what it is asked for: the front door is S3's own {@code GET /bucket/key?torrent}. */
public final class SeedingGateway implements AutoCloseable {
    private final Closing closing;
    private final Seeder seeder;
    private final Gateway gateway;
    private final HttpServer server;

    private SeedingGateway(SeederConfig config, Budgets budgets, GatewayConfig door, Closing closing)
            throws IOException {
        this.closing = closing;
        seeder = closing.add(Seeder.start(config, budgets));
        AwsObjectStore store = seeder.aws();
        Optional<URI> webSeed = config.engine() == EngineKind.NETTY ? door.publicUrl() : Optional.empty();
        SeederDesk desk = new SeederDesk(seeder, webSeed, door.updateUrl());
        gateway = closing.add(new Gateway(door, desk, store.endpoint(), store::ownKey, Clock.systemUTC()));
        listen(SeedListener.NONE);
        List<Route> routes = new ArrayList<>(gateway.pages());
        routes.add(new Route(WebSeed::isAsked, seeder.webSeed()));
        server = closing.add(
                HttpServer.start("the gateway", door.listen(), HttpLimits.DEFAULT, new Routes(routes, gateway)));
    }

    /**
     * Opens the seeder's ports, then the gateway's.
     *
     * @throws IOException when a port is taken, or the configuration of the store is unusable
     */
    public static SeedingGateway start(SeederConfig config, Budgets budgets, GatewayConfig door) throws IOException {
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

    /** Closes all ports and ends every thread; returns within 5 seconds. */
    @Override
    public void close() {
        closing.close();
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.Router.Route;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.engine.AdvertisedAddress;
import io.s3torrent.status.AdminConfig;
import io.s3torrent.status.StatusPages;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.http.EmbeddedHttpTracker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides which services share the gateway's port: the built-in tracker and the status pages, if they have the gateway's address. */
record SharedPort(SeederConfig config, GatewayConfig gateway) {
    private Optional<TrackerConfig> tracker() {
        return config.tracker().filter(tracker -> tracker.http().equals(gateway.listen()));
    }

    private boolean hasAdmin() {
        return gateway.admin()
                .map(AdminConfig::listen)
                .filter(gateway.listen()::equals)
                .isPresent();
    }

    /** True if the system chooses the port; the tracker's UDP socket then needs the same number. */
    boolean isDrawn() {
        return gateway.listen().getPort() == 0 && tracker().isPresent();
    }

    /** Where the status pages are served if they do not share the port. */
    Optional<AdminConfig> adminElsewhere() {
        return gateway.admin().filter(address -> !hasAdmin());
    }

    /** The configuration of the status pages. On the shared port they also answer to the gateway's public host name. */
    AdminConfig admin() {
        AdminConfig config = gateway.admin().orElseGet(() -> AdminConfig.on(gateway.listen()));
        return hasAdmin()
                ? config.withNames(
                        gateway.publicUrl().map(URI::getHost).stream().toList())
                : config;
    }

    /** Starts the seeder. Its tracker is embedded at this address, or has its own port. */
    Seeder startSeeder(InetSocketAddress bound) throws IOException {
        if (tracker().isEmpty()) {
            return Seeder.start(config);
        }
        return Seeder.start(config.toBuilder()
                .tracker(tracker().get().toBuilder().embeddedAt(bound).build())
                .trackerUrl(url(bound) + "/announce")
                .build());
    }

    private String url(InetSocketAddress bound) throws IOException {
        return gateway.publicUrl().isPresent()
                ? gateway.publicUrl().get().toString()
                : new AdvertisedAddress(config.advertise()).url(gateway.scheme(), bound);
    }

    /** The routes of the services that share the port. */
    List<Route> routes(Optional<Tracker> running, StatusPages pages) {
        List<Route> routes = new ArrayList<>();
        if (tracker().isPresent()) {
            running.map(Tracker::embedded)
                    .map(EmbeddedHttpTracker::route)
                    .ifPresent(route -> routes.add(exceptTorrents(route)));
        }
        if (hasAdmin()) {
            routes.add(exceptTorrents(pages.route()));
        }
        return routes;
    }

    private static Route exceptTorrents(Route route) {
        return new Route(
                request -> !Gateway.isForATorrent(request) && route.questions().test(request), route.service());
    }
}

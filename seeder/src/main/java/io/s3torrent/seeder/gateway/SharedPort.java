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

/** Who else is at the gateway's port: the built-in tracker and the pages for operators, when they were given its address. */
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

    /** True when the tracker's UDP shall have a number that nobody chose. */
    boolean isDrawn() {
        return gateway.listen().getPort() == 0 && tracker().isPresent();
    }

    /** Where the pages for operators are wanted instead. */
    Optional<AdminConfig> adminElsewhere() {
        return gateway.admin().filter(address -> !hasAdmin());
    }

    /** The pages' configuration. Where they share the gateway's port, its names are theirs. */
    AdminConfig admin() {
        AdminConfig config = gateway.admin().orElseGet(() -> AdminConfig.on(gateway.listen()));
        return hasAdmin()
                ? config.withNames(
                        gateway.publicUrl().map(URI::getHost).stream().toList())
                : config;
    }

    /** Starts the seeder, with a tracker that is embedded at this address, or has its own. */
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

    /** What they answer. */
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

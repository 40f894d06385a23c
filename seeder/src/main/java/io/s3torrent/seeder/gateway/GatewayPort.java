package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.Router.Route;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.BudgetConfig;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.engine.AdvertisedAddress;
import io.s3torrent.tracker.Tracker;
import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.http.EmbeddedHttpTracker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Who else is at the gateway's port: the built-in tracker and the pages for operators, when they were given its address. */
record GatewayPort(SeederConfig config, GatewayConfig door) {
    private Optional<TrackerConfig> tracker() {
        return config.tracker().filter(tracker -> tracker.http().equals(door.listen()));
    }

    private boolean hasAdmin() {
        return door.admin().filter(door.listen()::equals).isPresent();
    }

    /** True when the tracker's UDP shall have a number that nobody chose. */
    boolean isDrawn() {
        return door.listen().getPort() == 0 && tracker().isPresent();
    }

    /** Where the pages for operators are wanted instead. */
    Optional<InetSocketAddress> adminElsewhere() {
        return door.admin().filter(address -> !hasAdmin());
    }

    /** Starts the seeder, with a tracker that is a guest at this address or is by itself. */
    Seeder startSeeder(BudgetConfig budgets, InetSocketAddress bound) throws IOException {
        if (tracker().isEmpty()) {
            return Seeder.start(config, budgets);
        }
        SeederConfig guest =
                config.withTracker(tracker().get().toBuilder().embeddedAt(bound).build());
        return Seeder.start(guest, budgets, Optional.of(url(bound) + "/announce"));
    }

    private String url(InetSocketAddress bound) throws IOException {
        return door.publicUrl().isPresent()
                ? door.publicUrl().get().toString()
                : new AdvertisedAddress(config.advertise()).url(door.scheme(), bound);
    }

    /** What they answer. */
    List<Route> guests(Optional<Tracker> running, EmbeddedStatusPages pages) {
        List<Route> guests = new ArrayList<>();
        if (tracker().isPresent()) {
            running.map(Tracker::embedded)
                    .map(EmbeddedTracker::new)
                    .ifPresent(tracker -> guests.add(guest(tracker::isAsked, tracker)));
        }
        if (hasAdmin()) {
            guests.add(guest(pages::isAsked, pages));
        }
        return guests;
    }

    private static Route guest(Predicate<HttpRequest> questions, HttpService service) {
        return new Route(request -> !Gateway.isForATorrent(request) && questions.test(request), service);
    }

    /** The built-in tracker on another server's port. */
    private record EmbeddedTracker(EmbeddedHttpTracker tracker) implements HttpService {

        /** True for a question that is the tracker's: nobody else has these paths. */
        boolean isAsked(HttpRequest request) {
            return request.method().equals("GET") && tracker.isAskedAt(request.path());
        }

        @Override
        public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
            String target = request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
            byte[] body = tracker.answer(target, request.client(), request.reachedAt());
            answer.accept(ServerResponse.of(200, Map.of("Content-Type", "text/plain"), GrowingBytes.whole(body)));
        }
    }
}

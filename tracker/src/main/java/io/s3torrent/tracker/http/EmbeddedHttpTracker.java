package io.s3torrent.tracker.http;

import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.Router.Route;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.tracker.announce.AnnounceService;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** A tracker on the port of another HTTP server. Safe for use by many threads, and waits for nothing. */
public final class EmbeddedHttpTracker implements HttpService {
    private final TrackerResponses responses;

    /** The same tracker as that service's own servers are. */
    public EmbeddedHttpTracker(AnnounceService service) {
        this.responses = new TrackerResponses(service);
    }

    /** The tracker's part of a router. */
    public Route route() {
        return new Route(request -> request.method().equals("GET") && isAskedAt(request.path()), this);
    }

    /** True for a path of the tracker: {@code /announce}, {@code /scrape}, those with passkeys where they are wanted. */
    public boolean isAskedAt(String path) {
        return responses.isPath(query(path));
    }

    @Override
    public void serve(HttpRequest request, Consumer<ServerResponse> answer) {
        String target = request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
        byte[] body = answer(target, request.client(), request.reachedAt());
        answer.accept(ServerResponse.of(200, Map.of("Content-Type", "text/plain"), GrowingBytes.whole(body)));
    }

    /**
     * The bencoded answer to a GET, of status 200.
     *
     * @param target path and query as they came, a char for each byte
     * @param peer the client
     * @param reachedAt our own address that the client reached
     */
    public byte[] answer(String target, InetAddress peer, InetAddress reachedAt) {
        return responses.to(query(target), peer, reachedAt).body();
    }

    private static QueryScanner query(String target) {
        return new QueryScanner(target.getBytes(StandardCharsets.ISO_8859_1));
    }
}

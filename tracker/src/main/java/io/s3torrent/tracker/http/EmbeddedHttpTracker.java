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

/** Answers tracker requests on the port of another HTTP server. Safe for use by many threads; never blocks. */
public final class EmbeddedHttpTracker implements HttpService {
    private final TrackerResponses responses;

    /** Creates a handler for the given service, which may also have its own listeners. */
    public EmbeddedHttpTracker(AnnounceService service) {
        this.responses = new TrackerResponses(service);
    }

    /** The route of the tracker's requests. */
    public Route route() {
        return new Route(request -> request.method().equals("GET") && isAskedAt(request.path()), this);
    }

    /** True for {@code /announce} and {@code /scrape}, and for these with a passkey if the tracker requires passkeys. */
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
     * Returns the bencoded body of the response, whose status is 200.
     *
     * @param target path and query as received, a char for each byte
     * @param peer the client's address
     * @param reachedAt the server's address that the client connected to
     */
    public byte[] answer(String target, InetAddress peer, InetAddress reachedAt) {
        return responses.to(query(target), peer, reachedAt).body();
    }

    private static QueryScanner query(String target) {
        return new QueryScanner(target.getBytes(StandardCharsets.ISO_8859_1));
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.HttpService;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.tracker.http.EmbeddedHttpTracker;
import java.util.Map;
import java.util.function.Consumer;

/** The built-in tracker on another server's port. */
record EmbeddedTracker(EmbeddedHttpTracker tracker) implements HttpService {

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

package io.s3torrent.seeder;

import io.s3torrent.seeder.http.GrowingBytes;
import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.http.HttpRequest;
import io.s3torrent.seeder.http.HttpService;
import io.s3torrent.tracker.http.HttpGuest;
import java.util.Map;
import java.util.function.Consumer;

/** The built-in tracker on another server's port. */
record SharedTracker(HttpGuest tracker) implements HttpService {

    /** True for a question that is the tracker's: nobody else has these paths. */
    boolean isAsked(HttpRequest request) {
        return request.method().equals("GET") && tracker.isAskedAt(request.path());
    }

    @Override
    public void serve(HttpRequest request, Consumer<HttpAnswer> answer) {
        String target = request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
        byte[] body = tracker.answer(target, request.client(), request.reachedAt());
        answer.accept(HttpAnswer.of(200, Map.of("Content-Type", "text/plain"), GrowingBytes.whole(body)));
    }
}

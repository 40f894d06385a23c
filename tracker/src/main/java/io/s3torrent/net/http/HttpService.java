package io.s3torrent.net.http;

import java.util.function.Consumer;

/** Answers requests. */
@FunctionalInterface
public interface HttpService {
    /** Answers once, now or later, on any thread; is called on an event loop, and must return at once. */
    void serve(HttpRequest request, Consumer<ServerResponse> answer);
}

package io.s3torrent.net.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Consumer;

/** Answers requests. */
@FunctionalInterface
public interface HttpService {
    /** Answers once, now or later, on any thread; is called on an event loop, and must return at once. */
    void serve(HttpRequest request, Consumer<ServerResponse> answer);

    /**
     * The response to what is no request; the connection ends with it.
     *
     * @param status 400, 414 (request line too long) or 431 (headers too long)
     */
    default ServerResponse malformed(int status) {
        return ServerResponse.text(
                status, "text/plain", HttpResponseStatus.valueOf(status).reasonPhrase() + "\n");
    }
}

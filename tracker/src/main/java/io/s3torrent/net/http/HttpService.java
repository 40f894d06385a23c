package io.s3torrent.net.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Consumer;

/** Answers requests. */
@FunctionalInterface
public interface HttpService {
    /** Passes one response to {@code answer}, now or later, on any thread. Runs on an event loop, so it must not block. */
    void serve(HttpRequest request, Consumer<ServerResponse> answer);

    /**
     * Returns the response to a malformed request. The server closes the connection after it.
     *
     * @param status 400, 414 (request line too long) or 431 (headers too long)
     */
    default ServerResponse malformed(int status) {
        return ServerResponse.text(
                status, "text/plain", HttpResponseStatus.valueOf(status).reasonPhrase() + "\n");
    }
}

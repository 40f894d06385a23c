package io.s3torrent.seeder.webseed;

import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.ServerResponse;
import java.util.Map;

/**
 * Lets pages of every origin read the web seed in a browser (Fetch standard, "CORS protocol"): the info-hash is all that it takes to read,
 * so that an origin adds nothing. Credentials are never allowed.
 */
final class CorsHeaders {
    static final String METHODS = "GET, HEAD, OPTIONS";
    private static final String ORIGIN = "Access-Control-Allow-Origin";
    /** How long a browser may remember the answer to a preflight request, in seconds; it asks again after 2 hours at most. */
    private static final String MAX_AGE = "7200";

    private CorsHeaders() {}

    /** The answer to {@code OPTIONS}, which browsers send before a request that has a {@code Range}. */
    static ServerResponse options(HttpRequest request) {
        ServerResponse answer = ServerResponse.of(204, Map.of("Allow", METHODS), GrowingBytes.whole(new byte[0]));
        return request.header("access-control-request-method").isEmpty()
                ? answer
                : answer.with("Access-Control-Allow-Methods", METHODS)
                        .with("Access-Control-Allow-Headers", "Range, If-Range, If-Match, If-None-Match")
                        .with("Access-Control-Max-Age", MAX_AGE);
    }

    /** The same answer for pages of every origin. */
    static ServerResponse open(ServerResponse answer) {
        return answer.with(ORIGIN, "*")
                .with(
                        "Access-Control-Expose-Headers",
                        "Accept-Ranges, Content-Length, Content-Range, ETag, Retry-After");
    }
}

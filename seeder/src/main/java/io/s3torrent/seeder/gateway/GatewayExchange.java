package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.HttpRequest;
import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.pages.MarkupWriter;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request and the callback for its response.
 *
 * @param id identifies the request in logs and in its response
 */
record GatewayExchange(HttpRequest request, String id, Consumer<ServerResponse> answer) {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayExchange.class);

    static GatewayExchange of(HttpRequest request, Consumer<ServerResponse> answer) {
        return new GatewayExchange(
                request,
                String.format(Locale.ROOT, "%016X", ThreadLocalRandom.current().nextLong()),
                answer);
    }

    /** The parsed query. */
    QueryString query() throws RefusedException {
        try {
            return QueryString.parse(request.query());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI: " + e.getMessage());
        }
    }

    void answer(ServerResponse response) {
        answer.accept(response.with("x-amz-request-id", id));
    }

    void refuse(RefusedException refusal) {
        answer(ErrorResponse.of(refusal, request.path(), id));
    }

    /** Logs a bug of ours; the client only learns that there was an internal error. */
    void fail(RuntimeException bug) {
        LOG.atError().addKeyValue("requestId", id).setCause(bug).log("Bug in the gateway");
        refuse(new RefusedException(S3ErrorCode.INTERNAL_ERROR, "We encountered an internal error. Please try again."));
    }

    /** Writes errors in S3's XML format. */
    private static final class ErrorResponse {
        private ErrorResponse() {}

        /**
         * The answer to a rejected request.
         *
         * @param resource the requested path, as it was sent
         */
        static ServerResponse of(RefusedException refusal, String resource, String requestId) {
            String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
                    + refusal.code().code() + "</Code><Message>" + MarkupWriter.escaped(refusal.text())
                    + "</Message><Resource>"
                    + MarkupWriter.escaped(resource) + "</Resource><RequestId>" + requestId + "</RequestId></Error>";
            ServerResponse answer = ServerResponse.text(refusal.code().status(), "application/xml", xml);
            return switch (refusal.code()) {
                case METHOD_NOT_ALLOWED -> answer.with("Allow", "GET, HEAD");
                case SLOW_DOWN, SERVICE_UNAVAILABLE -> answer.with("Retry-After", "10");
                default -> answer;
            };
        }
    }
}

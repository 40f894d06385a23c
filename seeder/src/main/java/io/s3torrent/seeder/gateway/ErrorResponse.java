package io.s3torrent.seeder.gateway;

import io.s3torrent.net.http.ServerResponse;
import io.s3torrent.seeder.gateway.pages.MarkupWriter;
import io.s3torrent.seeder.s3.auth.RefusedException;

/** Errors as S3 writes them down. */
final class ErrorResponse {
    private ErrorResponse() {}

    /**
     * The answer to a request that is refused.
     *
     * @param resource what was asked for, as it was sent
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

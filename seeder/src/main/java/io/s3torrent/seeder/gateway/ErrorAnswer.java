package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.catalogue.Markup;
import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.s3.RefusedException;

/** Errors as S3 writes them down. */
final class ErrorAnswer {
    private ErrorAnswer() {}

    /**
     * The answer to a request that is refused.
     *
     * @param resource what was asked for, as it was sent
     */
    static HttpAnswer of(RefusedException refusal, String resource, String requestId) {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
                + refusal.code().code() + "</Code><Message>" + Markup.escaped(refusal.text()) + "</Message><Resource>"
                + Markup.escaped(resource) + "</Resource><RequestId>" + requestId + "</RequestId></Error>";
        HttpAnswer answer = HttpAnswer.text(refusal.code().status(), "application/xml", xml);
        return switch (refusal.code()) {
            case METHOD_NOT_ALLOWED -> answer.with("Allow", "GET, HEAD");
            case SLOW_DOWN, SERVICE_UNAVAILABLE -> answer.with("Retry-After", "10");
            default -> answer;
        };
    }
}

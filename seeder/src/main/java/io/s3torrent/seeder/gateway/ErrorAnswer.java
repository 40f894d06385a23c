package io.s3torrent.seeder.gateway;

import io.s3torrent.seeder.http.HttpAnswer;
import io.s3torrent.seeder.s3.RefusedException;
import java.util.Locale;

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
                + refusal.code().code() + "</Code><Message>" + escaped(refusal.text()) + "</Message><Resource>"
                + escaped(resource) + "</Resource><RequestId>" + requestId + "</RequestId></Error>";
        HttpAnswer answer = HttpAnswer.text(refusal.code().status(), "application/xml", xml);
        return switch (refusal.code()) {
            case METHOD_NOT_ALLOWED -> answer.with("Allow", "GET, HEAD");
            case SLOW_DOWN, SERVICE_UNAVAILABLE -> answer.with("Retry-After", "10");
            default -> answer;
        };
    }

    /** Anything may be in a key, and XML has no way to say some of it. */
    private static String escaped(String text) {
        StringBuilder xml = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                case '"' -> xml.append("&quot;");
                case '\t', '\n', '\r' -> xml.append(' ');
                default -> xml.append(isText(c) ? Character.toString(c) : String.format(Locale.ROOT, "\\u%04X", c));
            }
        });
        return xml.toString();
    }

    private static boolean isText(int c) {
        return c >= 0x20 && (c < 0xd800 || c > 0xdfff) && c != 0xfffe && c != 0xffff;
    }
}

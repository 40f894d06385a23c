package io.s3torrent.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.net.http.Precondition.Verdict;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionTest {
    private static final String ETAG = "\"tag\"";

    private static String verdict(Map<String, List<String>> headers, long length) {
        InetAddress local = InetAddress.getLoopbackAddress();
        HttpRequest request = new HttpRequest(local, local, "GET", "/", "", headers, Optional.empty());
        Verdict verdict = new Precondition(request).verdict(ETAG, length);
        return verdict instanceof Verdict.Part part
                ? part.from() + " to " + part.to()
                : verdict.getClass().getSimpleName();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            bytes=0-0                  | 1000          | 0 to 1
            bytes=0-                   | 1000          | 0 to 1000
            bytes=999-                 | 1000          | 999 to 1000
            bytes=10-2000              | 1000          | 10 to 1000
            bytes=-1                   | 1000          | 999 to 1000
            bytes=-5000                | 1000          | 0 to 1000
            bytes=5000000000-5000000001| 6000000000    | 5000000000 to 5000000002
            bytes=0-999999999999999999 | 6000000000    | 0 to 6000000000
            bytes=1000-                | 1000          | OutOfRange
            bytes=1000-1001            | 1000          | OutOfRange
            bytes=-0                   | 1000          | OutOfRange
            bytes=0-                   | 0             | OutOfRange
            bytes=-5                   | 0             | Whole
            bytes=0-0,2-3              | 1000          | Whole
            bytes=3-2                  | 1000          | Whole
            bytes=                     | 1000          | Whole
            bytes=-                    | 1000          | Whole
            bytes=a-b                  | 1000          | Whole
            bytes=0-9999999999999999999| 1000          | Whole
            lines=0-1                  | 1000          | Whole
            """)
    void oneRangeIsUnderstoodAndAllElseIsIgnored(String range, long length, String verdict) {
        assertThat(verdict(Map.of("range", List.of(range)), length)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            if-range      | "tag"          | 0 to 10
            if-range      | "other"        | Whole
            if-range      | W/"tag"        | Whole
            if-range      | Tue, 1 Jan     | Whole
            if-none-match | "a", "tag"     | NotModified
            if-none-match | W/"tag"        | NotModified
            if-none-match | *              | NotModified
            if-none-match | "other"        | 0 to 10
            if-match      | "tag"          | 0 to 10
            if-match      | *              | 0 to 10
            if-match      | "other"        | Failed
            """)
    void conditionsComeBeforeTheRange(String name, String value, String verdict) {
        assertThat(verdict(Map.of(name, List.of(value), "range", List.of("bytes=0-9")), 1000))
                .isEqualTo(verdict);
    }
}

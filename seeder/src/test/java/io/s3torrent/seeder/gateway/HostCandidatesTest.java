package io.s3torrent.seeder.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.net.http.HttpRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostCandidatesTest {
    private static HttpRequest request(String host, Optional<String> forwarded) {
        InetAddress local = InetAddress.getLoopbackAddress();
        return new HttpRequest(local, local, "GET", "/b/k", "torrent", Map.of("host", List.of(host)), forwarded);
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                          | 127.0.0.1:8080          | ''                    | ''   | 127.0.0.1:8080, 127.0.0.1
            ''                          | [::1]:8080              | ''                    | ''   | [::1]:8080, [::1]
            ''                          | gate.example            | ''                    | ''   | gate.example
            https://gate.example:8443   | 127.0.0.1:8080          | ''                    | ''   | 127.0.0.1:8080, 127.0.0.1, 127.0.0.1:8443, gate.example:8443, gate.example
            https://gate.example:8443/x | gate.example            | ''                    | ''   | gate.example, gate.example:8443
            https://gate.example        | gate.example:443        | ''                    | ''   | gate.example:443, gate.example
            https://gate.example:8443   | bucket.gate.example     | ''                    | bucket | bucket.gate.example, bucket.gate.example:8443
            https://gate.example:8443   | 127.0.0.1:8080          | b.gate.example:8443   | b    | b.gate.example:8443, b.gate.example
            https://gate.example:8443   | b.gate.example          | cdn.example           | b    | b.gate.example, b.gate.example:8443
            ''                          | gate.example            | other.example:81      | ''   | other.example:81, other.example, gate.example
            ''                          | gate.example            | a b                   | ''   | gate.example
            """)
    void areThoseThatStandForTheSameBucket(
            String publicUrl, String host, String forwarded, String bucket, String expected) {
        HostCandidates authorities =
                new HostCandidates(given(publicUrl).map(URI::create), List.of("gate.example", "localhost"));
        HttpRequest request = request(host, given(forwarded));

        assertThat(authorities.bucket(request)).isEqualTo(given(bucket));
        assertThat(authorities.of(request)).containsExactly(expected.split(", ", -1));
    }

    /** Otherwise a URL for {@code /other/key} would open the key {@code other/key} of a bucket that the sender chooses. */
    @Test
    void aSignatureForOurNameOpensNoBucketOfAnotherName() {
        HostCandidates authorities =
                new HostCandidates(Optional.of(URI.create("https://gate.example")), List.of("gate.example"));

        assertThat(authorities.of(request("secret.gate.example", Optional.empty())))
                .containsExactly("secret.gate.example");
        assertThat(authorities.of(request("gate.example", Optional.of("secret.gate.example"))))
                .containsExactly("secret.gate.example");
    }
}

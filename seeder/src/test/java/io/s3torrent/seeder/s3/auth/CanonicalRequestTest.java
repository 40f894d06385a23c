package io.s3torrent.seeder.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.seeder.s3.auth.SignatureCheck.KnownKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** What a proxy may change of a request signed with Version 4, and what it must not change. */
class CanonicalRequestTest {
    private static final Instant NOW = SdkClient.SIGNED;
    private static final String URL = "https://gate.example:8443/bucket/some/key.bin?torrent";

    private static SdkHttpRequest.Builder plain(String url) {
        URI parsed = URI.create(url);
        return SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(parsed).encodedPath(parsed.getRawPath());
    }

    private static Sent signed(String... headers) {
        return sent(SdkClient.PLAIN, headers);
    }

    private static Sent presigned(String... headers) {
        return sent(SdkClient.PLAIN.presigning(Duration.ofMinutes(5)), headers);
    }

    private static Sent sent(SdkClient client, String... headers) {
        SdkHttpRequest.Builder request = plain(URL);
        for (String header : headers) {
            request.putHeader(header.split(": ", 2)[0], header.split(": ", 2)[1]);
        }
        return Sent.of(client.sign(request.build()));
    }

    private static Optional<AccessKey> signer(Sent sent) throws RefusedException {
        return sent.signer(NOW);
    }

    /** The examples of S3's documentation, "Signature Calculations". */
    @ParameterizedTest
    @CsvSource({
        "'', range: bytes=0-9, /test.txt, f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        "lifecycle, '', /, fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "max-keys=2&prefix=J, '', /, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    })
    void signsAsTheDocumentationDoes(String query, String header, String path, String signature)
            throws RefusedException {
        AccessKey key = AccessKey.lasting("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        String names = header.isEmpty() ? "host;" : "host;range;";
        Map<String, List<String>> headers = Map.of(
                "host",
                List.of("examplebucket.s3.amazonaws.com"),
                "range",
                List.of("bytes=0-9"),
                "x-amz-content-sha256",
                List.of(SignedRequest.EMPTY_CONTENT),
                "x-amz-date",
                List.of("20130524T000000Z"),
                "authorization",
                List.of("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=" + names + "x-amz-content-sha256;x-amz-date,Signature=" + signature));
        Sent sent = new Sent("GET", path, query, headers, List.of(), Optional.empty());
        SignatureCheck check = new SignatureCheck(
                Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC),
                id -> Optional.of(new KnownKey(key, true)));

        assertThat(check.signer(sent.request())).contains(key);
    }

    @Test
    void theHostMayHaveBeenAnotherOneOfOurs() throws RefusedException {
        for (Sent sent : List.of(signed(), presigned())) {
            Sent rewritten = sent.header("host", "127.0.0.1:8080");

            assertThat(rewritten.refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
            assertThat(signer(rewritten.authorities("gate.example", "gate.example:8443")))
                    .contains(SdkClient.KEY);
            assertThat(rewritten.authorities("gate.example").refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip, br", ""})
    void acceptEncodingMayHaveBeenIdentity(String rewritten) throws RefusedException {
        Sent sent = signed("Accept-Encoding: identity", "amz-sdk-request: attempt=1; max=3");

        assertThat(signer(sent)).contains(SdkClient.KEY);
        assertThat(signer(
                        rewritten.isEmpty()
                                ? sent.without("accept-encoding")
                                : sent.header("accept-encoding", rewritten)))
                .contains(SdkClient.KEY);
        assertThat(sent.header("amz-sdk-request", "attempt=2; max=3").refusal(NOW))
                .isEqualTo("SignatureDoesNotMatch");
    }

    @ParameterizedTest
    @CsvSource({
        "a~b, a%7Eb",
        "a%20b, a%20b",
        "%C3%BC, %c3%bc",
        "%28x%29%27%2A%21, (x)'*!",
        "a%2Bb%3D, a+b=",
        "a//b/./c, a//b/./c",
        "%41, A",
    })
    void thePathMayBeEscapedInAnotherWay(String signed, String rewritten) throws RefusedException {
        for (SdkClient client : List.of(SdkClient.PLAIN, SdkClient.PLAIN.presigning(Duration.ofMinutes(5)))) {
            Sent sent = Sent.of(client.sign(
                    plain("https://gate.example/bucket/" + signed + "?torrent").build()));

            assertThat(signer(sent)).contains(SdkClient.KEY);
            boolean asS3Escapes = !signed.contains("%41");
            assertThat(sent.path(path -> "/bucket/" + rewritten).refusal(NOW))
                    .isEqualTo(asS3Escapes ? "let in: Optional[AccessKey[AKIDEXAMPLE]]" : "SignatureDoesNotMatch");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bucket/some%2Fother.bin", "/bucket/some/%", "/bucket/some/%zz", "/bucket/some/%ff"})
    void anotherKeyIsAnother(String path) {
        assertThat(signed().path(before -> path).refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void theHashOfNoContentNeedsNoSignature() throws RefusedException {
        for (String hash : List.of("UNSIGNED-PAYLOAD", SignedRequest.EMPTY_CONTENT)) {
            assertThat(signer(presigned().header("x-amz-content-sha256", hash)))
                    .as(hash)
                    .contains(SdkClient.KEY);
        }
        assertThat(presigned().header("x-amz-content-sha256", "0".repeat(64)).refusal(NOW))
                .isEqualTo("XAmzContentSHA256Mismatch");
        assertThat(presigned()
                        .header("x-amz-content-sha256", "UNSIGNED-PAYLOAD", SignedRequest.EMPTY_CONTENT)
                        .refusal(NOW))
                .isEqualTo("XAmzContentSHA256Mismatch");
    }

    @Test
    void unsignedHeadersAreNamed() {
        for (Sent sent : List.of(signed(), presigned())) {
            assertThatThrownBy(() -> signer(sent.header("x-amz-cf-id", "x").header("x-amz-meta-a", "y")))
                    .hasMessageContaining("x-amz-cf-id, x-amz-meta-a")
                    .hasMessageNotContaining("content-sha256");
        }
    }

    @Test
    void headersThatWereRemovedAreNamed() {
        assertThatThrownBy(() -> signer(signed("x-amz-request-payer: requester").without("x-amz-request-payer")))
                .hasMessageContaining("x-amz-request-payer");
    }

    /** Signs by hand, because the SDK never signs these headers and always sends the hash. */
    private static Sent byHand(String query, String names, Map<String, String> more) {
        String hash = HexFormat.of()
                .formatHex(Digests.sha256()
                        .digest(Hmac.bytes("GET\n/b/k\n" + query + "\nhost:h\n" + canonical(names, more) + "\n" + names
                                + "\n" + SignedRequest.EMPTY_CONTENT)));
        String scope = "20260304/us-east-1/s3/aws4_request";
        byte[] key = Hmac.bytes("AWS4" + SdkClient.KEY.secret());
        for (String part : scope.split("/", -1)) {
            key = Hmac.SHA256.of(key, part);
        }
        String signature = HexFormat.of()
                .formatHex(Hmac.SHA256.of(key, "AWS4-HMAC-SHA256\n20260304T050607Z\n" + scope + "\n" + hash));
        Sent sent = Sent.get("/b/k?torrent", "h")
                .header(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + scope + ", SignedHeaders=" + names + ", Signature="
                                + signature);
        for (Map.Entry<String, String> header : more.entrySet()) {
            sent = sent.header(header.getKey(), header.getValue());
        }
        return sent;
    }

    private static String canonical(String names, Map<String, String> more) {
        StringBuilder lines = new StringBuilder();
        for (String name : List.of(names.split(";", -1))) {
            if (!name.equals("host")) {
                lines.append(name).append(':').append(more.get(name)).append('\n');
            }
        }
        return lines.toString();
    }

    @Test
    void headersThatTheSdkNeverSignsMayBeSigned() throws RefusedException {
        Map<String, String> more = Map.of("user-agent", "aws-sdk-java/1.12", "x-amz-date", "20260304T050607Z");

        assertThat(signer(byHand("torrent=", "host;user-agent;x-amz-date", more)))
                .contains(SdkClient.KEY);
    }

    @Test
    void curlSendsNoHashAndSignsAParameterWithoutEqualsSign() throws RefusedException {
        Map<String, String> more = Map.of("x-amz-date", "20260304T050607Z");

        assertThat(signer(byHand("torrent", "host;x-amz-date", more))).contains(SdkClient.KEY);
        assertThat(byHand("torrent=x", "host;x-amz-date", more).refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260304T050607Z", "Wed, 4 Mar 2026 05:06:07 GMT", "Wed, 04 Mar 2026 05:06:07 GMT"})
    void theDateMayStandInItsOwnHeader(String date) throws RefusedException {
        assertThat(signer(byHand("torrent=", "host;date", Map.of("date", date))))
                .contains(SdkClient.KEY);
    }

    @Test
    void whatIsNoDateIsRefused() {
        assertThat(byHand("torrent=", "host;date", Map.of("date", "yesterday")).refusal(NOW))
                .isEqualTo("AuthorizationHeaderMalformed");
    }
}

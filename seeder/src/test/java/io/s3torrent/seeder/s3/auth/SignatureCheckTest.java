package io.s3torrent.seeder.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class SignatureCheckTest {
    private static final Instant SIGNED = SdkClient.SIGNED;
    private static final AccessKey KEY = SdkClient.KEY;
    private static final AccessKey LENT = SdkClient.LENT;

    private static SdkHttpRequest plain(String uri) {
        URI parsed = URI.create(uri);
        return SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(parsed)
                .encodedPath(parsed.getRawPath())
                .build();
    }

    private static SdkHttpRequest torrent() {
        return plain("https://127.0.0.1:8080/bucket/some/key.bin?torrent");
    }

    private static Sent header() {
        return Sent.of(SdkClient.PLAIN.sign(torrent()));
    }

    private static Sent presigned() {
        return Sent.of(SdkClient.PLAIN.presigning(Duration.ofMinutes(5)).sign(torrent()));
    }

    private static Optional<AccessKey> check(Sent sent, Instant now) throws RefusedException {
        return sent.signer(now);
    }

    private static String refusal(Sent sent, Instant now) {
        return sent.refusal(now);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:8080/bucket/key?torrent",
                "https://127.0.0.1:8080/bucket/key?torrent=",
                "https://LocalHost:8080/bucket/key?torrent",
                "https://[::1]:8080/bucket/key?torrent",
                "https://bucket.gate.example/key?torrent",
                "https://gate.example:80/bucket/key?torrent",
                "https://gate.example/bucket/a%20b%2Bc%2F%C3%BC?torrent",
                "https://gate.example/bucket/a+b?torrent",
                "https://gate.example/bucket//leading?torrent",
                "https://gate.example/bucket/../x/./y?torrent",
                "https://gate.example/bucket/key?torrent&versionId=a%2Bb%20c%3D",
            })
    void whatTheSdkSignsIsGoodInEveryForm(String uri) throws RefusedException {
        for (SdkClient client : List.of(
                SdkClient.PLAIN,
                SdkClient.PLAIN.unsignedPayload(),
                SdkClient.PLAIN.presigning(Duration.ofDays(7)),
                SdkClient.PLAIN.in("eu-central-1"),
                SdkClient.PLAIN.with(LENT),
                SdkClient.PLAIN.with(LENT).presigning(Duration.ofSeconds(1)))) {
            Sent sent = Sent.of(client.sign(plain(uri)));

            assertThat(check(sent, SIGNED)).as("%s", client).contains(client.key());
        }
    }

    @Test
    void aPortThatIsTheDefaultCountsWhereItIsSaid() throws RefusedException {
        Sent sent = Sent.of(SdkClient.PLAIN.sign(plain("http://gate.example:443/bucket/key?torrent")));
        assertThat(sent.headers()).containsEntry("host", List.of("gate.example:443"));
        assertThat(check(sent, SIGNED)).contains(KEY);
        assertThat(refusal(sent.header("host", "gate.example"), SIGNED)).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void otherSignedHeadersCountAsTheyAre() throws RefusedException {
        SdkHttpRequest request = torrent().toBuilder()
                .putHeader("x-amz-request-payer", "requester")
                .putHeader("X-Custom", "  two   blanks ")
                .appendHeader("range", "bytes=0-1")
                .build();

        assertThat(check(Sent.of(SdkClient.PLAIN.sign(request)), SIGNED)).contains(KEY);
    }

    @Test
    void headersThatAreNotSignedAndNotOfAmazonMayBeThere() throws RefusedException {
        assertThat(check(header().header("user-agent", "x").header("accept", "*/*"), SIGNED))
                .contains(KEY);
    }

    @Test
    void anUnsignedRequestHasNoSigner() throws RefusedException {
        assertThat(check(Sent.of(torrent()), SIGNED)).isEmpty();
    }

    static Stream<Arguments> tampered() {
        List<Arguments> rows = new ArrayList<>();
        row(rows, "SignatureDoesNotMatch", "another path", header().path(path -> path + "x"));
        row(rows, "SignatureDoesNotMatch", "another query", header().query(query -> query + "&versionId=1"));
        row(rows, "SignatureDoesNotMatch", "no query", header().query(query -> ""));
        row(rows, "SignatureDoesNotMatch", "another method", header().method("HEAD"));
        row(rows, "SignatureDoesNotMatch", "another host", header().header("host", "127.0.0.1:8081"));
        row(rows, "SignatureDoesNotMatch", "another time", header().header("x-amz-date", "20260304T050608Z"));
        row(
                rows,
                "SignatureDoesNotMatch",
                "another claim about the content",
                header().header("x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
        row(rows, "SignatureDoesNotMatch", "another region", auth(text -> text.replace("us-east-1", "us-east-2")));
        row(
                rows,
                "SignatureDoesNotMatch",
                "another signature",
                auth(text -> text.replaceFirst(".$", "") + (text.endsWith("0") ? "1" : "0")));
        row(rows, "SignatureDoesNotMatch", "a header less", auth(text -> text.replace("host;", "host;range;")));
        row(rows, "InvalidAccessKeyId", "an unknown key", auth(text -> text.replace("AKIDEXAMPLE", "AKIDOTHER")));
        row(rows, "AuthorizationHeaderMalformed", "another service", auth(text -> text.replace("/s3/", "/ec2/")));
        row(rows, "AuthorizationHeaderMalformed", "another end", auth(text -> text.replace("aws4_request", "x")));
        row(
                rows,
                "AuthorizationHeaderMalformed",
                "another day",
                auth(text -> text.replace("/20260304/", "/20260305/")));
        row(rows, "AuthorizationHeaderMalformed", "no region", auth(text -> text.replace("us-east-1", "")));
        row(rows, "AuthorizationHeaderMalformed", "no scope", auth(text -> text.replaceAll("/[^,]*", "")));
        row(rows, "AuthorizationHeaderMalformed", "short signature", auth(text -> text.replaceFirst(".$", "")));
        row(
                rows,
                "AuthorizationHeaderMalformed",
                "a field twice",
                auth(text -> text + ", Signature=" + "0".repeat(64)));
        row(rows, "AuthorizationHeaderMalformed", "a field less", auth(text -> text.replaceFirst("SignedH", "H")));
        row(rows, "AuthorizationHeaderMalformed", "rubbish", auth(text -> "AWS4-HMAC-SHA256 rubbish"));
        row(rows, "AuthorizationHeaderMalformed", "two of them", header().header("authorization", "a", "b"));
        row(rows, "AuthorizationHeaderMalformed", "no date", header().header("x-amz-date", "20260399T000000Z"));
        row(rows, "InvalidRequest", "an old kind", auth(text -> "AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg="));
        row(rows, "InvalidRequest", "another kind", auth(text -> "Basic QUtJRDp4"));
        row(rows, "AccessDenied", "no time", header().without("x-amz-date"));
        row(rows, "AccessDenied", "two times", header().header("x-amz-date", "20260304T050607Z", "20260304T050607Z"));
        row(rows, "AccessDenied", "an unsigned header", header().header("x-amz-request-payer", "requester"));
        row(rows, "AccessDenied", "host not signed", auth(text -> text.replace("host;", "")));
        row(rows, "AccessDenied", "no host", header().without("host"));
        row(rows, "AccessDenied", "two hosts", header().header("host", "127.0.0.1:8080", "127.0.0.1:8080"));
        row(rows, "AccessDenied", "an unsigned token", header().header("x-amz-security-token", "stolen"));
        row(rows, "SignatureDoesNotMatch", "a signed header less", header().without("x-amz-content-sha256"));
        row(rows, "AuthorizationHeaderMalformed", "a name twice", auth(text -> text.replace("host;", "host;host;")));
        row(
                rows,
                "XAmzContentSHA256Mismatch",
                "a content that is not there",
                header().header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));
        row(rows, "InvalidArgument", "both forms", header().query(query -> query + "&X-Amz-Signature=0"));
        row(
                rows,
                "InvalidToken",
                "another token",
                Sent.of(SdkClient.PLAIN.with(LENT).sign(torrent())).header("x-amz-security-token", "other"));
        row(
                rows,
                "AccessDenied",
                "a token less",
                Sent.of(SdkClient.PLAIN.with(LENT).sign(torrent()))
                        .without("x-amz-security-token")
                        .header("x-amz-other", "x"));
        row(
                rows,
                "InvalidToken",
                "no token",
                Sent.of(SdkClient.PLAIN.with(LENT).sign(torrent())).without("x-amz-security-token"));
        row(
                rows,
                "SignatureDoesNotMatch",
                "presigned, another path",
                presigned().path(path -> path + "x"));
        row(rows, "SignatureDoesNotMatch", "presigned, longer", param("X-Amz-Expires=300", "X-Amz-Expires=301"));
        row(rows, "SignatureDoesNotMatch", "presigned, more asked", presigned().query(query -> query + "&x=y"));
        row(rows, "InvalidToken", "presigned, a token", presigned().query(query -> query + "&X-Amz-Security-Token=t"));
        row(rows, "AccessDenied", "presigned, an unsigned header", presigned().header("x-amz-meta-x", "y"));
        String query = "AuthorizationQueryParametersError";
        row(rows, query, "presigned for too long", param("X-Amz-Expires=300", "X-Amz-Expires=604801"));
        row(rows, query, "presigned for no time", param("X-Amz-Expires=300", "X-Amz-Expires=0"));
        row(rows, query, "presigned for less", param("X-Amz-Expires=300", "X-Amz-Expires=-1"));
        row(rows, query, "presigned for what", param("X-Amz-Expires=300", "X-Amz-Expires=1e2"));
        row(rows, query, "presigned forever", param("&X-Amz-Expires=300", ""));
        row(rows, query, "presigned twice", presigned().query(text -> text + "&X-Amz-Expires=300"));
        row(rows, query, "presigned without signature", param("X-Amz-Signature=", "X-Amz-Signature2="));
        row(rows, query, "presigned otherwise", param("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"));
        row(rows, query, "presigned for another service", param("%2Fs3%2F", "%2Fec2%2F"));
        row(rows, query, "presigned without date", param("X-Amz-Date=", "X-Amz-Data="));
        return rows.stream();
    }

    private static void row(List<Arguments> rows, String code, String what, Sent sent) {
        rows.add(Arguments.of(code, what, sent));
    }

    private static Sent auth(UnaryOperator<String> change) {
        return header().header("authorization", change);
    }

    private static Sent param(String from, String to) {
        Sent sent = presigned();
        assertThat(sent.query()).contains(from);
        return sent.query(query -> query.replace(from, to));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("tampered")
    void whatIsNotAsItWasSignedGetsS3sCode(String code, String what, Sent sent) {
        assertThat(refusal(sent, SIGNED)).as(what).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {-900, 0, 900})
    void aQuarterOfAnHourIsNoDifference(int seconds) throws RefusedException {
        assertThat(check(header(), SIGNED.plusSeconds(seconds))).contains(KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {-86_400, -901, 901, 86_400})
    void moreThanThatIs(int seconds) {
        assertThat(refusal(header(), SIGNED.plusSeconds(seconds))).isEqualTo("RequestTimeTooSkewed");
    }

    @Test
    void whatIsPresignedIsGoodFromThenUntilItsEnd() throws RefusedException {
        assertThat(check(presigned(), SIGNED.plusSeconds(300))).contains(KEY);
        assertThat(check(presigned(), SIGNED.minusSeconds(900))).contains(KEY);
        assertThat(refusal(presigned(), SIGNED.plusSeconds(301))).isEqualTo("AccessDenied");
        assertThat(refusal(presigned(), SIGNED.minusSeconds(901))).isEqualTo("AccessDenied");
    }

    @Test
    void whatIsLentEnds() {
        SdkHttpRequest request =
                SdkClient.PLAIN.with(LENT).presigning(Duration.ofDays(1)).sign(torrent());

        assertThat(refusal(Sent.of(request), SIGNED.plusSeconds(3600))).isEqualTo("ExpiredToken");
    }

    @Test
    void aQueryIsBoundedAndDecodedOnce() {
        assertThat(QueryString.parse("&torrent&a=%2525&b=x+y&&").parameters())
                .containsExactly(
                        new QueryString.Parameter("torrent", ""),
                        new QueryString.Parameter("a", "%25"),
                        new QueryString.Parameter("b", "x+y"));
        for (String wrong : List.of("a=%", "a=%2", "a=%zz", "a=%ff", "a=%c0%af", "a=%ed%a0%80", "a&".repeat(65))) {
            assertThatThrownBy(() -> QueryString.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keysDoNotPrintTheirSecrets() {
        assertThat(LENT.toString()).doesNotContain("lent").doesNotContain("token/");
    }
}

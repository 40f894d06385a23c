package io.s3torrent.seeder.s3.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.s3.auth.SignatureCheck.KnownKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** URLs that real clients presigned with Signature Version 2 for {@link SdkClient#KEY} and {@link SdkClient#LENT}, and other URLs. */
class PresignedUrlV2Test {
    private static final Instant NOW = SdkClient.SIGNED;
    private static final String HOST = "127.0.0.1:8080";
    private static final String PLAIN = "/bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE"
            + "&Signature=R0VeBQDziGOad5CJJ46LWPVAT%2Fc%3D&Expires=1772601067";

    /** The example of S3's documentation, and a header for each line of the string to sign. */
    @Test
    void signsAsTheDocumentationDoes() {
        AccessKey key = AccessKey.lasting("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        SignedRequest request = Sent.get("/photos/puppy.jpg?x=y", "johnsmith.s3.example")
                .bucket("johnsmith")
                .request();

        assertThat(new PresignedUrlV2(key.id(), "1175139620", "").signatures(request, key))
                .contains("NpgCjnDzrM+WFzoENXmpNDUsSn8=");
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            botocore 1.29  | GET  | /bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=UE483rgabX23BnSohaLPsUfywvs%3D&Expires=1772601067
            botocore 1.29  | HEAD | /bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=0eJ9bfDzuAXSQlMJw2sNpMi9rwc%3D&Expires=1772601067
            botocore 1.29  | GET  | /bucket/%C3%BC%20%2B~%21%28x%29%27%2A/a//b%26%3D%3F?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=9qrDhqcRr9beUaW8Jc5EQU6eULg%3D&Expires=1772601067
            botocore 1.29  | GET  | /bucket/some/key.bin?torrent&AWSAccessKeyId=ASIALENT&Signature=XsiTuASw4b9mcpws%2FIxvhyMrQ%2Bg%3D&x-amz-security-token=token%2F%2B%3D%3D&Expires=1772601067
            botocore 1.29  | GET  | /bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=RcjmoehKjVDU6ZkGimjzV5AjcSo%3D&x-amz-request-payer=requester&x-amz-expected-bucket-owner=1&Expires=1772601067
            botocore 1.43  | GET  | /bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=R0VeBQDziGOad5CJJ46LWPVAT%2Fc%3D&Expires=1772601067
            botocore 1.43  | HEAD | /bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=5Gq4p69sjlP3IwxutD4McRaoN6w%3D&Expires=1772601067
            botocore 1.43  | GET  | /bucket/%C3%BC%20%2B~%21%28x%29%27%2A/a//b%26%3D%3F?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=%2BXija5Mp2zf0xOSVBQBhlCLL1PY%3D&Expires=1772601067
            botocore 1.43  | GET  | /bucket/some/key.bin?torrent&AWSAccessKeyId=ASIALENT&Signature=v1RYVg%2BNRnUIq2ZG2tfvXn%2FMTl4%3D&x-amz-security-token=token%2F%2B%3D%3D&Expires=1772601067
            botocore 1.43  | GET  | /bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=FQMiirn2js9U0wV4yWppk29IGcc%3D&x-amz-request-payer=requester&x-amz-expected-bucket-owner=1&Expires=1772601067
            aws-sdk-js 2   | GET  | /bucket/some/key.bin?AWSAccessKeyId=AKIDEXAMPLE&Expires=1772601067&Signature=R0VeBQDziGOad5CJJ46LWPVAT%2Fc%3D&torrent=
            plus as itself | GET  | /bucket/%C3%BC%20%2B~%21%28x%29%27%2A/a//b%26%3D%3F?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=+Xija5Mp2zf0xOSVBQBhlCLL1PY=&Expires=1772601067
            plus as blank  | GET  | /bucket/%C3%BC%20%2B~%21%28x%29%27%2A/a//b%26%3D%3F?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=%20Xija5Mp2zf0xOSVBQBhlCLL1PY=&Expires=1772601067
            other escapes  | GET  | /bucket/%c3%bc%20+%7E!(x)'*/a//b&=%3F?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=%2BXija5Mp2zf0xOSVBQBhlCLL1PY%3D&Expires=1772601067
            one more       | GET  | /bucket/some/key.bin?torrent&AWSAccessKeyId=AKIDEXAMPLE&Signature=R0VeBQDziGOad5CJJ46LWPVAT%2Fc%3D&Expires=1772601067&utm=1
            """)
    void whatClientsPresignIsGood(String client, String method, String target) throws RefusedException {
        Optional<AccessKey> signer = Sent.get(target, HOST).method(method).signer(NOW);

        assertThat(signer).as(client).contains(target.contains("ASIALENT") ? SdkClient.LENT : SdkClient.KEY);
    }

    @Test
    void aBucketInTheHostNameIsSignedAsPartOfThePath() throws RefusedException {
        Sent sent = Sent.get(PLAIN.replace("/bucket", ""), "bucket.gate.example:8080");

        assertThat(sent.bucket("bucket").signer(NOW)).contains(SdkClient.KEY);
        assertThat(sent.bucket("other").refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
        assertThat(sent.refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void theHostIsNotSigned() throws RefusedException {
        assertThat(Sent.get(PLAIN, "any").signer(NOW)).contains(SdkClient.KEY);
        assertThat(Sent.get(PLAIN, "any").without("host").signer(NOW)).contains(SdkClient.KEY);
    }

    @Test
    void itIsGoodUntilItsEndAndForSevenDaysAtMost() throws RefusedException {
        Sent sent = Sent.get(PLAIN, HOST);
        Instant end = Instant.ofEpochSecond(1_772_601_067);

        assertThat(sent.signer(end)).contains(SdkClient.KEY);
        assertThat(sent.refusal(end.plusSeconds(1))).isEqualTo("AccessDenied");
        assertThat(sent.signer(end.minus(Duration.ofDays(7)))).contains(SdkClient.KEY);
        assertThat(sent.refusal(end.minus(Duration.ofDays(7)).minusSeconds(1))).isEqualTo("AccessDenied");
    }

    @Test
    void aHashOfNoContentIsNoMatter() throws RefusedException {
        assertThat(Sent.get(PLAIN, HOST)
                        .header("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
                        .signer(NOW))
                .contains(SdkClient.KEY);
    }

    /** AWS signs sub-resources in the order of their names, with their values unchanged, and no other parameters. */
    @Test
    void subResourcesAreSignedInTheirOrder() throws RefusedException {
        String text = "GET\nmd5\ntext/plain\n1772601067\nx-amz-a:1,2\nx-amz-b:3\n"
                + "/bucket/some/key.bin?acl&response-content-type=a b&torrent&versionId=x+y";
        String signature = Base64.getEncoder().encodeToString(Hmac.SHA1.of(Hmac.bytes(SdkClient.KEY.secret()), text));
        Sent sent = Sent.get(
                        "/bucket/some/key.bin?versionId=x%2By&torrent&x-amz-b=3&other=1&response-content-type=a%20b&acl"
                                + "&AWSAccessKeyId=AKIDEXAMPLE&Expires=1772601067&Signature="
                                + signature.replace("+", "%2B"),
                        HOST)
                .header("content-md5", "md5")
                .header("content-type", "text/plain")
                .header("x-amz-a", "1 ", "2");

        assertThat(sent.signer(NOW)).contains(SdkClient.KEY);
        assertThat(sent.query(query -> query.replace("&acl", "")).refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
        assertThat(sent.header("content-type", "text/html").refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
    }

    static Stream<Arguments> refused() {
        List<Arguments> rows = new ArrayList<>();
        row(rows, "SignatureDoesNotMatch", "another path", PLAIN.replace("key", "key2"));
        row(rows, "SignatureDoesNotMatch", "another bucket", PLAIN.replace("bucket", "bucket2"));
        row(rows, "SignatureDoesNotMatch", "a longer time", PLAIN.replace("1067", "1068"));
        row(rows, "SignatureDoesNotMatch", "another signature", PLAIN.replace("R0V", "S0V"));
        row(rows, "SignatureDoesNotMatch", "no signature", PLAIN.replaceAll("=R0V[^&]*", "="));
        row(rows, "SignatureDoesNotMatch", "a sub-resource more", PLAIN + "&acl");
        row(rows, "SignatureDoesNotMatch", "a payer more", PLAIN + "&x-amz-request-payer=requester");
        row(rows, "SignatureDoesNotMatch", "a payer in capitals", PLAIN + "&X-Amz-Request-Payer=requester");
        row(rows, "SignatureDoesNotMatch", "a range of the answer more", PLAIN + "&response-content-type=text/html");
        row(rows, "InvalidToken", "a token more", PLAIN + "&x-amz-security-token=t");
        row(rows, "InvalidToken", "no token", PLAIN.replace("AKIDEXAMPLE", "ASIALENT"));
        row(rows, "InvalidAccessKeyId", "an unknown key", PLAIN.replace("AKIDEXAMPLE", "AKIDOTHER"));
        row(rows, "InvalidRequest", "no torrent", PLAIN.replace("torrent&", ""));
        row(rows, "InvalidRequest", "the old ending", PLAIN.replace(".bin?torrent&", ".bin.torrent?"));
        for (String time : List.of("", "x", "-1", "1e9", "1772601067.5", "0x69A7B0AB", "9".repeat(19), "%D9%A1")) {
            row(rows, "AccessDenied", "time " + time, PLAIN.replaceAll("Expires=.*", "Expires=" + time));
        }
        row(rows, "AccessDenied", "far away", PLAIN.replaceAll("Expires=.*", "Expires=" + "9".repeat(18)));
        row(rows, "AccessDenied", "long ago", PLAIN.replaceAll("Expires=.*", "Expires=0"));
        for (String part : List.of("AWSAccessKeyId", "Signature", "Expires")) {
            row(rows, "AccessDenied", "no " + part, PLAIN.replaceAll("&" + part + "=[^&]*", ""));
            row(rows, "AccessDenied", "two of " + part, PLAIN + "&" + part + "=1772601067");
        }
        for (String part : List.of("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Signature=0", "X-Amz-Credential=x")) {
            row(rows, "InvalidArgument", "and Version 4: " + part, PLAIN + "&" + part);
        }
        return rows.stream();
    }

    private static void row(List<Arguments> rows, String code, String what, String target) {
        rows.add(Arguments.of(code, what, target));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("refused")
    void whatIsNotAsItWasSignedGetsS3sCode(String code, String what, String target) {
        assertThat(Sent.get(target, HOST).refusal(NOW)).as(what).isEqualTo(code);
    }

    @Test
    void noOtherMethodNorHeaderIsSigned() {
        Sent sent = Sent.get(PLAIN, HOST);

        assertThat(sent.method("HEAD").refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
        assertThat(sent.header("x-amz-request-payer", "requester").refusal(NOW)).isEqualTo("SignatureDoesNotMatch");
        assertThat(sent.header("x-amz-security-token", "t").refusal(NOW)).isEqualTo("InvalidToken");
        assertThat(sent.header("authorization", "AWS AKIDEXAMPLE:R0VeBQDziGOad5CJJ46LWPVAT/c=")
                        .refusal(NOW))
                .isEqualTo("InvalidArgument");
        assertThatThrownBy(() -> sent.header("x-amz-cf-id", "x").signer(NOW)).hasMessageContaining("x-amz-cf-id");
    }

    @Test
    void everyBitOfASignatureCounts() {
        byte[] signature = Base64.getDecoder().decode("R0VeBQDziGOad5CJJ46LWPVAT/c=");
        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] other = Arrays.copyOf(signature, signature.length);
            other[bit / 8] ^= (byte) (1 << bit % 8);
            String text = Base64.getEncoder().encodeToString(other).replace("+", "%2B");
            assertThat(Sent.get(PLAIN.replaceAll("=R0V[^&]*", "=" + text), HOST).refusal(NOW))
                    .isEqualTo("SignatureDoesNotMatch");
        }
    }

    @Test
    void aKeyMayBeKeptFromIt() {
        SignatureCheck check = new SignatureCheck(
                Clock.fixed(NOW, ZoneOffset.UTC), id -> Optional.of(new KnownKey(SdkClient.KEY, false)));

        assertThatThrownBy(() -> check.signer(Sent.get(PLAIN, HOST).request()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("AWS4-HMAC-SHA256")
                .extracting(refusal -> ((RefusedException) refusal).code())
                .isEqualTo(S3ErrorCode.INVALID_REQUEST);
    }

    @Test
    void itStaysRefusedInAHeader() {
        Sent sent = new Sent(
                "GET",
                "/bucket/key",
                "torrent",
                Map.of("host", List.of(HOST), "authorization", List.of("AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=")),
                List.of(),
                Optional.empty());

        assertThatThrownBy(() -> sent.signer(NOW))
                .hasMessageContaining("AWS4-HMAC-SHA256")
                .hasMessageContaining("presigned URLs");
    }
}

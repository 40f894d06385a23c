package io.s3torrent.seeder.gateway;

import io.s3torrent.net.PercentEncoding;
import io.s3torrent.seeder.s3.auth.AccessKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests as the AWS SDK does. */
final class Signing {
    private Signing() {}

    /** The head of a GET; unsigned without a key. */
    static String get(InetSocketAddress server, String target, Optional<AccessKey> key, String... headers) {
        return get("127.0.0.1:" + server.getPort(), target, key, headers);
    }

    /** The head of a GET to a server by its name and port. */
    static String get(String server, String target, Optional<AccessKey> key, String... headers) {
        int question = target.indexOf('?');
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("http://" + server))
                .encodedPath(question < 0 ? target : target.substring(0, question))
                .putHeader("Host", server);
        if (question >= 0) {
            request.putRawQueryParameter(target.substring(question + 1), "");
        }
        for (String header : headers) {
            request.putHeader(header.split(": ", 2)[0], header.split(": ", 2)[1]);
        }
        SdkHttpRequest sent = key.map(signer -> signed(request.build(), signer)).orElseGet(request::build);
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1");
        sent.forEachHeader((name, values) -> values.forEach(
                value -> head.append("\r\n").append(name).append(": ").append(value)));
        return head.toString();
    }

    /** The head of a GET of {@code path?torrent}, presigned with Signature Version 2 for five minutes. */
    static String presignedV2(InetSocketAddress server, String path, AccessKey key) throws GeneralSecurityException {
        long expires = Instant.now().getEpochSecond() + 300;
        String token =
                key.token().map(text -> "x-amz-security-token:" + text + "\n").orElse("");
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        byte[] signature = mac.doFinal(
                ("GET\n\n\n" + expires + "\n" + token + path + "?torrent").getBytes(StandardCharsets.UTF_8));
        return "GET " + path + "?torrent&AWSAccessKeyId=" + key.id() + "&Expires=" + expires + "&Signature="
                + PercentEncoding.encode(Base64.getEncoder().encodeToString(signature))
                + key.token()
                        .map(text -> "&x-amz-security-token=" + PercentEncoding.encode(text))
                        .orElse("")
                + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort();
    }

    private static SdkHttpRequest signed(SdkHttpRequest request, AccessKey key) {
        AwsCredentialsIdentity identity = key.token().isPresent()
                ? AwsSessionCredentialsIdentity.create(
                        key.id(), key.secret(), key.token().get())
                : AwsCredentialsIdentity.create(key.id(), key.secret());
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
                .request();
    }
}

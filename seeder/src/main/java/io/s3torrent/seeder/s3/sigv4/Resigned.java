package io.s3torrent.seeder.s3.sigv4;

import io.s3torrent.seeder.s3.AccessKey;
import io.s3torrent.seeder.s3.RefusedException;
import io.s3torrent.seeder.s3.S3ErrorCode;
import io.s3torrent.seeder.s3.sigv4.QueryString.Parameter;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The signature that a request would have, had the owner of a key signed it: at the same time, with the same headers. */
final class Resigned {
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
    private static final Pattern SIGNATURE = Pattern.compile("SignedHeaders=([^,]*), *Signature=([0-9a-f]{64})");
    /** A name, an IPv4 address, or one of IPv6 in brackets; then a port. */
    private static final Pattern HOST = Pattern.compile("([^:\\[\\]/@?#\\s]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

    /** The signer makes these itself. */
    private static final Set<String> MADE =
            Set.of("authorization", "host", "x-amz-date", SignatureCheck.CONTENT_HASH, SignatureCheck.TOKEN);

    private static final Set<String> MADE_IN_QUERY = Set.of(
            Signature.QUERY_ALGORITHM,
            Signature.QUERY_CREDENTIAL,
            Signature.QUERY_DATE,
            Signature.QUERY_EXPIRES,
            Signature.QUERY_HEADERS,
            Signature.QUERY_SIGNATURE,
            "X-Amz-Security-Token");

    private Resigned() {}

    static String hex(SignedRequest request, Signature claimed, AccessKey key) throws RefusedException {
        SdkHttpRequest plain = plain(request, claimed);
        SdkHttpRequest signed = SIGNER.sign(
                        sign -> terms(sign.identity(identity(key)).request(plain), request, claimed))
                .request();
        String text = claimed.isPresigned()
                ? "SignedHeaders=" + parameter(signed, Signature.QUERY_HEADERS) + ", Signature="
                        + parameter(signed, Signature.QUERY_SIGNATURE)
                : signed.firstMatchingHeader("Authorization").orElse("");
        Matcher signature = SIGNATURE.matcher(text);
        if (!signature.find()) {
            throw new IllegalStateException("the SDK signed without a signature");
        }
        // Names of headers that are not there would else be nothing to the signature.
        return signature.group(1).equals(String.join(";", claimed.headers())) ? signature.group(2) : "";
    }

    private static String parameter(SdkHttpRequest signed, String name) {
        return signed.firstMatchingRawQueryParameter(name).orElse("");
    }

    /** S3 signs the path as it is sent: escaped once, dots and double slashes left alone. */
    private static void terms(
            SignRequest.Builder<AwsCredentialsIdentity> sign, SignedRequest request, Signature claimed) {
        boolean hashed = request.header(SignatureCheck.CONTENT_HASH)
                .filter(SignatureCheck.EMPTY::equals)
                .isPresent();
        sign.putProperty(AwsV4HttpSigner.REGION_NAME, claimed.region())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, hashed)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(claimed.date(), ZoneOffset.UTC));
        claimed.lifetime()
                .ifPresent(lifetime -> sign.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lifetime));
    }

    private static AwsCredentialsIdentity identity(AccessKey key) {
        return key.token().isPresent()
                ? AwsSessionCredentialsIdentity.create(
                        key.id(), key.secret(), key.token().get())
                : AwsCredentialsIdentity.create(key.id(), key.secret());
    }

    private static SdkHttpRequest plain(SignedRequest request, Signature claimed) throws RefusedException {
        Matcher host = HOST.matcher(request.header("host").orElse(""));
        if (!host.matches() || (host.group(2) != null && Integer.parseInt(host.group(2)) > 65535)) {
            throw new RefusedException(S3ErrorCode.INVALID_REQUEST, "The Host header is malformed.");
        }
        SdkHttpRequest.Builder plain = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method().toUpperCase(Locale.ROOT)))
                .protocol("https") // only there does the SDK sign without a hash of the content
                .host(host.group()) // with its port as it was said: the SDK would leave a 443 out
                .encodedPath(request.path());
        for (Parameter parameter : request.query().parameters()) {
            if (!(claimed.isPresigned() && MADE_IN_QUERY.contains(parameter.name()))) {
                plain.appendRawQueryParameter(parameter.name(), parameter.value());
            }
        }
        claimed.headers().stream()
                .distinct()
                .filter(name -> !MADE.contains(name))
                .forEach(name -> request.all(name).forEach(value -> plain.appendHeader(name, value)));
        return plain.build();
    }
}

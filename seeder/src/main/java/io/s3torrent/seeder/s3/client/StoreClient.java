package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.client.SdkInterceptors.ExpectContinue;
import io.s3torrent.seeder.s3.client.SdkInterceptors.RequestMeter;
import io.s3torrent.seeder.s3.client.SdkInterceptors.ResponseBound;
import io.s3torrent.seeder.s3.client.SdkInterceptors.RouteLearner;
import io.s3torrent.seeder.s3.direct.DirectClient;
import io.s3torrent.seeder.s3.direct.DirectLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The SDK's client, set up for ranged reads, with everything that must be closed with it. */
record StoreClient(
        S3Client s3,
        DirectRequests direct,
        BucketProperties buckets,
        Optional<LocatedCredentials> credentials,
        List<SdkAutoCloseable> owned)
        implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(30);

    static StoreClient open(StoreSettings settings, StoreLimits limits, Ledger ledger) throws ObjectException {
        SdkHttpClient http = StoreHttp.open(settings, limits);
        BucketProperties buckets = new BucketProperties();
        Optional<LocatedCredentials> credentials =
                settings.signRequest() ? Optional.of(LocatedCredentials.of(settings)) : Optional.empty();
        AwsCredentialsProvider provider = AnonymousCredentialsProvider.create();
        if (credentials.isPresent()) {
            provider = credentials.get();
        }
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .credentialsProvider(provider)
                .region(settings.region())
                .forcePathStyle(settings.pathStyle())
                // The SDK's checksums are of whole objects, and every piece has a hash of its own.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(StoreClient::configure)
                .overrideConfiguration(behaviour(settings, limits, new RequestMeter(ledger), buckets));
        settings.endpoint().ifPresent(builder::endpointOverride);
        // Only AWS redirects to other regions; the AWS CLI follows these redirects as well.
        builder.crossRegionAccessEnabled(settings.endpoint().isEmpty());
        DirectRequests direct = new DirectRequests(buckets, direct(settings, limits), credentials);
        S3Client s3 = builder.build();
        List<SdkAutoCloseable> owned =
                new ArrayList<>(List.of(s3, http, direct::close)); // the SDK closes only HTTP clients that it created
        credentials.ifPresent(owned::add);
        return new StoreClient(s3, direct, buckets, credentials, List.copyOf(owned));
    }

    /** The same client for a user that must not close it. */
    StoreClient shared() {
        return new StoreClient(s3, direct, buckets, credentials, List.of());
    }

    /** Requests the head of an object through the SDK. */
    ObjectHead head(HeadObjectRequest request) {
        return ObjectHead.of(s3.headObject(request).sdkHttpResponse());
    }

    /** Opens an object through the SDK. */
    OpenObject get(GetObjectRequest request) {
        return s3.getObject(
                request,
                ResponseTransformer.unmanaged(
                        (head, body) -> new OpenObject(ObjectHead.of(head.sdkHttpResponse()), body)));
    }

    /**
     * Configures how bodies are sent and regions are chosen.
     *
     * <p>Bodies are sent plain, never in aws-chunked frames, because stores that do not support these frames store them as part of the
     * object. TLS protects a body; over plain HTTP, its hash is signed. {@link ExpectContinue} decides when the client asks before it sends
     * a body. As in the AWS CLI, the region of an access point is the one in its ARN.
     */
    private static void configure(S3Configuration.Builder s3) {
        s3.chunkedEncodingEnabled(false).expectContinueEnabled(false).useArnRegionEnabled(true);
    }

    private static DirectClient direct(StoreSettings settings, StoreLimits limits) {
        DirectLimits times =
                new DirectLimits(limits.connect(), limits.silence(), limits.attempt(), IDLE, StoreHttp.MAX_CONNECTIONS);
        return new DirectClient(times, () -> StoreHttp.tlsSockets(settings));
    }

    private static ClientOverrideConfiguration behaviour(
            StoreSettings settings, StoreLimits limits, RequestMeter meter, BucketProperties buckets) {
        ClientOverrideConfiguration.Builder behaviour = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(limits.attempt())
                .retryStrategy(AwsRetryStrategy.doNotRetry()) // StoreCalls retries
                .defaultProfileName(settings.profile())
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, userAgent())
                .addExecutionInterceptor(meter)
                .addExecutionInterceptor(new ResponseBound())
                .addExecutionInterceptor(new ExpectContinue());
        // Only the SDK's client supports a proxy or unverified TLS.
        if (settings.verifySsl() && !ProxySettings.areSet()) {
            behaviour.addExecutionInterceptor(new RouteLearner(buckets));
        }
        return behaviour.build();
    }

    private static String userAgent() {
        String version = StoreClient.class.getPackage().getImplementationVersion();
        return version == null ? "s3torrent" : "s3torrent/" + version;
    }

    @Override
    public void close() {
        owned.forEach(SdkAutoCloseable::close);
    }

    /** Tells whether the SDK's HTTP client uses a proxy, from the settings that the SDK reads. */
    private static final class ProxySettings {
        private static final List<String> PROPERTIES = List.of("http.proxyHost", "https.proxyHost");
        private static final List<String> VARIABLES = List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY");

        private ProxySettings() {}

        /** True when a proxy is set, for any hosts. */
        static boolean areSet() {
            return PROPERTIES.stream().anyMatch(name -> System.getProperty(name) != null)
                    || VARIABLES.stream().anyMatch(name -> System.getenv(name) != null);
        }
    }
}

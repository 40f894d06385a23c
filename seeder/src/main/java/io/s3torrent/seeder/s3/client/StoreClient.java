package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.direct.DirectClient;
import io.s3torrent.seeder.s3.direct.DirectLimits;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.utils.AttributeMap;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The SDK's client, set up for ranged reads, with all that has to be closed with it. */
record StoreClient(
        S3Client s3,
        DirectRequests direct,
        ConditionalSupport conditions,
        Optional<LocatedCredentials> credentials,
        List<SdkAutoCloseable> owned)
        implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final Duration IDLE = Duration.ofSeconds(30);

    static StoreClient open(StoreSettings settings, StoreLimits limits, Ledger ledger) throws ObjectException {
        SdkHttpClient http = new IdentityEncoding(http(settings, limits));
        BucketRoutes routes = new BucketRoutes();
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
                // Checksums are those of whole objects, and every piece has a hash of its own.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(StoreClient::configure)
                .overrideConfiguration(behaviour(settings, limits, new RequestMeter(ledger), routes));
        settings.endpoint().ifPresent(builder::endpointOverride);
        // Only AWS has regions to be sent on to; there, the CLI follows too.
        builder.crossRegionAccessEnabled(settings.endpoint().isEmpty());
        DirectRequests direct = new DirectRequests(routes, direct(settings, limits), credentials);
        S3Client s3 = builder.build();
        List<SdkAutoCloseable> owned =
                new ArrayList<>(List.of(s3, http, direct::close)); // the SDK closes only clients that it made itself
        credentials.ifPresent(owned::add);
        return new StoreClient(s3, direct, new ConditionalSupport(), credentials, List.copyOf(owned));
    }

    /** The same client in the hands of one who does not close it. */
    StoreClient shared() {
        return new StoreClient(s3, direct, conditions, credentials, List.of());
    }

    /** Opens an object by the SDK. */
    OpenObject get(GetObjectRequest request) {
        return s3.getObject(
                request,
                ResponseTransformer.unmanaged(
                        (head, body) -> new OpenObject(ObjectHead.of(head.sdkHttpResponse()), body)));
    }

    /**
     * Bodies go as they are, never in the frames of aws-chunked: stores that do not know these frames keep them as the object. TLS protects a
     * body, and over plain HTTP its hash is signed. {@link ExpectContinue} decides when the client asks before it sends one. An access point
     * lies in the region that its ARN names, as for the AWS CLI.
     */
    private static void configure(S3Configuration.Builder s3) {
        s3.chunkedEncodingEnabled(false).expectContinueEnabled(false).useArnRegionEnabled(true);
    }

    private static DirectClient direct(StoreSettings settings, StoreLimits limits) {
        DirectLimits times =
                new DirectLimits(limits.connect(), limits.silence(), limits.attempt(), IDLE, MAX_CONNECTIONS);
        return new DirectClient(times, () -> DirectTls.sockets(settings));
    }

    private static ClientOverrideConfiguration behaviour(
            StoreSettings settings, StoreLimits limits, RequestMeter meter, BucketRoutes routes) {
        ClientOverrideConfiguration.Builder behaviour = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(limits.attempt())
                .retryStrategy(AwsRetryStrategy.doNotRetry()) // StoreCalls does
                .defaultProfileName(settings.profile())
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, userAgent())
                .addExecutionInterceptor(meter)
                .addExecutionInterceptor(new ResponseBound())
                .addExecutionInterceptor(new ExpectContinue());
        if (settings.verifySsl() && !ProxySettings.areSet()) { // else the ways of the SDK's client are all there are
            behaviour.addExecutionInterceptor(routes);
        }
        return behaviour.build();
    }

    private static SdkHttpClient http(StoreSettings settings, StoreLimits limits) throws ObjectException {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(limits.connect())
                .connectionAcquisitionTimeout(limits.attempt())
                .socketTimeout(limits.silence())
                .tcpKeepAlive(true);
        if (settings.verifySsl() && settings.isTls() && settings.caBundle().isPresent()) {
            builder.tlsTrustManagersProvider(CaBundle.load(settings.caBundle().get()));
        }
        return builder.buildWithDefaults(AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, !settings.verifySsl())
                .build());
    }

    private static String userAgent() {
        String version = StoreClient.class.getPackage().getImplementationVersion();
        return version == null ? "s3torrent" : "s3torrent/" + version;
    }

    @Override
    public void close() {
        owned.forEach(SdkAutoCloseable::close);
    }

    /**
     * The buckets where {@code If-Match} does not work: their store refuses the ETag that it sent itself, because it compares quotes, too, or
     * knows no conditions. The ETag of each answer is compared there instead, as it is everywhere. Guarded by its own monitor.
     */
    static final class ConditionalSupport {
        private static final Duration LASTS = Duration.ofMinutes(10);

        private final RecentMap<String, Boolean> broken = new RecentMap<>(LASTS);

        /** This version as it is asked for: a weak ETag is never sent as a condition. */
        synchronized ObjectVersion asked(ObjectVersion version) {
            return isBroken(version) ? version.withoutCondition() : version;
        }

        /** The store refused the condition for a version that it still has. */
        synchronized void drop(ObjectVersion version) {
            broken.put(version.location().bucket(), true);
        }

        private boolean isBroken(ObjectVersion version) {
            return broken.get(version.location().bucket()).isPresent();
        }
    }

    /** TLS of our own connections to the store, set up when one is opened: whom to trust is what it is for the SDK's. */
    private static final class DirectTls {
        private DirectTls() {}

        /** Sockets that trust the authorities of these settings. */
        static SSLSocketFactory sockets(StoreSettings settings) throws ObjectException {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trusted(settings.caBundle()), null);
                return context.getSocketFactory();
            } catch (GeneralSecurityException e) {
                throw new ObjectException.Misconfigured("TLS cannot be set up: " + e.getMessage(), e);
            }
        }

        /** Null for the certificate authorities of the JDK. */
        private static TrustManager @Nullable [] trusted(Optional<Path> caBundle) throws ObjectException {
            return caBundle.isEmpty() ? null : CaBundle.load(caBundle.get()).trustManagers();
        }
    }

    /** Whether the SDK's HTTP client goes through a proxy, by what it looks at itself. */
    private static final class ProxySettings {
        private static final List<String> PROPERTIES = List.of("http.proxyHost", "https.proxyHost");
        private static final List<String> VARIABLES = List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY");

        private ProxySettings() {}

        /** True when one is set, for whatever hosts. */
        static boolean areSet() {
            return PROPERTIES.stream().anyMatch(name -> System.getProperty(name) != null)
                    || VARIABLES.stream().anyMatch(name -> System.getenv(name) != null);
        }
    }
}

package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.TlsTrustManagersProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.utils.AttributeMap;
import software.amazon.awssdk.utils.DateUtils;

/**
 * The HTTP client of the SDK, and the TLS settings of all connections to the store.
 *
 * <p>It requests the stored bytes: without {@code Accept-Encoding}, a server may send any coding (RFC 9110, 12.5.3), and Google's store
 * decompresses objects that were stored with {@code Content-Encoding: gzip}. The header is added after signing, because proxies and
 * Google's front end rewrite it, which would break the signature.
 *
 * <p>It drops a {@code Last-Modified} that is not an HTTP date: the SDK fails on such a response, and nothing here needs the date.
 */
final class StoreHttp implements SdkHttpClient {
    static final String ACCEPT_ENCODING = "Accept-Encoding";
    static final int MAX_CONNECTIONS = 64;

    private static final String LAST_MODIFIED = "Last-Modified";

    private final SdkHttpClient client;

    private StoreHttp(SdkHttpClient client) {
        this.client = client;
    }

    static StoreHttp open(StoreSettings settings, StoreLimits limits) throws ObjectException {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(limits.connect())
                .connectionAcquisitionTimeout(limits.attempt())
                .socketTimeout(limits.silence())
                .tcpKeepAlive(true);
        if (settings.verifySsl() && settings.isTls() && settings.caBundle().isPresent()) {
            builder.tlsTrustManagersProvider(CaBundle.load(settings.caBundle().get()));
        }
        return new StoreHttp(builder.buildWithDefaults(AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, !settings.verifySsl())
                .build()));
    }

    /** TLS sockets for our own connections, with the same trust anchors as the SDK's connections. */
    static SSLSocketFactory tlsSockets(StoreSettings settings) throws ObjectException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(settings.caBundle()), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new ObjectException.Misconfigured("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** The trust managers; null selects the certificate authorities of the JDK. */
    private static TrustManager @Nullable [] trustManagers(Optional<Path> caBundle) throws ObjectException {
        return caBundle.isEmpty() ? null : CaBundle.load(caBundle.get()).trustManagers();
    }

    /** Adds the header {@code Accept-Encoding} to a GET or HEAD that does not have it. */
    static SdkHttpRequest asking(SdkHttpRequest request, String coding) {
        boolean reads = request.method() == SdkHttpMethod.GET || request.method() == SdkHttpMethod.HEAD;
        return reads && request.firstMatchingHeader(ACCEPT_ENCODING).isEmpty()
                ? request.toBuilder().putHeader(ACCEPT_ENCODING, coding).build()
                : request;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        HttpExecuteRequest.Builder changed = HttpExecuteRequest.builder()
                .request(asking(request.httpRequest(), ObjectVersion.PLAIN))
                .metricCollector(request.metricCollector().orElse(null));
        request.contentStreamProvider().ifPresent(changed::contentStreamProvider);
        return new CheckedResponse(client.prepareRequest(changed.build()));
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Removes headers that the SDK cannot parse from the response. */
    private record CheckedResponse(ExecutableHttpRequest request) implements ExecutableHttpRequest {
        @Override
        public HttpExecuteResponse call() throws IOException {
            HttpExecuteResponse response = request.call();
            SdkHttpResponse head = response.httpResponse();
            boolean isGood = head.firstMatchingHeader(LAST_MODIFIED)
                    .filter(date -> !isHttpDate(date))
                    .isEmpty();
            return isGood
                    ? response
                    : HttpExecuteResponse.builder()
                            .response(
                                    head.toBuilder().removeHeader(LAST_MODIFIED).build())
                            .responseBody(response.responseBody().orElse(null))
                            .build();
        }

        /** Parses the date in the same way as the SDK. */
        private static boolean isHttpDate(String date) {
            try {
                DateUtils.parseRfc822Date(date);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }

        @Override
        public void abort() {
            request.abort();
        }
    }

    /** Loads certificate authorities from a PEM file, which replace those of the JDK. */
    private static final class CaBundle {
        private CaBundle() {}

        static TlsTrustManagersProvider load(Path file) throws ObjectException {
            try (InputStream pem = Files.newInputStream(file)) {
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(keyStore(CertificateFactory.getInstance("X.509").generateCertificates(pem)));
                return factory::getTrustManagers;
            } catch (IOException | GeneralSecurityException e) {
                throw new ObjectException.Misconfigured(
                        "The CA bundle " + file + " cannot be used (expected: certificates in PEM): " + e.getMessage(),
                        e);
            }
        }

        private static KeyStore keyStore(Collection<? extends Certificate> authorities)
                throws IOException, GeneralSecurityException {
            if (authorities.isEmpty()) {
                throw new CertificateException("the file has no certificate");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate authority : authorities) {
                store.setCertificateEntry("authority" + number++, authority);
            }
            return store;
        }
    }
}

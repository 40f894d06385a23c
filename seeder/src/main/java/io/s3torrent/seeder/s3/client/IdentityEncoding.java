package io.s3torrent.seeder.s3.client;

import io.s3torrent.seeder.s3.ObjectVersion;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Asks for bytes as they are stored: without {@code Accept-Encoding}, a server may send any coding (RFC 9110, 12.5.3), and Google's store
 * unpacks objects that were stored with {@code Content-Encoding: gzip}.
 *
 * <p>The header is added behind the signature. Proxies and Google's front end rewrite it, and a signed one would no longer match.
 */
final class IdentityEncoding implements SdkHttpClient {
    static final String HEADER = "Accept-Encoding";

    private final SdkHttpClient client;

    IdentityEncoding(SdkHttpClient client) {
        this.client = client;
    }

    /** A GET or HEAD with the header, where it has none yet. */
    static SdkHttpRequest asking(SdkHttpRequest request, String coding) {
        boolean reads = request.method() == SdkHttpMethod.GET || request.method() == SdkHttpMethod.HEAD;
        return reads && request.firstMatchingHeader(HEADER).isEmpty()
                ? request.toBuilder().putHeader(HEADER, coding).build()
                : request;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        HttpExecuteRequest.Builder changed = HttpExecuteRequest.builder()
                .request(asking(request.httpRequest(), ObjectVersion.PLAIN))
                .metricCollector(request.metricCollector().orElse(null));
        request.contentStreamProvider().ifPresent(changed::contentStreamProvider);
        return client.prepareRequest(changed.build());
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}

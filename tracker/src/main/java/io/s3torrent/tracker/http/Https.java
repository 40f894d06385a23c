package io.s3torrent.tracker.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where HTTP is served over TLS, and as whom.
 *
 * @param listen port 0 means any free one
 * @param certificates PEM file of our certificate and those that vouch for it
 * @param key PEM file of its private key (PKCS 8), without password
 */
public record Https(InetSocketAddress listen, Path certificates, Path key) {

    /** What connections need. */
    SslContext context() throws IOException {
        try (InputStream chain = Files.newInputStream(certificates);
                InputStream secret = Files.newInputStream(key)) {
            return SslContextBuilder.forServer(chain, secret)
                    .sslProvider(SslProvider.JDK)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    certificates + ", " + key + ": " + e.getMessage() + " (expected: PEM files that fit each other)",
                    e);
        }
    }
}

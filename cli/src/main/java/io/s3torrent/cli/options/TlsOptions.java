package io.s3torrent.cli.options;

import io.s3torrent.net.PemFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** As whom a server speaks TLS. */
public final class TlsOptions {
    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM file of the certificate and its chain.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file of its private key (PKCS 8); when both change, they are read again.")
    private @Nullable Path key;

    /**
     * The files, if they were given.
     *
     * @throws IllegalArgumentException when only one was
     */
    public Optional<PemFiles> files() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException("--tls-cert and --tls-key go together");
        }
        return Optional.of(new PemFiles(certificate, key));
    }
}

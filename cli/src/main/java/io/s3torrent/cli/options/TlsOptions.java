package io.s3torrent.cli.options;

import io.s3torrent.net.PemFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The certificate of a TLS server. */
public final class TlsOptions {
    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM file of the certificate and its chain.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file of its private key (PKCS 8). The server reloads both files when they change.")
    private @Nullable Path key;

    /**
     * The files, if given.
     *
     * @throws IllegalArgumentException when only one file is given
     */
    public Optional<PemFiles> files() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new IllegalArgumentException(
                    certificate == null ? "--tls-key needs --tls-cert FILE" : "--tls-cert needs --tls-key FILE");
        }
        return Optional.of(new PemFiles(certificate, key));
    }
}

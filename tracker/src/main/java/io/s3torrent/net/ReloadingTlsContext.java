package io.s3torrent.net;

import io.netty.handler.ssl.SslContext;
import io.s3torrent.lifecycle.ReloadingFile;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A server's TLS context that reloads when its PEM files change, so that certificates can be renewed without a restart. When the files
 * cannot be read or do not match, the current context stays. Safe for use by many threads.
 */
public final class ReloadingTlsContext implements Closeable {
    /** Time between two checks of the files. Renewals are not urgent, but an operator may be waiting to see the new certificate. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ReloadingFile<PemFiles.ServerTls> files;

    private ReloadingTlsContext(ReloadingFile<PemFiles.ServerTls> files) {
        this.files = files;
    }

    /**
     * Reads the files and starts to watch them.
     *
     * @param interval between two checks, for changes that the file system does not report
     * @throws IOException when the files cannot be read or do not match
     */
    public static ReloadingTlsContext follow(PemFiles files, Duration interval) throws IOException {
        return new ReloadingTlsContext(
                ReloadingFile.start(List.of(files.certificates(), files.key()), "pem", interval, files::load));
    }

    /** The context for new connections; open connections keep theirs. */
    public SslContext current() {
        return files.current().context();
    }

    /** Stops watching the files. */
    @Override
    public void close() {
        files.close();
    }
}

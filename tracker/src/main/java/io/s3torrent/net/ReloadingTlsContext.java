package io.s3torrent.net;

import io.netty.handler.ssl.SslContext;
import io.s3torrent.lifecycle.ReloadingFile;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A server's TLS context, which is loaded again when its PEM files change, because certificates are renewed while servers run. Files that
 * cannot be read, or do not fit each other, leave the context as it was. Safe for use by many threads.
 */
public final class ReloadingTlsContext implements Closeable {
    /** Between two checks of the files: renewals come weeks before they must, but a user may be waiting for this one. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ReloadingFile<PemFiles.ServerTls> files;

    private ReloadingTlsContext(ReloadingFile<PemFiles.ServerTls> files) {
        this.files = files;
    }

    /**
     * Reads the files, and watches them.
     *
     * @param interval between two checks, for changes that the file system does not report
     * @throws IOException when they cannot be read, or do not fit each other
     */
    public static ReloadingTlsContext follow(PemFiles files, Duration interval) throws IOException {
        return new ReloadingTlsContext(
                ReloadingFile.start(List.of(files.certificates(), files.key()), "pem", interval, files::load));
    }

    /** The context for new connections; open connections keep theirs. */
    public SslContext current() {
        return files.current().context();
    }

    /** Stops watching. */
    @Override
    public void close() {
        files.close();
    }
}

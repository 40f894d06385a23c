package io.s3torrent.net;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PEM files that are looked at again and again, as certificates are renewed while servers run. What cannot be read, or does not
 * fit, leaves all as it was. Safe for use by many threads.
 */
public final class ReloadingTlsContext implements Closeable {
    /** Between two looks: renewals come weeks before they must, but somebody may be waiting for this one. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(ReloadingTlsContext.class);

    private final PemFiles files;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("s3torrent-pem", true));
    private volatile SslContext context;
    private String state;
    private String told = "";

    private ReloadingTlsContext(PemFiles files) throws IOException {
        this.files = files;
        this.state = state(files);
        this.context = files.load();
    }

    /**
     * Reads the files, and follows them.
     *
     * @param interval between two looks
     * @throws IOException when they cannot be read, or do not fit each other
     */
    @SuppressWarnings("FutureReturnValueIgnored") // A look fails with a log line.
    public static ReloadingTlsContext follow(PemFiles files, Duration interval) throws IOException {
        ReloadingTlsContext followed = new ReloadingTlsContext(files);
        long millis = interval.toMillis();
        followed.looks.scheduleWithFixedDelay(followed::look, millis, millis, TimeUnit.MILLISECONDS);
        return followed;
    }

    /** For new connections; those that are open keep theirs. */
    public SslContext current() {
        return context;
    }

    /** Only on the thread that looks. */
    private void look() {
        String seen = "unreadable";
        try {
            seen = state(files);
            if (!seen.equals(state)) {
                context = files.load();
                state = seen;
                told = "";
                log.atInfo().addKeyValue("certificates", files.certificates()).log("certificates read again");
            }
        } catch (IOException | RuntimeException e) {
            if (!seen.equals(told)) {
                told = seen; // once for each state of the files
                log.atWarn().log("the certificates stay as they were: {}", e.toString());
            }
        }
    }

    private static String state(PemFiles files) throws IOException {
        return state(files.certificates()) + " " + state(files.key());
    }

    private static String state(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    }

    /** Follows no more. */
    @Override
    public void close() {
        looks.shutdownNow();
    }
}

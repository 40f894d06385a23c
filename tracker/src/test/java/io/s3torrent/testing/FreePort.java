package io.s3torrent.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.Callable;

/** A port for what cannot choose one itself, or not tell which: free when it is looked for, and maybe no longer a moment later. */
public final class FreePort {
    private static final int ATTEMPTS = 5;

    private FreePort() {}

    /** Starts what listens at a port. */
    @FunctionalInterface
    public interface Start<T> {
        T at(int port) throws IOException;
    }

    /** A port that nobody has, neither of TCP nor of UDP. */
    public static int any() throws IOException {
        return start(port -> port);
    }

    /** Starts something at such a port, and at another one when somebody was faster. */
    public static <T> T start(Start<T> start) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.at(look());
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !isTaken(e)) {
                    throw e;
                }
            }
        }
    }

    private static int look() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0);
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort())) {
            return udp.getLocalPort();
        }
    }

    private static boolean isTaken(IOException e) {
        return e instanceof BindException || String.valueOf(e.getMessage()).contains("already in use");
    }

    /**
     * Waits until a process serves.
     *
     * @throws BindException when it ends before, as most do whose port is taken
     */
    public static void awaitReady(Process process, Callable<Boolean> isReady) throws BindException {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> !process.isAlive() || isReady.call());
        if (!process.isAlive()) {
            throw new BindException("a process ended at its start with " + process.exitValue());
        }
    }
}

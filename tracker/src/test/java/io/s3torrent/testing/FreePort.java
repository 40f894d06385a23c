package io.s3torrent.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Finds a port for programs that cannot choose one or cannot report it. Another process may take the port before the program does. */
public final class FreePort {
    private static final int ATTEMPTS = 5;

    private FreePort() {}

    /** Starts a server on a port. */
    @FunctionalInterface
    public interface Start<T> {
        T at(int port) throws IOException;
    }

    /** A port that is free for both TCP and UDP. */
    public static int any() throws IOException {
        return start(port -> port);
    }

    /** Starts a server on such a port, and tries another port if another process has taken it. */
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
     * @throws BindException when the process ends before, as most programs do when their port is in use
     */
    public static void awaitReady(Process process, Callable<Boolean> isReady) throws BindException {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> !process.isAlive() || isReady.call());
        if (!process.isAlive()) {
            throw new BindException("the process ended at its start with exit code " + process.exitValue());
        }
    }
}

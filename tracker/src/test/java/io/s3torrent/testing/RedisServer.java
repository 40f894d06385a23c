package io.s3torrent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a Redis server for a test, on a loopback port, without a disk. */
public final class RedisServer implements AutoCloseable {
    private final Path folder;
    private final List<String> options;
    private final int port;
    private Process process;

    private RedisServer(Path folder, int port, List<String> options) throws IOException {
        this.folder = folder;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /** Starts a server. */
    public static RedisServer start(Path folder, String... options) throws IOException {
        return FreePort.start(port -> new RedisServer(folder, port, List.of(options)));
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ForeignTool.require("redis-server").toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--appendonly",
                "no"));
        command.addAll(options);
        Process started = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        FreePort.awaitReady(started, this::answers);
        return started;
    }

    private boolean answers() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return in.read() > 0; // may also be "-NOAUTH"
        }
    }

    /** {@code 127.0.0.1:PORT}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Kills the server. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts the server again on the same port, without data. */
    public void startAgain() throws IOException {
        process = launch();
    }

    /** Suspends the server; all connections stay open. */
    public void freeze() throws Exception {
        signal("STOP");
    }

    /** Resumes the server. */
    public void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}

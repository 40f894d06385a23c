package io.s3torrent.seeder.engine;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** An HTTP tracker that answers each announce with the next answer of a script, and keeps the request lines. */
final class ScriptedTracker implements Closeable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    /** Creates a tracker that always gives the same answer. */
    ScriptedTracker(String answer) throws IOException {
        this(() -> answer);
    }

    ScriptedTracker(Supplier<String> script) throws IOException {
        Thread thread = new Thread(() -> answerAll(script), "scripted-tracker");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/announce/key";
    }

    /** The first line of each request; tests may remove them. */
    Queue<String> requests() {
        return requests;
    }

    private void answerAll(Supplier<String> script) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    answer(socket, script);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(Socket socket, Supplier<String> script) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String first = in.readLine();
        for (String line = first; !line.isEmpty(); line = in.readLine()) {
            // the head of a request
        }
        requests.add(first);
        String body = script.get();
        socket.getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

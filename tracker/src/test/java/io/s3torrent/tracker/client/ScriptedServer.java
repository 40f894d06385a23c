package io.s3torrent.tracker.client;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** An HTTP server that writes the bytes of its script and records the requests. */
final class ScriptedServer implements Closeable {
    /** Returns the response to a request line, after which the connection ends; empty to keep it open without a response. */
    @FunctionalInterface
    interface Script {
        byte[] answerTo(String requestLine) throws IOException;
    }

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) throws IOException {
        this("127.0.0.1", ServerSocketFactory.getDefault(), script);
    }

    ScriptedServer(String host, ServerSocketFactory factory, Script script) throws IOException {
        this(new InetSocketAddress(host, 0), factory, script);
    }

    ScriptedServer(InetSocketAddress at, Script script) throws IOException {
        this(at, ServerSocketFactory.getDefault(), script);
    }

    private ScriptedServer(InetSocketAddress at, ServerSocketFactory factory, Script script) throws IOException {
        server = factory.createServerSocket(at.getPort(), 50, at.getAddress());
        Thread acceptor = new Thread(() -> accept(script), "scripted-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** An HTTP response. */
    static byte[] http(String statusAndHeaders, String latin1Body) {
        return ("HTTP/1.1 " + statusAndHeaders.replace("~", "\r\n") + "\r\nContent-Length: " + latin1Body.length()
                        + "\r\n\r\n" + latin1Body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** All request lines and headers, one string for each request. */
    List<String> requests() {
        return requests;
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket, script), "scripted-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private void serve(Socket socket, Script script) {
        try {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            StringBuilder request = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                request.append(line).append('\n');
            }
            requests.add(request.toString());
            byte[] answer = script.answerTo(request.substring(0, request.indexOf("\n")));
            if (answer.length > 0) {
                socket.getOutputStream().write(answer);
                socket.close();
            }
        } catch (IOException | RuntimeException gone) {
            // the client may disconnect at any time
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

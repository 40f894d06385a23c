package io.s3torrent.seeder.s3.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;

/** A minimal HTTP/1.1 server for the tests: kept connections, bodies with a length, 100-continue. */
public final class PlainHttp implements AutoCloseable {
    private final ServerSocket server;
    private final String scheme;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Handler handler;

    /** Answers requests, called by many threads at the same time. */
    @FunctionalInterface
    public interface Handler {
        void answer(Call call) throws IOException;
    }

    PlainHttp(Handler handler) throws IOException {
        this(handler, ServerSocketFactory.getDefault());
    }

    /** Starts a server with other sockets, such as those of TLS. */
    PlainHttp(Handler handler, ServerSocketFactory sockets) throws IOException {
        this.handler = handler;
        this.scheme = sockets instanceof SSLServerSocketFactory ? "https" : "http";
        this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread("plain-http-accept", this::accept);
    }

    public URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connection.setTcpNoDelay(true); // head and body are two writes
                connections.add(connection);
                thread("plain-http", () -> serve(connection));
            }
        } catch (IOException e) {
            // the server was closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                handler.answer(new Call(in, connection.getOutputStream()));
            }
        } catch (IOException e) {
            // the client closed the connection, or the server wants to close it
        } finally {
            connections.remove(connection);
        }
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One request and the way to answer it. */
    public static final class Call {
        private final InputStream in;
        private final OutputStream out;
        private final String[] line;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Map<String, String> answerHeaders = new TreeMap<>();

        private Call(InputStream in, OutputStream out) throws IOException {
            this.in = in;
            this.out = out;
            this.line = line(in).split(" ", 3);
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                String[] pair = header.split(":", 2);
                headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip());
            }
        }

        public String method() {
            return line[0];
        }

        /** Path and query as they arrived. */
        public String target() {
            return line[1];
        }

        /** The path, decoded. */
        public String path() {
            return URLDecoder.decode(target().split("\\?", 2)[0].replace("+", "%2B"), UTF_8);
        }

        public Map<String, String> headers() {
            return headers;
        }

        /** A header's value; empty when it was not sent. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** A parameter of the query; empty when it is missing or has no value. */
        public String parameter(String name) {
            for (String pair : query()) {
                if (pair.startsWith(name + "=")) {
                    return URLDecoder.decode(pair.substring(name.length() + 1), UTF_8);
                }
            }
            return "";
        }

        public boolean asks(String name) {
            for (String pair : query()) {
                if (pair.equals(name) || pair.startsWith(name + "=")) {
                    return true;
                }
            }
            return false;
        }

        private String[] query() {
            int mark = target().indexOf('?');
            return mark < 0 ? new String[0] : target().substring(mark + 1).split("&", -1);
        }

        public byte[] body() throws IOException {
            if (header("expect").equalsIgnoreCase("100-continue")) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            }
            int length = Integer.parseInt("0" + header("content-length"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException();
            }
            return body;
        }

        public void set(String name, String value) {
            answerHeaders.put(name, value);
        }

        /** Answers; an answer to HEAD has the length of the body but no body. */
        public void send(int status, byte[] body) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Plain\r\n");
            answerHeaders.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
            head.append("Content-Length: " + body.length + "\r\n\r\n");
            out.write(head.toString().getBytes(ISO_8859_1));
            if (!method().equals("HEAD")) {
                out.write(body);
            }
            out.flush();
        }

        public void xml(String document) throws IOException {
            set("Content-Type", "application/xml");
            send(200, document.getBytes(UTF_8));
        }

        /** An S3 error document. */
        public void error(int status, String code) throws IOException {
            String document = "<Error><Code>" + code + "</Code><Message>scripted " + code + "</Message></Error>";
            set("Content-Type", "application/xml");
            send(status, document.getBytes(UTF_8));
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            int next = in.read();
            for (; next >= 0 && next != '\n'; next = in.read()) {
                line.append((char) next);
            }
            if (next < 0) {
                throw new EOFException();
            }
            return line.toString().strip();
        }
    }
}

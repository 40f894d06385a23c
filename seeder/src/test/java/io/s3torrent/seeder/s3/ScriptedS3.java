package io.s3torrent.seeder.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.s3torrent.seeder.s3.client.StoreFaults;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * A store with one object at every key, that does to each request what the script says, in order; after the script it does what
 * was said for such requests ({@link #when}), and is honest to others. It can be {@link #down} for a while. Records every
 * request. One thread for each connection, all ended by {@link #close}. More that it can do wrong is in {@link StoreFaults}.
 */
public final class ScriptedS3 implements AutoCloseable {
    /** The ETag of the object, which nobody takes for an MD5. */
    public static final String ETAG = "\"0123456789abcdef-as-scripted\"";

    private final byte[] object;
    private final ServerSocketFactory sockets;
    private final String scheme;
    private final int port;
    private final Queue<Fault> script = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connectionCount = new AtomicInteger();
    private volatile ServerSocket server;

    private record Route(Predicate<Request> requests, Fault fault) {}

    private ScriptedS3(byte[] object, ServerSocketFactory sockets) throws IOException {
        this.object = object;
        this.sockets = sockets;
        this.scheme = sockets instanceof SSLServerSocketFactory ? "https" : "http";
        this.server = listen(0);
        this.port = server.getLocalPort();
    }

    /** Starts a store whose objects all have these bytes. */
    public static ScriptedS3 start(byte[] object) throws IOException {
        return start(object, ServerSocketFactory.getDefault());
    }

    /** The same with other sockets, such as those of an SSLContext. */
    public static ScriptedS3 start(byte[] object, ServerSocketFactory sockets) throws IOException {
        return new ScriptedS3(object, sockets);
    }

    private ServerSocket listen(int atPort) throws IOException {
        ServerSocket listening = sockets.createServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), atPort), 50);
        thread("scripted-s3-accept", () -> accept(listening));
        return listening;
    }

    /** Refuses connections, and breaks those that stand, until {@link #up}. */
    public void down() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /** Is there again, at the same port. */
    public void up() throws IOException {
        server = listen(port);
    }

    /** Does these things to the next requests, one each. */
    public void script(Fault... faults) {
        script.addAll(List.of(faults));
    }

    /** Does this to all such requests from now on, when the script is over; what was said last goes first. */
    public void when(Predicate<Request> requests, Fault fault) {
        routes.add(0, new Route(requests, fault));
    }

    /** Does this to all GETs from now on, when the script is over. */
    public void always(Fault fault) {
        when(request -> request.method().equals("GET"), fault);
    }

    /** Forgets all that was said. */
    public void beHonest() {
        script.clear();
        routes.clear();
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }

    /** How a client reaches it without signing. */
    public S3Options options() {
        return S3Options.builder()
                .endpointUrl(endpoint())
                .region("us-east-1")
                .signRequest(false)
                .build();
    }

    /** What was asked so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Forgets what was asked so far. */
    public void forgetRequests() {
        requests.clear();
    }

    /** The Range header of each GET so far. */
    public List<String> ranges() {
        return requests.stream()
                .filter(request -> request.method().equals("GET"))
                .map(request -> request.header("range"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        down();
    }

    /** What is done instead of an honest answer. */
    @FunctionalInterface
    public interface Fault {
        /** Answers a request, over the connection it came by; an IOException closes that. */
        void answer(Exchange exchange) throws IOException;
    }

    /**
     * A request as it came.
     *
     * @param connection number of the connection, from 1
     * @param target path and query, undecoded
     * @param headers by lower-case name
     */
    public record Request(int connection, String method, String target, Map<String, String> headers) {
        /** A header's value, empty when it was not sent. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A request and the way to answer it. */
    public static final class Exchange {
        private final Request request;
        private final byte[] object;
        private final Socket connection;
        private final OutputStream out;

        private Exchange(Request request, byte[] object, Socket connection) throws IOException {
            this.request = request;
            this.object = object;
            this.connection = connection;
            this.out = connection.getOutputStream();
        }

        /** The object's bytes, not to be written to. */
        public byte[] object() {
            return object;
        }

        /** Breaks the connection with a TCP reset, so that what was sent may be lost, too. */
        public void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }

        /** What was asked. */
        public Request request() {
            return request;
        }

        /** The raw connection. */
        public OutputStream out() {
            return out;
        }

        /** First byte asked for. */
        public int start() {
            String range = request.header("range");
            return range.isEmpty() ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
        }

        /** Byte after the last one asked for. */
        public int end() {
            String range = request.header("range");
            return range.isEmpty() ? object.length : Integer.parseInt(range.substring(range.indexOf('-') + 1)) + 1;
        }

        /** Sends what a right answer has as its head, except for these changes; an empty value leaves a header out. */
        public void head(int status, Map<String, String> changes) throws IOException {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.put("ETag", ETAG);
            headers.put("Content-Length", Integer.toString(end() - start()));
            headers.put("x-amz-request-id", "REQ1");
            if (status == 206) {
                headers.put("Content-Range", "bytes " + start() + "-" + (end() - 1) + "/" + object.length);
            }
            headers.putAll(changes);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
            headers.forEach((name, value) -> head.append(value.isEmpty() ? "" : name + ": " + value + "\r\n"));
            out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
        }

        /** Sends bytes of the object. */
        public void body(int start, int end) throws IOException {
            out.write(object, start, end - start);
            out.flush();
        }
    }

    /** The right answer. */
    public static Fault honest() {
        return exchange -> {
            boolean get = exchange.request().method().equals("GET");
            exchange.head(exchange.request().header("range").isEmpty() ? 200 : 206, Map.of());
            if (get) {
                exchange.body(exchange.start(), exchange.end());
            }
            exchange.out().flush();
        };
    }

    /** An S3 error document (without it, on HEAD). */
    public static Fault error(int status, String code, Map<String, String> headers) {
        return exchange -> {
            boolean get = exchange.request().method().equals("GET");
            String xml = code.isEmpty() || !get
                    ? ""
                    : "<Error><Code>" + code + "</Code><Message>scripted " + code + "</Message></Error>";
            Map<String, String> all = new TreeMap<>(headers);
            all.put("ETag", "");
            all.put("Content-Length", Integer.toString(xml.length()));
            exchange.head(status, all);
            exchange.out().write(xml.getBytes(ISO_8859_1));
            exchange.out().flush();
        };
    }

    /** A right head, this many bytes of the body, then the end of the connection. */
    public static Fault cutAfter(int bytes) {
        return exchange -> {
            exchange.head(206, Map.of());
            exchange.body(exchange.start(), exchange.start() + bytes);
            throw new IOException("as scripted");
        };
    }

    /** A right head, this many bytes of the body, then nothing more until the client leaves. */
    public static Fault stallAfter(int bytes) {
        return exchange -> {
            exchange.head(206, Map.of());
            exchange.body(exchange.start(), exchange.start() + bytes);
            exchange.out().flush();
        };
    }

    /** A head with these changes, and the bytes that were asked for. */
    public static Fault head(int status, Map<String, String> changes) {
        return exchange -> {
            exchange.head(status, changes);
            boolean get = exchange.request().method().equals("GET");
            exchange.body(exchange.start(), get ? exchange.end() : exchange.start());
        };
    }

    private void accept(ServerSocket listening) {
        try {
            while (true) {
                Socket connection = listening.accept();
                connection.setTcpNoDelay(true); // head and body are two writes
                connections.add(connection);
                int id = connectionCount.incrementAndGet();
                thread("scripted-s3-" + id, () -> serve(connection, id));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection, int number) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                Request request = request(number, line, in);
                requests.add(request);
                answerTo(request).answer(new Exchange(request, object, connection));
            }
        } catch (IOException e) {
            // as scripted, or the client left
        } finally {
            connections.remove(connection);
        }
    }

    private Fault answerTo(Request request) {
        Fault scripted = script.poll();
        return scripted != null
                ? scripted
                : routes.stream()
                        .filter(route -> route.requests.test(request))
                        .map(Route::fault)
                        .findFirst()
                        .orElse(honest());
    }

    private static Request request(int connection, String line, InputStream in) throws IOException {
        String[] words = line.split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new Request(connection, words[0], words[1], headers);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}

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
 * A store with the same object at every key. It applies one scripted fault to each request, in order. After the script it applies the
 * faults set with {@link #when}, and otherwise answers correctly. It can be {@link #down} for a while. It records every request. Each
 * connection has a thread; {@link #close} ends them all. {@link StoreFaults} has more faults.
 */
public final class ScriptedS3 implements AutoCloseable {
    /** The ETag of the object, which does not look like an MD5. */
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

    /** Starts a store with other sockets, such as those of an SSLContext. */
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

    /** Refuses and breaks connections until {@link #up}. */
    public void down() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /** Listens again at the same port. */
    public void up() throws IOException {
        server = listen(port);
    }

    /** Applies these faults to the next requests, one each. */
    public void script(Fault... faults) {
        script.addAll(List.of(faults));
    }

    /** Applies this fault to all matching requests after the script. The fault that was set last takes precedence. */
    public void when(Predicate<Request> requests, Fault fault) {
        routes.add(0, new Route(requests, fault));
    }

    /** Applies this fault to all GETs after the script. */
    public void always(Fault fault) {
        when(request -> request.method().equals("GET"), fault);
    }

    /** Removes all faults. */
    public void beHonest() {
        script.clear();
        routes.clear();
    }

    /** The URL of the server. */
    public URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }

    /** Options to reach it without signing. */
    public S3Options options() {
        return S3Options.builder()
                .endpointUrl(endpoint())
                .region("us-east-1")
                .signRequest(false)
                .build();
    }

    /** The requests so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Forgets the requests so far. */
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

    /** Replaces the correct answer. */
    @FunctionalInterface
    public interface Fault {
        /** Answers a request on its connection; an IOException closes the connection. */
        void answer(Exchange exchange) throws IOException;
    }

    /**
     * A request as it arrived.
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

        /** The object's bytes, which must not be changed. */
        public byte[] object() {
            return object;
        }

        /** Breaks the connection with a TCP reset, so that bytes in flight may be lost. */
        public void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }

        /** The request. */
        public Request request() {
            return request;
        }

        /** The raw connection. */
        public OutputStream out() {
            return out;
        }

        /** The first requested byte. */
        public int start() {
            String range = request.header("range");
            return range.isEmpty() ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
        }

        /** The byte after the last requested one. */
        public int end() {
            String range = request.header("range");
            return range.isEmpty() ? object.length : Integer.parseInt(range.substring(range.indexOf('-') + 1)) + 1;
        }

        /** Sends the head of a correct answer with these changes; an empty value removes a header. */
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

    /** The correct answer. */
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

    /** A correct head, this many bytes of the body, then the end of the connection. */
    public static Fault cutAfter(int bytes) {
        return exchange -> {
            exchange.head(206, Map.of());
            exchange.body(exchange.start(), exchange.start() + bytes);
            throw new IOException("as scripted");
        };
    }

    /** A correct head, this many bytes of the body, then silence until the client closes the connection. */
    public static Fault stallAfter(int bytes) {
        return exchange -> {
            exchange.head(206, Map.of());
            exchange.body(exchange.start(), exchange.start() + bytes);
            exchange.out().flush();
        };
    }

    /** A head with these changes, and the requested bytes. */
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
            // the server was closed
        }
    }

    private void serve(Socket connection, int number) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                if (!line.contains(" HTTP/1.")) { // TLS
                    connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1));
                    return;
                }
                Request request = request(number, line, in);
                requests.add(request);
                answerTo(request).answer(new Exchange(request, object, connection));
            }
        } catch (IOException e) {
            // a scripted failure, or the client closed the connection
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

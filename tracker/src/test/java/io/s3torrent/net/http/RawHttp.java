package io.s3torrent.net.http;

import io.s3torrent.testing.TrustingTls;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;

/** A test client that sends exactly the given bytes and reads responses byte by byte. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    public RawHttp(InetSocketAddress server) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), server.getPort()));
    }

    /** A client at another address of this machine. */
    public RawHttp(InetSocketAddress server, String from) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), server.getPort(), InetAddress.getByName(from), 0));
    }

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Starts TLS and accepts any certificate. */
    public RawHttp startTls() throws IOException {
        return new RawHttp(TrustingTls.over(socket));
    }

    /** The name in the server's certificate. */
    public String shown() throws IOException {
        return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
    }

    /**
     * A response.
     *
     * @param headers by lower-case name
     * @param latin the body, a char for each byte
     */
    public record Answer(int status, Map<String, String> headers, String latin) {
        /** The body. */
        public byte[] body() {
            return latin.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** The body as text. */
        public String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        /** A header; empty when it is missing. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Sends one byte for each char. */
    public RawHttp send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends one request over a new connection. */
    public static Answer ask(InetSocketAddress server, String head) throws IOException {
        try (RawHttp http = new RawHttp(server)) {
            http.send(head + "\r\n\r\n");
            return http.answer(head.startsWith("HEAD "));
        }
    }

    /** Reads a response. */
    public Answer answer(boolean bare) throws IOException {
        Answer head = head();
        boolean empty = bare || head.status() == 304 || head.status() == 204;
        int length = empty ? 0 : Integer.parseInt(head.header("content-length"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException(body.length + " of " + length + " bytes");
        }
        return new Answer(head.status(), head.headers(), new String(body, StandardCharsets.ISO_8859_1));
    }

    /** Reads the head of a response. */
    public Answer head() throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(status, headers, "");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Reads {@code count} bytes, or fewer at the end of the connection. */
    public byte[] bytes(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** The number of bytes that can be read without waiting. */
    public int available() throws IOException {
        return in.available();
    }

    /** True when the server closes the connection within the timeout. */
    public boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true; // by a reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

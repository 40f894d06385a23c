package io.s3torrent.tracker.http;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeException;
import io.s3torrent.testing.TrustingTls;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Sends raw bytes to a tracker and reads its responses. */
public final class RawClient implements Closeable {
    private final Socket socket;
    private final InputStream in;

    /** The head of the last response. */
    private String head = "";

    public RawClient(InetSocketAddress tracker) throws IOException {
        this(connected(new InetSocketAddress(0), tracker));
    }

    /** Connects from the given address of this machine. */
    public RawClient(String from, InetSocketAddress tracker) throws IOException {
        this(connected(new InetSocketAddress(from, 0), tracker));
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    private static Socket connected(InetSocketAddress from, InetSocketAddress tracker) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        socket.bind(from);
        socket.connect(tracker, 5_000);
        return socket;
    }

    /** Starts TLS and accepts any certificate. */
    public RawClient startTls() throws IOException {
        return new RawClient(TrustingTls.over(socket));
    }

    /** Sends one GET over a new connection. */
    public static BDict get(InetSocketAddress tracker, String target) throws IOException {
        try (RawClient client = new RawClient(tracker)) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: tracker\r\nConnection: close\r\n\r\n")
                    .answer();
        }
    }

    /** Sends one byte for each char. */
    public RawClient send(String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public String head() {
        return head;
    }

    /** Reads the next response, which must have status 200 and a bencoded body. */
    public BDict answer() throws IOException {
        return answer("200 OK");
    }

    /** The same behind a head with another status. */
    BDict answer(String status) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no answer: " + read);
            }
            read.append((char) next);
        }
        head = read.toString();
        if (!head.startsWith("HTTP/1.1 " + status + "\r\n")) {
            throw new IOException(head);
        }
        try {
            return BencodeDecoder.decodeDict(in.readNBytes(contentLength()), BencodeDecoder.Limits.MESSAGE);
        } catch (BencodeException e) {
            throw new IOException(e);
        }
    }

    private int contentLength() {
        String name = "\r\ncontent-length: ";
        int start = head.toLowerCase(Locale.ROOT).indexOf(name) + name.length();
        return Integer.parseInt(head, start, head.indexOf("\r\n", start), 10);
    }

    /** True when the peer closes the connection. Linux resets a connection that is closed with unread data. */
    public boolean isClosedByPeer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

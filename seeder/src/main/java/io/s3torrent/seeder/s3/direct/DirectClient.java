package io.s3torrent.seeder.s3.direct;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Sends GET and HEAD requests over pooled connections, the most recently used first. Thread-safe. */
public final class DirectClient implements AutoCloseable {
    private final DirectLimits limits;
    private final DirectDialer dialer;
    private final Set<DirectConnection> open = ConcurrentHashMap.newKeySet();
    /** Unused connections, the most recently used first; guarded by its own monitor. */
    private final Deque<DirectConnection> idle = new ArrayDeque<>();

    private volatile boolean closed;

    /**
     * Creates a client without opening a connection.
     *
     * @param tls is called once, when the first TLS connection is opened
     */
    public DirectClient(DirectLimits limits, TlsContext tls) {
        this.limits = limits;
        this.dialer = new DirectDialer(limits, tls);
    }

    /**
     * Sends a request and waits for the head of its answer.
     *
     * @param request the whole head of the request
     * @throws IOException when no valid answer arrives in time
     */
    public DirectResponse send(DirectOrigin origin, String request) throws IOException {
        return send(origin, request, WaitCheck.NONE);
    }

    /** The same with a check that can end the waits for the head and the body of the answer. */
    public DirectResponse send(DirectOrigin origin, String request, WaitCheck check) throws IOException {
        Optional<DirectConnection> kept = kept(origin);
        if (kept.isPresent()) {
            try {
                return answer(kept.get(), request, check);
            } catch (SocketException | EOFException e) {
                if (kept.get().isAnswered()) {
                    throw e;
                }
                // The server closed the connection while it was unused, which it may do at any time (RFC 9112, 9.3.1).
            }
        }
        return answer(dial(origin), request, check);
    }

    private DirectResponse answer(DirectConnection connection, String request, WaitCheck check) throws IOException {
        try {
            long deadline = System.nanoTime() + limits.head().toNanos();
            return new DirectResponse(this, connection, connection.exchange(request, deadline, check));
        } catch (IOException | RuntimeException e) {
            drop(connection);
            throw e;
        }
    }

    private DirectConnection dial(DirectOrigin origin) throws IOException {
        DirectConnection connection = dialer.dial(origin);
        open.add(connection);
        if (closed) {
            drop(connection);
            throw new SocketException("closed");
        }
        return connection;
    }

    private Optional<DirectConnection> kept(DirectOrigin origin) {
        synchronized (idle) {
            dropOld(System.nanoTime());
            for (Iterator<DirectConnection> each = idle.iterator(); each.hasNext(); ) {
                DirectConnection connection = each.next();
                if (connection.origin().equals(origin)) {
                    each.remove();
                    return Optional.of(connection);
                }
            }
            return Optional.empty();
        }
    }

    private void dropOld(long now) {
        while (!idle.isEmpty()
                && now - idle.getLast().idleSince() > limits.idle().toNanos()) {
            drop(idle.removeLast());
        }
    }

    /** Takes back a connection; keeps it for reuse only if its answer was read to the end. */
    void release(DirectConnection connection) {
        if (closed || !connection.isReusable()) {
            drop(connection);
            return;
        }
        long now = System.nanoTime();
        connection.idleFrom(now);
        synchronized (idle) {
            idle.addFirst(connection);
            dropOld(now);
            if (idle.size() > limits.kept()) {
                drop(idle.removeLast());
            }
        }
    }

    void drop(DirectConnection connection) {
        open.remove(connection);
        connection.close();
    }

    /** Closes every connection, including those in use. */
    @Override
    public void close() {
        closed = true;
        open.forEach(this::drop);
    }

    /** Opens connections to the first reachable address of a host, with TLS if the origin requires it. */
    private static final class DirectDialer {
        private static final int MAX_ADDRESSES = 4;

        private final DirectLimits limits;
        private final TlsContext tls;
        private @Nullable SSLSocketFactory tlsSockets;

        DirectDialer(DirectLimits limits, TlsContext tls) {
            this.limits = limits;
            this.tls = tls;
        }

        DirectConnection dial(DirectOrigin origin) throws IOException {
            Socket plain = connected(origin);
            try {
                return new DirectConnection(origin, origin.tls() ? secured(plain, origin) : plain, limits.silence());
            } catch (IOException | RuntimeException e) {
                plain.close();
                throw e;
            }
        }

        private Socket connected(DirectOrigin origin) throws IOException {
            InetAddress[] addresses = InetAddress.getAllByName(origin.hostToConnect());
            IOException failure = new IOException("no address");
            for (int i = 0; i < Math.min(addresses.length, MAX_ADDRESSES); i++) {
                try {
                    return connected(new InetSocketAddress(addresses[i], origin.port()));
                } catch (IOException e) {
                    failure = e;
                }
            }
            throw failure;
        }

        private Socket connected(InetSocketAddress address) throws IOException {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.setSoTimeout((int) limits.silence().toMillis());
                socket.connect(address, (int) limits.connect().toMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        private Socket secured(Socket plain, DirectOrigin origin) throws IOException {
            SSLSocket socket =
                    (SSLSocket) tlsSockets().createSocket(plain, origin.hostToConnect(), origin.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // checks that the certificate names the host
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        }

        private synchronized SSLSocketFactory tlsSockets() throws IOException {
            SSLSocketFactory known = tlsSockets;
            if (known == null) {
                known = tls.sockets();
                tlsSockets = known;
            }
            return known;
        }
    }

    /** Makes TLS sockets. */
    @FunctionalInterface
    public interface TlsContext {
        /** Makes sockets with the right trust anchors. Loading all certificate authorities takes a while. */
        SSLSocketFactory sockets() throws IOException;
    }

    /**
     * An answer whose body is a stream. Closing the stream at its end keeps the connection; closing it earlier closes the connection. For
     * use by one thread.
     */
    public static final class DirectResponse extends InputStream {
        /** Longer than the error documents of stores. */
        private static final int LITTLE = 4096;

        private final DirectClient owner;
        private final DirectConnection connection;
        private final ResponseHead head;
        private boolean closed;

        DirectResponse(DirectClient owner, DirectConnection connection, ResponseHead head) {
            this.owner = owner;
            this.connection = connection;
            this.head = head;
        }

        /** The status and the headers. */
        public ResponseHead head() {
            return head;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return connection.read(target, offset, length);
        }

        /** Reads up to 4 KiB of the body and closes the stream. A short body is thus read to its end, and the connection is kept. */
        public void discard() throws IOException {
            byte[] rest = new byte[LITTLE];
            try {
                for (int got = 0; got < LITTLE; ) {
                    int more = read(rest, got, LITTLE - got);
                    if (more < 0) {
                        break;
                    }
                    got += more;
                }
            } finally {
                close();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                owner.release(connection);
            }
        }
    }
}

package io.s3torrent.seeder.s3.direct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * One connection: it sends a request, reads the head and the body of the answer, and is then ready for the next. Used by one thread at a
 * time, except {@link #close}.
 */
final class DirectConnection implements AutoCloseable {
    private static final int MAX_HEAD = 16 << 10;
    private static final int MAX_INTERIM_ANSWERS = 8;
    /** How often a waiting read calls its check. */
    private static final Duration TICK = Duration.ofMillis(250);

    private final DirectOrigin origin;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Duration silence;
    /** Bytes that were read beyond the head are the beginning of the body. */
    private final byte[] buffer = new byte[MAX_HEAD];

    private int bufferStart;
    private int bufferEnd;
    private long bodyLeft;
    private WaitCheck check = WaitCheck.NONE;
    private boolean kept;
    private boolean answered;
    private long idleSince;

    /**
     * Takes over a connected socket.
     *
     * @param silence longest wait for a byte
     */
    DirectConnection(DirectOrigin origin, Socket socket, Duration silence) throws IOException {
        this.origin = origin;
        this.socket = socket;
        this.silence = silence;
        socket.setSoTimeout((int) Math.min(TICK.toMillis(), silence.toMillis()));
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    DirectOrigin origin() {
        return origin;
    }

    /**
     * Sends a request and reads the head of its answer.
     *
     * @param deadline in the time of {@link System#nanoTime}
     * @param during is called while the connection waits for the head and the body
     */
    ResponseHead exchange(String request, long deadline, WaitCheck during) throws IOException {
        boolean bodiless = request.startsWith("HEAD "); // whatever length the answer announces (RFC 9112, 6.3)
        answered = false;
        kept = false;
        check = during;
        out.write(request.getBytes(ISO_8859_1));
        for (int interim = 0; interim <= MAX_INTERIM_ANSWERS; interim++) {
            ResponseHead head = ResponseHead.parse(readHead(deadline));
            if (head.status() >= 200) {
                bodyLeft = bodiless ? 0 : head.bodyLength().orElse(0);
                kept = head.keepsConnection() && (bodiless || head.bodyLength().isPresent());
                return head;
            }
        }
        throw new ProtocolException("only interim answers");
    }

    /** False until the first byte of an answer has arrived. A server that closes a connection before that has not executed the request. */
    boolean isAnswered() {
        return answered;
    }

    private String readHead(long deadline) throws IOException {
        if (bufferStart == bufferEnd) {
            bufferStart = 0;
            bufferEnd = 0;
        }
        for (int searched = bufferStart; ; ) {
            int end = endOfHead(searched);
            if (end >= 0) {
                String head = new String(buffer, bufferStart, end - bufferStart, ISO_8859_1);
                bufferStart = end + 4;
                return head;
            }
            searched = Math.max(bufferStart, bufferEnd - 3);
            fill(deadline);
        }
    }

    private int endOfHead(int from) {
        for (int i = from; i <= bufferEnd - 4; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void fill(long deadline) throws IOException {
        if (bufferEnd == buffer.length) {
            throw new ProtocolException("the head of the answer is too long");
        }
        if (System.nanoTime() - deadline >= 0) {
            throw new SocketTimeoutException("no whole head in time");
        }
        int got = receive(buffer, bufferEnd, buffer.length - bufferEnd);
        if (got < 0) {
            throw new EOFException("the connection was closed before the answer");
        }
        answered = true;
        bufferEnd += got;
    }

    /** Reads some of the body; returns -1 at its end, or when the server closed the connection early. */
    int read(byte[] target, int offset, int length) throws IOException {
        int want = (int) Math.min(length, bodyLeft);
        if (want == 0) {
            return length == 0 ? 0 : -1;
        }
        int got = bufferStart < bufferEnd ? readBuffered(target, offset, want) : receive(target, offset, want);
        if (got < 0) {
            kept = false;
            bodyLeft = 0;
        } else {
            bodyLeft -= got;
        }
        return got;
    }

    /** Reads from the socket. Its timeout is short, so that the check can end a wait without another thread. */
    private int receive(byte[] target, int offset, int length) throws IOException {
        long started = System.nanoTime();
        while (true) {
            try {
                return in.read(target, offset, length);
            } catch (SocketTimeoutException e) {
                long waited = System.nanoTime() - started;
                if (waited >= silence.toNanos()) {
                    throw e;
                }
                check.check(waited);
            }
        }
    }

    private int readBuffered(byte[] target, int offset, int want) {
        int got = Math.min(want, bufferEnd - bufferStart);
        System.arraycopy(buffer, bufferStart, target, offset, got);
        bufferStart += got;
        return got;
    }

    /** True when the whole answer was read, no extra bytes follow, and the server keeps the connection open. */
    boolean isReusable() {
        return kept && bodyLeft == 0 && bufferStart == bufferEnd;
    }

    void idleFrom(long now) {
        idleSince = now;
    }

    long idleSince() {
        return idleSince;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing to do: the connection is discarded either way.
        }
    }
}

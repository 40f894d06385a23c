package io.s3torrent.seeder.s3.direct;

import java.io.IOException;
import java.io.InputStream;

/** An answer, its body as a stream. Closing it at the body's end keeps the connection; before that, it ends it. For one thread. */
public final class DirectResponse extends InputStream {
    /** As long as the error of a store is. */
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

    /** Status and headers. */
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

    /** Reads the rest, if it is short, so that the connection is kept, and closes. */
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

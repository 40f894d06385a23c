package io.s3torrent.seeder.s3.client;

import java.io.IOException;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * The answer to a GET, whose body is not read yet. For one thread.
 *
 * <p>One that is not read to its end is aborted, never drained: what is left may be gigabytes, or never come.
 */
public final class OpenObject implements AutoCloseable {
    private final ObjectHead head;
    private final AbortableInputStream body;
    private boolean read;

    OpenObject(ObjectHead head, AbortableInputStream body) {
        this.head = head;
        this.body = body;
    }

    ObjectHead head() {
        return head;
    }

    public AbortableInputStream body() {
        return body;
    }

    /** The body was read to its end, so that the connection can serve again. */
    void isRead() {
        read = true;
    }

    @Override
    public void close() throws IOException {
        if (read) {
            body.close();
        } else {
            body.abort();
        }
    }
}

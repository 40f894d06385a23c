package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes one response as fast as its body arrives and the client reads. The channel's watermark bounds the unsent bytes. Confined to the
 * channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
final class ServerResponseWriter implements AutoCloseable {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final Channel channel;
    private final IdleTimer idleTimer;
    private final ServerResponse response;
    private final boolean bare;
    private final Runnable written;
    private HttpBody.Stream body = NoBytes.INSTANCE;
    private boolean closed;

    /**
     * Creates the writer of a response; {@link #begin} starts to write.
     *
     * @param bare true to send the head only
     * @param written runs when the whole response is written
     */
    ServerResponseWriter(
            Channel channel, IdleTimer idleTimer, ServerResponse response, boolean bare, Runnable written) {
        this.channel = channel;
        this.idleTimer = idleTimer;
        this.response = response;
        this.bare = bare;
        this.written = written;
    }

    /** Writes the head and the available bytes of the body. */
    void begin(boolean last) {
        guarded(() -> {
            channel.write(head(last));
            if (!bare && response.from() < response.to()) {
                body = response.body().open(response.from(), response.to(), channel.eventLoop(), this::pump);
            }
            writeOn();
        });
    }

    /** Writes the bytes of the body that have become available. */
    void pump() {
        guarded(this::writeOn);
    }

    /** Runs a step, and closes the connection if the body throws: that is a bug, and the client must not wait for the rest. */
    private void guarded(Runnable step) {
        if (closed || !channel.isActive()) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException bug) {
            channel.pipeline().fireExceptionCaught(bug);
        }
    }

    private HttpResponse head(boolean last) {
        HttpResponse head =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
        response.headers().forEach((name, value) -> head.headers().set(name, value));
        head.headers().set(HttpHeaderNames.DATE, DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        head.headers().set(HttpHeaderNames.SERVER, "s3torrent");
        if (response.status() != 304 && response.status() != 204) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.to() - response.from());
        }
        if (last) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return head;
    }

    private void writeOn() {
        boolean due = write();
        channel.flush();
        idleTimer.is(due);
        if (body.isAtEnd()) {
            close();
            written.run();
        } else if (due && body.isBroken()) {
            channel.close(); // the body is shorter than its Content-Length, so clients report an error
        }
    }

    /** Writes until the channel or the body pauses; returns true when the body is not finished but has no bytes. */
    private boolean write() {
        while (channel.isWritable()) {
            ByteBuf next = body.next();
            if (next == null) {
                return !body.isAtEnd();
            }
            channel.write(new DefaultHttpContent(next)).addListener(sent -> idleTimer.progress());
        }
        return false;
    }

    /** Closes the body. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            body.close();
        }
    }

    /** The stream of a response without a body. */
    private enum NoBytes implements HttpBody.Stream {
        INSTANCE;

        @Override
        public @Nullable ByteBuf next() {
            return null;
        }

        @Override
        public boolean isAtEnd() {
            return true;
        }

        @Override
        public boolean isBroken() {
            return false;
        }

        @Override
        public void close() {}
    }
}

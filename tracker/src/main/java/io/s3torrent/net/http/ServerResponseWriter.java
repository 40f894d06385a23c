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
 * Writes one answer as fast as its bytes are there and the client takes them: what is unsent is bounded by the channel's watermark. Lives
 * on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel closes it
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
     * Before the first byte.
     *
     * @param bare true for the head alone
     * @param written runs when all is written
     */
    ServerResponseWriter(
            Channel channel, IdleTimer idleTimer, ServerResponse response, boolean bare, Runnable written) {
        this.channel = channel;
        this.idleTimer = idleTimer;
        this.response = response;
        this.bare = bare;
        this.written = written;
    }

    /** Writes the head, and what is there of the body. */
    void begin(boolean last) {
        guarded(() -> {
            channel.write(head(last));
            if (!bare && response.from() < response.to()) {
                body = response.body().open(response.from(), response.to(), channel.eventLoop(), this::pump);
            }
            writeOn();
        });
    }

    /** Writes what is there by now. */
    void pump() {
        guarded(this::writeOn);
    }

    /** A body that throws is a bug, and nobody shall wait for its bytes for ever. */
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
            channel.close(); // short of its length, which every client takes for an error
        }
    }

    /** Writes as long as the client takes it; true when it is the body that is waited for, and not the client. */
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

    /** Lets go of the body. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            body.close();
        }
    }

    /** Where there is no body. */
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

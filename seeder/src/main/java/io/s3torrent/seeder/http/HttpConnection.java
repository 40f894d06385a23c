package io.s3torrent.seeder.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request after the other: while one is answered, the next is not read. Lives on one event loop; what is {@code volatile} is also
 * read by the watch.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel closes it
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final int CHUNK = 64 << 10;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final Channel channel;
    private final Caller caller;
    private final HttpService service;
    private final Runnable grown = this::pumpSoon;

    private io.netty.handler.codec.http.@Nullable HttpRequest asked;
    private @Nullable HttpAnswer answer;
    private int sent;
    /** No more requests come over this connection. */
    private boolean last;

    /** True from the last byte of a request to the last one of its answer, and on when no more may come. */
    private boolean answering;

    /** True while it is the service that is waited for. */
    private volatile boolean serviceIsDue;

    /** Whether the next answer shall be the last. */
    private volatile boolean ending;

    private volatile long progressNanos = System.nanoTime();

    HttpConnection(Channel channel, Caller caller, HttpService service) {
        this.channel = channel;
        this.caller = caller;
        this.service = service;
    }

    /** True when the client has been waited for too long. */
    boolean isStalled(long nowNanos, long limitNanos) {
        return !serviceIsDue && nowNanos - progressNanos > limitNanos;
    }

    /** Makes the next answer the last one. */
    void end() {
        ending = true;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (answering) {
            return; // the body of what is answered already
        }
        if (part.decoderResult().isFailure()) {
            refuse(part.decoderResult().cause());
        } else if (part instanceof io.netty.handler.codec.http.HttpRequest request) {
            asked = request;
            if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0) {
                last = true;
                ask(request); // the answer does not depend on the body, which may be long, or wait for it
            }
        } else if (part instanceof LastHttpContent && asked != null) {
            ask(asked);
        }
    }

    private void refuse(Throwable cause) {
        last = true;
        answering = true;
        int status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        begin(HttpAnswer.text(
                status, "text/plain", HttpResponseStatus.valueOf(status).reasonPhrase() + "\n"));
    }

    private void ask(io.netty.handler.codec.http.HttpRequest request) {
        String target = request.uri();
        last |= !HttpUtil.isKeepAlive(request);
        if (!target.startsWith("/")) {
            refuse(new IOException("target"));
            return;
        }
        answering = true;
        serviceIsDue = true;
        channel.config().setAutoRead(last);
        int question = target.indexOf('?');
        int end = question < 0 ? target.length() : question;
        Map<String, List<String>> headers = headers(request);
        service.serve(
                new HttpRequest(
                        caller.client(headers.getOrDefault("x-forwarded-for", List.of())),
                        caller.reachedAt(),
                        request.method().name(),
                        target.substring(0, end),
                        question < 0 ? "" : target.substring(question + 1),
                        headers),
                given -> onLoop(() -> begin(given)));
    }

    private static Map<String, List<String>> headers(io.netty.handler.codec.http.HttpRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers()
                .forEach(field -> headers.computeIfAbsent(
                                field.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(field.getValue()));
        return headers;
    }

    private void begin(HttpAnswer given) {
        if (answer != null || !channel.isActive()) {
            return;
        }
        answer = given;
        last |= ending;
        boolean bare = (asked != null && asked.method().equals(HttpMethod.HEAD)) || given.status() == 304;
        sent = bare ? given.to() : given.from();
        channel.write(head(given));
        progress();
        given.body().watch(grown);
    }

    private HttpResponse head(HttpAnswer given) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(given.status()));
        given.headers().forEach((name, value) -> head.headers().set(name, value));
        head.headers().set(HttpHeaderNames.DATE, DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        head.headers().set(HttpHeaderNames.SERVER, "s3torrent");
        if (given.status() != 304) {
            head.headers().set(HttpHeaderNames.CONTENT_LENGTH, given.to() - given.from());
        }
        if (last) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return head;
    }

    private void pumpSoon() {
        onLoop(this::pump);
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) { // the loops have ended, and the connection with them
            LOG.trace("closed", e);
        }
    }

    /** Writes what is there, as long as the client takes it. */
    private void pump() {
        HttpAnswer given = answer;
        if (given == null || !channel.isActive()) {
            return;
        }
        int end = Math.min(given.to(), given.body().end());
        while (sent < end && channel.isWritable()) {
            int count = Math.min(CHUNK, end - sent);
            channel.write(new DefaultHttpContent(
                            Unpooled.wrappedBuffer(given.body().bytes(), sent, count)))
                    .addListener(written -> progress());
            sent += count;
        }
        channel.flush();
        boolean due = sent == end && end < given.to();
        if (due != serviceIsDue) {
            progress();
            serviceIsDue = due;
        }
        if (sent == given.to()) {
            finish(given);
        } else if (due && given.body().isBroken()) {
            channel.close(); // short of its length, which every client takes for an error
        }
    }

    private void finish(HttpAnswer given) {
        given.body().unwatch(grown);
        answer = null;
        asked = null;
        serviceIsDue = false;
        progress();
        if (last || ending) {
            // The client may still be sending: half a close lets it read the answer, the watch does the rest.
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(written -> HalfClose.of(channel));
        } else {
            answering = false;
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        channel.config().setAutoRead(true);
    }

    private void progress() {
        progressNanos = System.nanoTime();
    }

    /** Not at once: this is called in the midst of writing, too. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            pumpSoon();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        HttpAnswer given = answer;
        if (given != null) {
            given.body().unwatch(grown);
            answer = null;
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // TLS comes wrapped: what is no TLS, or of a client that does not trust us, is the other side's affair.
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.atDebug().addKeyValue("peer", caller).log("connection broke: {}", cause.getMessage());
        } else {
            LOG.atError().addKeyValue("peer", caller).setCause(cause).log("bug in the HTTP server");
        }
        ctx.close();
    }
}

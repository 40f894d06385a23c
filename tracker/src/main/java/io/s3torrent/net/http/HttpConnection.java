package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the requests of one connection in turn: it reads the next request after the response is written. Confined to one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> implements HttpListener.Connection {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /** Health checks, which are answered also when there are too many connections. */
    private static final Set<String> HEALTH_CHECKS = Set.of("/livez", "/readyz");

    private static final int HEALTH_CHECK_SECONDS = 5;

    private final Channel channel;
    private final ClientAddress client;
    private final HttpService service;
    private final PausingRequestDecoder decoder;
    private final IdleTimer idleTimer = new IdleTimer();

    private io.netty.handler.codec.http.@Nullable HttpRequest current;
    private @Nullable ServerResponseWriter writer;
    /** See {@link HttpRequest#ended}. */
    private CompletableFuture<Void> ended = new CompletableFuture<>();
    /** True when the connection accepts no more requests. */
    private boolean last;

    /** True from the last byte of a request to the last byte of its response. After the last response it stays true. */
    private boolean answering;

    /** Whether the connection ends with its next response. */
    private volatile boolean ending;

    /** Ends a connection that has no place, and may only send one request for a health check; else null. */
    private @Nullable Future<?> healthCheckLimit;

    HttpConnection(Channel channel, ClientAddress client, HttpService service, HttpLimits limits) {
        this.channel = channel;
        this.client = client;
        this.service = service;
        this.decoder = new PausingRequestDecoder(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.headerBytes()));
    }

    @Override
    public void addTo(ChannelPipeline pipeline, boolean proxied) {
        pipeline.addLast(decoder, new HttpResponseEncoder(), this);
    }

    @Override
    public long idleSince(long now) {
        return idleTimer.idleSince(now);
    }

    @Override
    public void limitToHealthChecks() {
        healthCheckLimit = channel.eventLoop().schedule(() -> channel.close(), HEALTH_CHECK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void end() {
        ending = true;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (answering) {
            return; // part of the body of a request that is being answered
        }
        if (part.decoderResult().isFailure()) {
            refuse(part.decoderResult().cause());
        } else if (part instanceof io.netty.handler.codec.http.HttpRequest request) {
            current = request;
            if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0) {
                last = true;
                serve(request); // do not wait for the body: no response depends on it, and it may be long
            }
        } else if (part instanceof LastHttpContent && current != null) {
            serve(current);
        }
    }

    private void refuse(Throwable cause) {
        last = true;
        answering = true;
        int status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        begin(service.malformed(status));
    }

    private void serve(io.netty.handler.codec.http.HttpRequest request) {
        last |= !HttpUtil.isKeepAlive(request) || healthCheckLimit != null;
        Optional<RequestTarget> target = RequestTarget.of(request.uri());
        if (target.isEmpty()) {
            refuse(new IOException("target"));
            return;
        }
        answering = true;
        idleTimer.is(true);
        if (!last) {
            decoder.pause();
            channel.config().setAutoRead(false);
        }
        if (healthCheckLimit != null && !HEALTH_CHECKS.contains(target.get().path())) {
            begin(ServerResponse.text(503, "text/plain", "too many connections, try again later\n"));
            return;
        }
        ended = new CompletableFuture<>();
        service.serve(received(request.method().name(), target.get(), headers(request)), this::respond);
        if (answering && writer == null && !last) {
            channel.read(); // while the service works, one read reports that the client has closed the connection
        }
    }

    private HttpRequest received(String method, RequestTarget target, Map<String, List<String>> headers) {
        target.authority().ifPresent(host -> headers.put("host", List.of(host))); // RFC 9112, section 3.2.2
        return new HttpRequest(
                client.client(headers.getOrDefault("x-forwarded-for", List.of())),
                client.reachedAt(),
                method,
                target.path(),
                target.query(),
                headers,
                client.forwardedHost(headers.getOrDefault("x-forwarded-host", List.of())),
                ended);
    }

    /**
     * Begins the response at once if the service answers within its call. Resources that the service saw free are then in use before
     * the next request asks for them.
     */
    private void respond(ServerResponse response) {
        if (channel.eventLoop().inEventLoop()) {
            begin(response);
        } else {
            onLoop(() -> begin(response));
        }
    }

    private static Map<String, List<String>> headers(io.netty.handler.codec.http.HttpRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        request.headers()
                .forEach(field -> headers.computeIfAbsent(
                                field.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(field.getValue()));
        return headers;
    }

    private void begin(ServerResponse response) {
        if (writer != null || !channel.isActive()) {
            return;
        }
        last |= ending;
        boolean bare = (current != null && current.method().equals(HttpMethod.HEAD)) || response.status() == 304;
        writer = new ServerResponseWriter(channel, idleTimer, response, bare, this::written);
        writer.begin(last);
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) { // the event loops have shut down, and so has the connection
            LOG.trace("closed", e);
        }
    }

    private void written() {
        ended.complete(null);
        writer = null;
        current = null;
        if (last || ending) {
            // The client may still be sending. Closing one direction lets it read the response; the sweep closes the
            // connection.
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(written -> HalfClose.of(channel));
        } else {
            answering = false;
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        onLoop(this::readOn); // later: reading the next request inside this call would recurse
    }

    private void readOn() {
        channel.config().setAutoRead(true);
        decoder.resume(); // after setAutoRead: it may decode a request, which turns auto-read off again
    }

    /** Pumps later, because Netty also calls this during a write. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ServerResponseWriter unfinished = writer;
        if (unfinished != null && channel.isWritable()) {
            onLoop(unfinished::pump);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (healthCheckLimit != null) {
            healthCheckLimit.cancel(false);
        }
        if (writer != null) {
            writer.close();
            writer = null;
        }
        ended.complete(null);
        ctx.fireChannelInactive();
    }

    /**
     * Closes the sending direction of a connection. The client may still be sending: a full close would reset the connection before the
     * client has read the response.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
    private static final class HalfClose {
        private HalfClose() {}

        /** Shuts the output down. TLS sends close_notify first, because anyone on the path can end a TCP connection. */
        static void of(Channel channel) {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls == null) {
                ((DuplexChannel) channel).shutdownOutput();
            } else {
                tls.closeOutbound().addListener(said -> ((DuplexChannel) channel).shutdownOutput());
            }
        }
    }

    /**
     * The target of a request line, in origin form ({@code /path?query}) or in the absolute form that clients send to proxies (RFC 9112,
     * section 3.2).
     *
     * @param authority host and port of the absolute form, which replace the {@code Host} header
     * @param path from the first slash to the question mark
     * @param query the part after the question mark; empty without one
     */
    private record RequestTarget(Optional<String> authority, String path, String query) {
        private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?#@]+)([/?].*)?");

        /** Parses a target; empty for a target of another form. */
        static Optional<RequestTarget> of(String target) {
            if (target.startsWith("/")) {
                return Optional.of(of(Optional.empty(), target));
            }
            Matcher absolute = ABSOLUTE.matcher(target);
            return absolute.matches()
                    ? Optional.of(of(
                            Optional.of(absolute.group(1)),
                            absolute.group(2) == null ? "/" : absolute.group(2).replaceFirst("^\\?", "/?")))
                    : Optional.empty();
        }

        private static RequestTarget of(Optional<String> authority, String origin) {
            int question = origin.indexOf('?');
            return question < 0
                    ? new RequestTarget(authority, origin, "")
                    : new RequestTarget(authority, origin.substring(0, question), origin.substring(question + 1));
        }
    }

    /**
     * Decodes requests, except while it is paused: then it buffers at most two reads of the socket, and the other bytes of pipelined
     * requests stay in the socket. Confined to one event loop.
     */
    private static final class PausingRequestDecoder extends HttpRequestDecoder {
        private @Nullable ChannelHandlerContext context;
        private boolean paused;

        PausingRequestDecoder(HttpDecoderConfig config) {
            super(config);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
            super.handlerAdded(ctx);
            context = ctx;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            if (!paused) {
                super.decode(ctx, in, out);
            }
        }

        /** While it is paused, it does not read on, as the superclass does when a read completes no message. */
        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
            if (paused) {
                ctx.fireChannelReadComplete();
            } else {
                super.channelReadComplete(ctx);
            }
        }

        /** Stops decoding. Call it while a message is being handled. */
        void pause() {
            paused = true;
        }

        /** Continues with the buffered bytes. Do not call it while a message is being handled. */
        void resume() {
            paused = false;
            ChannelHandlerContext ctx = context;
            if (ctx != null && !ctx.isRemoved()) {
                try {
                    channelRead(ctx, Unpooled.EMPTY_BUFFER);
                } catch (Exception e) {
                    ctx.fireExceptionCaught(e);
                }
            }
        }
    }
}

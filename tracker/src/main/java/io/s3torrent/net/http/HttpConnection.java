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
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request after the other: while one is answered, the next is not read. Lives on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel closes it
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
    /** No more requests come over this connection. */
    private boolean last;

    /** True from the last byte of a request to the last one of its answer, and on when no more may come. */
    private boolean answering;

    /** Whether the next answer shall be the last. */
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
            return; // the body of what is answered already
        }
        if (part.decoderResult().isFailure()) {
            refuse(part.decoderResult().cause());
        } else if (part instanceof io.netty.handler.codec.http.HttpRequest request) {
            current = request;
            if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0) {
                last = true;
                serve(request); // the answer does not depend on the body, which may be long, or wait for it
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
        service.serve(received(request.method().name(), target.get(), headers(request)), this::respond);
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
                client.forwardedHost(headers.getOrDefault("x-forwarded-host", List.of())));
    }

    /** A service that answers in its call has its answer begun in it: what it saw free is taken before the next one asks. */
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
        } catch (RejectedExecutionException e) { // the loops have ended, and the connection with them
            LOG.trace("closed", e);
        }
    }

    private void written() {
        writer = null;
        current = null;
        if (last || ending) {
            // The client may still be sending: half a close lets it read the response, the sweep does the rest.
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(written -> HalfClose.of(channel));
        } else {
            answering = false;
            channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        onLoop(this::readOn); // not at once: the next request may be read within
    }

    private void readOn() {
        channel.config().setAutoRead(true);
        decoder.resume(); // last: it may bring a request that turns off the other
    }

    /** Not at once: this is called in the midst of writing, too. */
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
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // TLS comes wrapped: what is no TLS, or of a client that does not trust us, is the other side's affair.
        if (cause instanceof IOException || cause.getCause() instanceof IOException) {
            LOG.atDebug().addKeyValue("peer", client).log("connection broke: {}", cause.getMessage());
        } else {
            LOG.atError().addKeyValue("peer", client).setCause(cause).log("bug in the HTTP server");
        }
        ctx.close();
    }

    /** The end of what we say on a connection. The other side may still be sending: a full close would reset it before it reads the answer. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails on a channel closes it
    private static final class HalfClose {
        private HalfClose() {}

        /** Says no more; TLS says so itself (close_notify), since anybody can make an end of a TCP connection. */
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
     * What a request line names, in origin form ({@code /path?query}) or in the absolute form that clients send to proxies (RFC 9112, section
     * 3.2).
     *
     * @param authority host and port of the absolute form, which count in place of the {@code Host} header
     * @param path from its slash to the question mark
     * @param query what follows that; empty without one
     */
    private record RequestTarget(Optional<String> authority, String path, String query) {
        private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?#@]+)([/?].*)?");

        /** Reads a target; empty for one of another form. */
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
     * Decodes requests, and none while it is paused: what a client sends ahead stays bytes, of which one read of the socket is held here
     * and the rest in the socket. Lives on one event loop.
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

        /** Decodes no more; to be called while a message is handled. */
        void pause() {
            paused = true;
        }

        /** Goes on with the bytes that are there; not to be called while a message is handled. */
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

package io.s3torrent.status;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.s3torrent.net.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators how things are, over HTTP, on a thread of its own: it answers when those who serve are busy. What it tells is
 * no secret, but nobody's business either: who runs it gives it an address that strangers do not reach.
 */
public final class AdminServer implements AutoCloseable {
    /** Enough for any number of scrapers; the thread is one. */
    private static final int CONNECTIONS = 64;

    private static final int LINE_BYTES = 4096;
    private static final int HEADER_BYTES = 16_384;

    /** A scraper asks each minute or more often. */
    private static final int SILENCE_SECONDS = 90;

    private final EventLoops transport;
    private final Channel listener;

    private AdminServer(EventLoops transport, Channel listener) {
        this.transport = transport;
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException when the address cannot be had
     */
    public static AdminServer bind(InetSocketAddress listen, PageSource pages) throws IOException {
        EventLoops transport = EventLoops.start("s3torrent-admin", 1);
        try {
            ServerBootstrap server = new ServerBootstrap()
                    .group(transport.group())
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childHandler(new Pipeline(pages));
            return new AdminServer(transport, transport.listen("the admin server", listen, server));
        } catch (IOException e) {
            transport.close();
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Frees the port and ends the thread. */
    @Override
    public void close() {
        transport.close();
    }

    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final AtomicInteger open = new AtomicInteger();
        private final PageSource pages;

        Pipeline(PageSource pages) {
            this.pages = pages;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // A close that fails concerns nobody.
        protected void initChannel(Channel channel) {
            channel.closeFuture().addListener(closed -> open.decrementAndGet());
            if (open.incrementAndGet() > CONNECTIONS) {
                channel.close();
                return;
            }
            HttpDecoderConfig bounds =
                    new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES).setMaxHeaderSize(HEADER_BYTES);
            channel.pipeline()
                    .addLast(new ReadTimeoutHandler(SILENCE_SECONDS))
                    .addLast(new HttpServerCodec(bounds))
                    .addLast(new HttpServerKeepAliveHandler())
                    .addLast(new AdminHandler(pages));
        }
    }

    /** Answers the requests of one connection with pages. */
    @SuppressWarnings("FutureReturnValueIgnored") // What fails on a channel closes it.
    private static final class AdminHandler extends SimpleChannelInboundHandler<HttpObject> {
        private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);

        private final PageSource pages;

        AdminHandler(PageSource pages) {
            this.pages = pages;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (!(message instanceof HttpRequest request)) {
                return; // the end of a request, or the body that a GET has not
            }
            boolean broken = request.decoderResult().isFailure();
            FullHttpResponse response =
                    response(broken ? StatusPage.text(400, "not a request of HTTP/1.1") : page(request));
            if (request.method().equals(HttpMethod.HEAD)) {
                response = response.replace(Unpooled.EMPTY_BUFFER);
            }
            if (broken || hasBody(request)) {
                response.headers().set(HttpHeaderNames.CONNECTION, "close");
                ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            } else {
                ctx.writeAndFlush(response);
            }
        }

        private StatusPage page(HttpRequest request) {
            if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
                return StatusPage.text(405, "only GET and HEAD");
            }
            int query = request.uri().indexOf('?');
            String path = query < 0 ? request.uri() : request.uri().substring(0, query);
            return pages.page(path, request.headers().get(HttpHeaderNames.ACCEPT, ""))
                    .orElseGet(() -> StatusPage.text(404, "no such page"));
        }

        private static boolean hasBody(HttpRequest request) {
            return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) != 0;
        }

        private static FullHttpResponse response(StatusPage page) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(page.status()),
                    Unpooled.wrappedBuffer(page.body()));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                    .set(HttpHeaderNames.CONTENT_LENGTH, page.body().length)
                    .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                    .set("X-Content-Type-Options", "nosniff");
            if (page.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
                response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            }
            return response;
        }

        /** Who does not read answers is not read from either. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof IOException || cause instanceof ReadTimeoutException) {
                log.atDebug().log("connection broke: {}", cause.getMessage());
            } else {
                log.atError().setCause(cause).log("bug in the admin server");
            }
            ctx.close();
        }
    }
}

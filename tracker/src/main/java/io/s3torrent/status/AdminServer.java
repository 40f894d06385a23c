package io.s3torrent.status;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.s3torrent.net.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

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
}

package io.s3torrent.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes requests, and none while it is paused: what a client sends ahead stays bytes, of which one read of the socket is held here
 * and the rest in the socket. Lives on one event loop.
 */
final class PausingRequestDecoder extends HttpRequestDecoder {
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

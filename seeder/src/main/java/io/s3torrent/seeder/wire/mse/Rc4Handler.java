package io.s3torrent.seeder.wire.mse;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Encrypts what leaves and decrypts what arrives. Blocks are slices of cached pieces: they go out as copies. */
@SuppressWarnings("FutureReturnValueIgnored") // the promise that is passed on has it
final class Rc4Handler extends ChannelDuplexHandler {
    private final Rc4 incoming;
    private final Rc4 outgoing;

    Rc4Handler(Rc4 incoming, Rc4 outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        incoming.apply((ByteBuf) message);
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf plain = (ByteBuf) message;
        ByteBuf encrypted = ctx.alloc().directBuffer(Math.max(1, plain.readableBytes()));
        outgoing.apply(plain, encrypted);
        plain.release();
        ctx.write(encrypted, promise);
    }
}

package io.s3torrent.net.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the header of a trusted proxy off a connection, if it has one, tells it as a user event, and goes out of the way. One that
 * never comes to its end is bounded in length here, and in time by whoever watches the connection.
 */
public final class ProxyDecoder extends ByteToMessageDecoder {

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws ProxyHeader.MalformedHeaderException {
        ProxyHeader header = read(in);
        if (header != null) {
            in.skipBytes(header.length());
            ctx.fireUserEventTriggered(header);
            ctx.pipeline().remove(this);
        }
    }

    private static @Nullable ProxyHeader read(ByteBuf in) throws ProxyHeader.MalformedHeaderException {
        try {
            return ProxyHeader.ofStream(in);
        } catch (ProxyHeader.MalformedHeaderException e) {
            in.skipBytes(in.readableBytes()); // Nothing is left to fail again when the connection closes.
            throw e;
        }
    }
}

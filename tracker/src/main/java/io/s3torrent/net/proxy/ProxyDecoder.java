package io.s3torrent.net.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header of a connection from a trusted proxy, if there is one, fires it as a user event, and removes itself from the
 * pipeline. {@link ProxyHeader} limits the length of a header; the owner of the connection limits the time until it is complete.
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
            in.skipBytes(in.readableBytes()); // else Netty would decode them again when the connection closes
            throw e;
        }
    }
}

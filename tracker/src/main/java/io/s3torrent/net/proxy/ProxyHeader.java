package io.s3torrent.net.proxy;

import io.netty.buffer.ByteBuf;
import io.s3torrent.net.AddressText;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy puts before the bytes of its client (PROXY protocol of HAProxy, versions 1 and 2): between whom the connection is
 * that it passes on. Read where the reader index is, which stays there.
 *
 * @param length bytes of the header; 0 when there is none
 * @param source the client; null when the proxy speaks for itself, or does not say
 * @param destination the address that the client connected to; null with the source
 */
public record ProxyHeader(
        int length, @Nullable InetAddress source, @Nullable InetAddress destination) {
    static final ProxyHeader NONE = withoutAddresses(0);

    /** A header that says nothing: the connection is between those who have it. */
    static ProxyHeader withoutAddresses(int length) {
        return new ProxyHeader(length, null, null);
    }

    /** A header that speaks for a client. */
    static ProxyHeader between(InetAddress source, InetAddress destination, int length) throws ProxyHeaderException {
        if (!AddressText.isOfAHost(source)) {
            throw new ProxyHeaderException("client of a proxy: an address that nobody can have");
        }
        return new ProxyHeader(length, source, destination);
    }

    /**
     * Reads what may be the start of a stream.
     *
     * @return null while too little is there to tell
     * @throws ProxyHeaderException for a header that breaks the rules or is too long
     */
    static @Nullable ProxyHeader ofStream(ByteBuf in) throws ProxyHeaderException {
        if (startsLike(in, ProxyHeaderV2.SIGNATURE)) {
            return ProxyHeaderV2.read(in);
        }
        return startsLike(in, ProxyHeaderV1.SIGNATURE) ? ProxyHeaderV1.read(in) : NONE;
    }

    /**
     * Reads the start of a datagram, which has version 2 or none.
     *
     * @return null when the header breaks the rules or is cut off
     */
    public static @Nullable ProxyHeader ofDatagram(ByteBuf in) {
        try {
            return startsLike(in, ProxyHeaderV2.SIGNATURE) ? ProxyHeaderV2.read(in) : NONE;
        } catch (ProxyHeaderException e) {
            return null;
        }
    }

    /** The client, or the one who is connected when that is nobody else. */
    public InetAddress sourceOr(InetAddress connected) {
        return source == null ? connected : source;
    }

    /** The address that the client connected to, or ours when that is no other. */
    public InetAddress destinationOr(InetAddress ours) {
        return destination == null ? ours : destination;
    }

    /** True when as much of the signature is there as can be. */
    private static boolean startsLike(ByteBuf in, byte[] signature) {
        int length = Math.min(in.readableBytes(), signature.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}

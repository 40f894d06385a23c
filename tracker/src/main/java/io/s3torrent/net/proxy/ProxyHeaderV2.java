package io.s3torrent.net.proxy;

import io.netty.buffer.ByteBuf;
import io.s3torrent.net.AddressText;
import java.net.InetAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Version 2, in bytes: signature, version and command, family, length, addresses, ports, and extensions that we have no use for. */
final class ProxyHeaderV2 {
    static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    /** As much as nginx takes; the extensions of real proxies have some hundred bytes. */
    private static final int MAX_LENGTH = 4096;

    private static final int COMMAND = 12;
    private static final int FAMILY = 13;
    private static final int LENGTH = 14;
    private static final int ADDRESSES = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int PORTS = 4;

    private ProxyHeaderV2() {}

    /** Reads a header whose signature, or as much of it as there is, was seen; null while it is not whole. */
    static @Nullable ProxyHeader read(ByteBuf in) throws ProxyHeaderException {
        if (in.readableBytes() < ADDRESSES) {
            return null;
        }
        int start = in.readerIndex();
        int command = in.getUnsignedByte(start + COMMAND);
        int length = ADDRESSES + in.getUnsignedShort(start + LENGTH);
        if (command != LOCAL && command != PROXY) {
            throw new ProxyHeaderException("version and command of a proxy: " + command + " (expected: 32 or 33)");
        }
        if (length > MAX_LENGTH) {
            throw new ProxyHeaderException("header of a proxy: " + length + " (expected: <= " + MAX_LENGTH + " bytes)");
        }
        // Who speaks for himself may say anything of addresses.
        int width = command == LOCAL ? 0 : width(in.getUnsignedByte(start + FAMILY));
        if (width > 0 && length < ADDRESSES + 2 * width + PORTS) {
            throw new ProxyHeaderException("header of a proxy: " + length + " bytes are too few for its addresses");
        }
        if (in.readableBytes() < length) {
            return null;
        }
        return width == 0
                ? ProxyHeader.withoutAddresses(length)
                : ProxyHeader.between(
                        address(in, start + ADDRESSES, width), address(in, start + ADDRESSES + width, width), length);
    }

    /** Bytes of an address; 0 when the client has none of the internet. Streams and datagrams are the same to us. */
    private static int width(int family) throws ProxyHeaderException {
        return switch (family) {
            case 0x11, 0x12 -> 4;
            case 0x21, 0x22 -> 16;
            case 0x00, 0x31, 0x32 -> 0;
            default -> throw new ProxyHeaderException("address family of a proxy: " + family);
        };
    }

    private static InetAddress address(ByteBuf in, int at, int width) {
        byte[] raw = new byte[width];
        in.getBytes(at, raw);
        return AddressText.of(raw);
    }
}

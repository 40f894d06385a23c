package io.s3torrent.net.proxy;

import io.netty.buffer.ByteBuf;
import io.s3torrent.net.AddressText;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The header that a proxy sends before the bytes of its client (HAProxy's PROXY protocol, versions 1 and 2). It gives the two addresses of
 * the forwarded connection. The methods read at the reader index and do not move it.
 *
 * @param length bytes of the header; 0 without a header
 * @param source the client; null when the proxy itself is the client, or does not report one
 * @param destination the address that the client connected to; null when {@code source} is null
 */
public record ProxyHeader(
        int length, @Nullable InetAddress source, @Nullable InetAddress destination) {
    static final ProxyHeader NONE = withoutAddresses(0);

    /** Creates a header without addresses: the addresses of the connection itself count. */
    static ProxyHeader withoutAddresses(int length) {
        return new ProxyHeader(length, null, null);
    }

    /** Creates a header with the addresses of a client's connection. */
    static ProxyHeader between(InetAddress source, InetAddress destination, int length)
            throws MalformedHeaderException {
        if (!AddressText.isOfAHost(source)) {
            throw new MalformedHeaderException("PROXY header: the client address is a wildcard or multicast address");
        }
        return new ProxyHeader(length, source, destination);
    }

    /**
     * Reads the header at the start of a stream; the result is {@link #NONE} without a header.
     *
     * @return null while more bytes are needed
     * @throws MalformedHeaderException for a header that breaks the rules or is too long
     */
    static @Nullable ProxyHeader ofStream(ByteBuf in) throws MalformedHeaderException {
        if (startsLike(in, ProxyHeaderV2.SIGNATURE)) {
            return ProxyHeaderV2.read(in);
        }
        return startsLike(in, ProxyHeaderV1.SIGNATURE) ? ProxyHeaderV1.read(in) : NONE;
    }

    /**
     * Reads the header at the start of a datagram, where only version 2 is possible; the result has length 0 without a header.
     *
     * @return null when the header is malformed or incomplete
     */
    public static @Nullable ProxyHeader ofDatagram(ByteBuf in) {
        try {
            return startsLike(in, ProxyHeaderV2.SIGNATURE) ? ProxyHeaderV2.read(in) : NONE;
        } catch (MalformedHeaderException e) {
            return null;
        }
    }

    /** The client's address, or {@code connected} if the header has none. */
    public InetAddress sourceOr(InetAddress connected) {
        return source == null ? connected : source;
    }

    /** The address that the client connected to, or {@code ours} if the header has none. */
    public InetAddress destinationOr(InetAddress ours) {
        return destination == null ? ours : destination;
    }

    /** True when the available bytes match the start of the signature. */
    private static boolean startsLike(ByteBuf in, byte[] signature) {
        int length = Math.min(in.readableBytes(), signature.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    /** Parses version 1, one line: {@code PROXY TCP4 192.0.2.1 198.51.100.1 56324 443}. */
    private static final class ProxyHeaderV1 {
        static final byte[] SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);

        /** The protocol's maximum, including CR and LF. */
        private static final int MAX_LENGTH = 107;

        private static final int FIELDS = 6;

        private ProxyHeaderV1() {}

        /** Reads a header whose signature, or as much of it as there is, was seen; null while it is not whole. */
        static @Nullable ProxyHeader read(ByteBuf in) throws MalformedHeaderException {
            int start = in.readerIndex();
            int seen = Math.min(in.readableBytes(), MAX_LENGTH);
            int end = in.indexOf(start, start + seen, (byte) '\n');
            if (end < 0) {
                if (seen == MAX_LENGTH) {
                    throw new MalformedHeaderException(
                            "PROXY header: line too long (expected: <= " + MAX_LENGTH + " bytes)");
                }
                return null;
            }
            String line = in.toString(start, end - start, StandardCharsets.ISO_8859_1);
            if (!line.endsWith("\r")) {
                throw new MalformedHeaderException("PROXY header: line ends without CR");
            }
            return parse(line.substring(0, line.length() - 1).split(" ", -1), end + 1 - start);
        }

        private static ProxyHeader parse(String[] fields, int length) throws MalformedHeaderException {
            boolean ipv4 = fields[1].equals("TCP4");
            if (fields[1].equals("UNKNOWN")) {
                return ProxyHeader.withoutAddresses(length); // the protocol says to ignore the rest of the line
            }
            if (fields.length != FIELDS || !(ipv4 || fields[1].equals("TCP6"))) {
                throw new MalformedHeaderException(
                        "PROXY header: malformed line (expected: TCP4 or TCP6, two addresses, two ports)");
            }
            checkPort(fields[4]);
            checkPort(fields[5]);
            return ProxyHeader.between(address(fields[2], ipv4), address(fields[3], ipv4), length);
        }

        private static InetAddress address(String field, boolean ipv4) throws MalformedHeaderException {
            return AddressText.parse(field)
                    .filter(address -> ipv4 ? address instanceof Inet4Address : field.indexOf(':') >= 0)
                    .orElseThrow(() -> new MalformedHeaderException("PROXY header: malformed address"));
        }

        private static void checkPort(String field) throws MalformedHeaderException {
            if (!field.matches("[0-9]{1,5}") || Integer.parseInt(field) > 65_535) {
                throw new MalformedHeaderException("PROXY header: malformed port (expected: 0 to 65535)");
            }
        }
    }

    /** Parses version 2, binary: signature, version and command, family, length, addresses, ports, and extensions, which are ignored. */
    private static final class ProxyHeaderV2 {
        static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

        /** The limit that nginx has; the extensions of real proxies take a few hundred bytes. */
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
        static @Nullable ProxyHeader read(ByteBuf in) throws MalformedHeaderException {
            if (in.readableBytes() < ADDRESSES) {
                return null;
            }
            int start = in.readerIndex();
            int command = in.getUnsignedByte(start + COMMAND);
            int length = ADDRESSES + in.getUnsignedShort(start + LENGTH);
            if (command != LOCAL && command != PROXY) {
                throw new MalformedHeaderException(
                        "PROXY header: version and command " + command + " (expected: 32 or 33)");
            }
            if (length > MAX_LENGTH) {
                throw new MalformedHeaderException(
                        "PROXY header: " + length + " bytes (expected: <= " + MAX_LENGTH + ")");
            }
            // With LOCAL the proxy is the client, and the addresses do not count.
            int width = command == LOCAL ? 0 : width(in.getUnsignedByte(start + FAMILY));
            if (width > 0 && length < ADDRESSES + 2 * width + PORTS) {
                throw new MalformedHeaderException(
                        "PROXY header: " + length + " bytes are too few for its addresses");
            }
            if (in.readableBytes() < length) {
                return null;
            }
            return width == 0
                    ? ProxyHeader.withoutAddresses(length)
                    : ProxyHeader.between(
                            address(in, start + ADDRESSES, width),
                            address(in, start + ADDRESSES + width, width),
                            length);
        }

        /** Bytes of an address; 0 when the client has no IP address. Streams and datagrams are treated alike. */
        private static int width(int family) throws MalformedHeaderException {
            return switch (family) {
                case 0x11, 0x12 -> 4;
                case 0x21, 0x22 -> 16;
                case 0x00, 0x31, 0x32 -> 0;
                default -> throw new MalformedHeaderException("PROXY header: unknown address family " + family);
            };
        }

        private static InetAddress address(ByteBuf in, int at, int width) {
            byte[] raw = new byte[width];
            in.getBytes(at, raw);
            return AddressText.of(raw);
        }
    }

    /** A trusted proxy sent a malformed header; the server closes its connection. */
    static final class MalformedHeaderException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedHeaderException(String message) {
            super(message);
        }
    }
}

package io.s3torrent.net.proxy;

import io.netty.buffer.ByteBuf;
import io.s3torrent.net.AddressText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Version 1, a line: {@code PROXY TCP4 192.0.2.1 198.51.100.1 56324 443}. */
final class ProxyHeaderV1 {
    static final byte[] SIGNATURE = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** With CR and LF; the longest that the protocol has. */
    private static final int MAX_LENGTH = 107;

    private static final int FIELDS = 6;

    private ProxyHeaderV1() {}

    /** Reads a header whose signature, or as much of it as there is, was seen; null while it is not whole. */
    static @Nullable ProxyHeader read(ByteBuf in) throws ProxyHeaderException {
        int start = in.readerIndex();
        int seen = Math.min(in.readableBytes(), MAX_LENGTH);
        int end = in.indexOf(start, start + seen, (byte) '\n');
        if (end < 0) {
            if (seen == MAX_LENGTH) {
                throw new ProxyHeaderException("line of a proxy: too long (expected: <= " + MAX_LENGTH + " bytes)");
            }
            return null;
        }
        String line = in.toString(start, end - start, StandardCharsets.ISO_8859_1);
        if (!line.endsWith("\r")) {
            throw new ProxyHeaderException("line of a proxy: ends without CR");
        }
        return parse(line.substring(0, line.length() - 1).split(" ", -1), end + 1 - start);
    }

    private static ProxyHeader parse(String[] fields, int length) throws ProxyHeaderException {
        boolean ipv4 = fields[1].equals("TCP4");
        if (fields[1].equals("UNKNOWN")) {
            return ProxyHeader.withoutAddresses(length); // Whatever follows is to be ignored.
        }
        if (fields.length != FIELDS || !(ipv4 || fields[1].equals("TCP6"))) {
            throw new ProxyHeaderException("line of a proxy: not TCP4 or TCP6 with two addresses and two ports");
        }
        checkPort(fields[4]);
        checkPort(fields[5]);
        return ProxyHeader.between(address(fields[2], ipv4), address(fields[3], ipv4), length);
    }

    private static InetAddress address(String field, boolean ipv4) throws ProxyHeaderException {
        return AddressText.parse(field)
                .filter(address -> ipv4 ? address instanceof Inet4Address : field.indexOf(':') >= 0)
                .orElseThrow(() -> new ProxyHeaderException("line of a proxy: an address that is none"));
    }

    private static void checkPort(String field) throws ProxyHeaderException {
        if (!field.matches("[0-9]{1,5}") || Integer.parseInt(field) > 65_535) {
            throw new ProxyHeaderException("line of a proxy: a port that is none");
        }
    }
}

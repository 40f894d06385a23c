package io.s3torrent.net;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of addresses (RFC 4632, 4291): {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. An IPv4-mapped IPv6 address
 * ({@code ::ffff:10.0.0.1}) counts as the IPv4 address, in the block and in the address to test.
 */
public final class Cidr {
    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f:.]+)(?:/([0-9]{1,3}))?");
    private static final byte[] MAPPED = HexFormat.of().parseHex("00000000000000000000ffff");

    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * Parses a block.
     *
     * @throws IllegalArgumentException for any other text, and for an address with bits beyond the prefix, which is probably a mistake
     */
    public static Cidr parse(String text) {
        Matcher form = FORM.matcher(text);
        byte[] raw = form.matches() ? NetUtil.createByteArrayFromIpAddressString(form.group(1)) : null;
        if (raw == null) {
            throw wrong(text, "");
        }
        int bits = form.group(2) == null ? raw.length * Byte.SIZE : Integer.parseInt(form.group(2));
        if (bits > raw.length * Byte.SIZE) {
            throw wrong(text, " of at most " + raw.length * Byte.SIZE + " bits");
        }
        if (!Arrays.equals(masked(raw, bits), raw)) {
            throw wrong(text, "; the block around it is " + plain(masked(raw, bits)) + "/" + bits);
        }
        boolean mapped = isMapped(raw) && bits >= MAPPED.length * Byte.SIZE;
        return mapped ? new Cidr(unmapped(raw), bits - MAPPED.length * Byte.SIZE) : new Cidr(raw, bits);
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("\"" + text
                + "\" (expected: an address block as 10.0.0.0/8 or 2001:db8::/32, or an address" + why + ")");
    }

    /** True when the block contains the address. */
    public boolean contains(InetAddress address) {
        byte[] raw = unmapped(address.getAddress());
        return raw.length == network.length && Arrays.equals(masked(raw, bits), network);
    }

    /** The block around an address: a prefix of {@code ipv6Bits} bits for IPv6, the single address for IPv4. */
    public static Cidr around(InetAddress address, int ipv6Bits) {
        byte[] raw = unmapped(address.getAddress());
        int bits = raw.length == MAPPED.length + 4 ? ipv6Bits : raw.length * Byte.SIZE;
        return new Cidr(masked(raw, bits), bits);
    }

    private static byte[] masked(byte[] raw, int bits) {
        byte[] masked = new byte[raw.length];
        System.arraycopy(raw, 0, masked, 0, bits / Byte.SIZE);
        if (bits % Byte.SIZE > 0) {
            masked[bits / Byte.SIZE] = (byte) (raw[bits / Byte.SIZE] & 0xff00 >> bits % Byte.SIZE);
        }
        return masked;
    }

    private static boolean isMapped(byte[] raw) {
        return raw.length > MAPPED.length && Arrays.equals(raw, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    }

    private static byte[] unmapped(byte[] raw) {
        return isMapped(raw) ? Arrays.copyOfRange(raw, MAPPED.length, raw.length) : raw;
    }

    private static String plain(byte[] raw) {
        try {
            return InetAddress.getByAddress(raw).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that && bits == that.bits && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }

    /** {@code 10.0.0.0/8}. */
    @Override
    public String toString() {
        return plain(network) + "/" + bits;
    }
}

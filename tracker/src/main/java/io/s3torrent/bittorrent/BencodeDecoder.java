package io.s3torrent.bittorrent;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList.Span;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decodes bencode from a byte array (BEP 3) as other software writes it.
 *
 * <p>The decoder is lenient: keys may be unsorted, numbers and lengths may have leading zeros, and {@code i-0e} is 0. Of duplicate keys the
 * first one counts. It rejects strings longer than the rest of the input, integers of more than 64 bits, and inputs that exceed the limits
 * on nesting or number of values. One pass checks the whole input and stores no values: the input's size and the limits bound work and
 * memory, never a length that the input claims.
 */
public final class BencodeDecoder {
    /**
     * Limits on an input.
     *
     * @param depth maximum nesting of lists and dictionaries
     * @param values maximum number of values of any kind; keys do not count
     */
    public record Limits(int depth, int values) {
        /** Limits for a .torrent file: libtorrent's depth, and enough values for torrents with hundreds of thousands of files. */
        public static final Limits METAINFO = new Limits(100, 2_000_000);

        /** Limits for one message from a peer or tracker, for example an extended handshake or a PEX message. */
        public static final Limits MESSAGE = new Limits(8, 2_000);

        public Limits {
            if (depth < 1 || values < 1) {
                throw new IllegalArgumentException("limits: " + depth + ", " + values + " (expected: >= 1)");
            }
        }

        /** Maximum keys of one dictionary. A folder of a v2 torrent has no more, because each file takes three values. */
        int keys() {
            return Math.max(FEW_KEYS, values / 3);
        }
    }

    private static final int FEW_KEYS = 1000;

    /** Maximum digits of a number, including leading zeros. */
    private static final int MAX_DIGITS = 40;

    private static final byte[] INFO = {'i', 'n', 'f', 'o'};

    /** Which dictionaries must not have duplicate keys. */
    private enum Unique {
        NONE,
        /** The {@code info} dictionary and all below it; the outermost dictionary must have the key {@code info} only once. */
        INFO,
        ALL
    }

    private final byte[] in;
    private final Limits limits;
    private final Unique unique;
    private int at;
    private int values;
    /** Offsets of the keys of all open dictionaries that must not have duplicate keys; the first {@code keyCount} are in use. */
    private int[] keys = new int[16];

    private int keyCount;

    private BencodeDecoder(byte[] in, Limits limits, Unique unique) {
        this.in = in;
        this.limits = limits;
        this.unique = unique;
    }

    /**
     * Decodes an input that consists of exactly one value.
     *
     * @param in must not change as long as the value is in use
     * @throws BencodeException when the input is anything else
     */
    public static Bencode decode(byte[] in, Limits limits) throws BencodeException {
        BencodeDecoder decoder = new BencodeDecoder(in, limits, Unique.NONE);
        decoder.value(0, false);
        decoder.end(0);
        return Span.value(in, 0);
    }

    /**
     * Decodes an input that consists of exactly one dictionary.
     *
     * @param in must not change as long as the dictionary is in use
     * @throws BencodeException when the input is anything else
     */
    public static BDict decodeDict(byte[] in, Limits limits) throws BencodeException {
        return dict(in, limits, Unique.NONE, 0);
    }

    /**
     * Decodes a dictionary at the start of the input. Other bytes may follow at {@link BDict#end()}, as in a metadata message (BEP 9).
     *
     * @param in must not change as long as the dictionary is in use
     * @throws BencodeException when the input does not start with a dictionary
     */
    public static BDict decodeDictPrefix(byte[] in, Limits limits) throws BencodeException {
        return dict(in, limits, Unique.NONE, in.length);
    }

    /**
     * Decodes the {@code info} dictionary of a torrent. Rejects duplicate keys at any depth: two programs could read them as two different
     * torrents with the same info-hash.
     *
     * @param in exactly the dictionary; must not change as long as the result is in use
     * @throws BencodeException when the input is anything else
     */
    public static BDict decodeInfo(byte[] in) throws BencodeException {
        return dict(in, Limits.METAINFO, Unique.ALL, 0);
    }

    /** Decodes a .torrent file; rejects duplicate keys in its {@code info} dictionary as {@link #decodeInfo} does. */
    static BDict decodeTorrent(byte[] in, int maxTrailing) throws BencodeException {
        return dict(in, Limits.METAINFO, Unique.INFO, maxTrailing);
    }

    private static BDict dict(byte[] in, Limits limits, Unique unique, int maxTrailing) throws BencodeException {
        BencodeDecoder decoder = new BencodeDecoder(in, limits, unique);
        if (decoder.peek() != 'd') {
            throw new BencodeException("not a dictionary");
        }
        decoder.value(0, unique == Unique.ALL);
        decoder.end(maxTrailing);
        return new BDict(new Span(in, 0, decoder.at));
    }

    private void end(int maxTrailing) throws BencodeException {
        if (in.length - at > maxTrailing) {
            throw new BencodeException((in.length - at) + " trailing bytes", at);
        }
    }

    private void value(int depth, boolean inInfo) throws BencodeException {
        if (++values > limits.values()) {
            throw new BencodeException("more than " + limits.values() + " values", at);
        }
        switch (peek()) {
            case 'i' -> integer();
            case 'l' -> list(deeper(depth), inInfo);
            case 'd' -> dict(deeper(depth), inInfo);
            default -> string();
        }
    }

    private int deeper(int depth) throws BencodeException {
        if (depth == limits.depth()) {
            throw new BencodeException("nested deeper than " + limits.depth(), at);
        }
        return depth + 1;
    }

    private void integer() throws BencodeException {
        int start = ++at;
        boolean negative = peek() == '-';
        int digits = negative ? ++at : at;
        long value = 0;
        while (peek() != 'e') {
            int digit = in[at] - '0';
            boolean tooLarge = Long.compareUnsigned(value, Long.divideUnsigned(-1L - Math.max(digit, 0), 10)) > 0;
            if (digit < 0 || digit > 9 || tooLarge || at - digits == MAX_DIGITS) {
                throw new BencodeException("not an integer of 64 bits", start);
            }
            value = value * 10 + digit;
            at++;
        }
        if (at == digits || (negative && Long.compareUnsigned(value, Long.MIN_VALUE) > 0)) {
            throw new BencodeException("not an integer of 64 bits", start);
        }
        at++;
    }

    /** Skips a string and returns the offset of its first byte. */
    private int string() throws BencodeException {
        int start = at;
        long length = 0;
        while (peek() != ':') {
            int digit = in[at] - '0';
            if (digit < 0 || digit > 9 || at - start == MAX_DIGITS) {
                throw new BencodeException("not a bencoded value", start);
            }
            length = length * 10 + digit;
            at++;
            if (length > in.length - at) {
                throw new BencodeException("string longer than the input", start);
            }
        }
        if (at == start || length > in.length - at - 1) {
            throw new BencodeException("string longer than the input", start);
        }
        int first = ++at;
        at += (int) length;
        return first;
    }

    private void list(int depth, boolean inInfo) throws BencodeException {
        at++;
        while (peek() != 'e') {
            value(depth, inInfo);
        }
        at++;
    }

    private void dict(int depth, boolean inInfo) throws BencodeException {
        at++;
        KeyCheck check = new KeyCheck();
        for (int count = 1; peek() != 'e'; count++) {
            if (count > limits.keys()) {
                throw new BencodeException("more than " + limits.keys() + " keys in a dictionary", at);
            }
            int keyAt = at;
            int first = string();
            boolean isInfo = unique == Unique.INFO && depth == 1 && isInfo(first, at);
            if (inInfo || isInfo) {
                check.add(keyAt);
            }
            value(depth, inInfo || isInfo);
        }
        keyCount = check.base;
        at++;
    }

    private boolean isInfo(int from, int to) {
        return Arrays.equals(in, from, to, INFO, 0, INFO.length);
    }

    private byte peek() throws BencodeException {
        if (at >= in.length) {
            throw new BencodeException("input ends too early", at);
        }
        return in[at];
    }

    /** Finds duplicate keys in one dictionary. As long as the keys are sorted, comparing neighbours is enough. */
    private final class KeyCheck {
        private final int base = keyCount;
        private boolean sorted = true;
        private Set<BString> seen = Set.of();

        void add(int keyAt) throws BencodeException {
            BString key = Span.string(in, keyAt);
            if (sorted && keyCount > base) {
                int order = Span.string(in, keys[keyCount - 1]).compareBytes(key);
                if (order == 0) {
                    throw repeated(keyAt);
                }
                sorted = order < 0;
                if (!sorted) {
                    // A tree, not a hash table: a hostile torrent can have many keys with the same hash code.
                    seen = new TreeSet<>(BString::compareBytes);
                    for (int i = base; i < keyCount; i++) {
                        seen.add(Span.string(in, keys[i]));
                    }
                }
            }
            if (!sorted && !seen.add(key)) {
                throw repeated(keyAt);
            }
            if (keyCount == keys.length) {
                keys = Arrays.copyOf(keys, 2 * keyCount);
            }
            keys[keyCount++] = keyAt;
        }

        private BencodeException repeated(int keyAt) {
            return new BencodeException("duplicate key", keyAt);
        }
    }
}

package io.s3torrent.bittorrent;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList.Span;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads bencode from a byte array (BEP 3) as other software writes it.
 *
 * <p>Style is not judged: keys may be unsorted, numbers and lengths may have leading zeros, and {@code i-0e} is 0. Of entries with
 * the same key the first one counts. Refused are lengths beyond what is left, integers beyond 64 bits, nesting or a number of values
 * beyond the limits. The whole input is checked in one pass that keeps nothing: work and memory are bounded by the input and the
 * limits, never by a number that the input merely claims.
 */
public final class BencodeDecoder {
    /**
     * What an input may cost.
     *
     * @param depth nested lists and dictionaries
     * @param values values of any kind, keys not counted
     */
    public record Limits(int depth, int values) {
        /** For a metainfo file: as deep as libtorrent reads; hundreds of thousands of files are no rarity. */
        public static final Limits METAINFO = new Limits(100, 2_000_000);

        /** For one message of a stranger: an extended handshake, a PEX message. */
        public static final Limits MESSAGE = new Limits(8, 2_000);

        public Limits {
            if (depth < 1 || values < 1) {
                throw new IllegalArgumentException("limits: " + depth + ", " + values + " (expected: >= 1)");
            }
        }

        /** Keys of one dictionary: no folder of a v2 torrent has more, since each of its files takes three values. */
        int keys() {
            return Math.max(FEW_KEYS, values / 3);
        }
    }

    private static final int FEW_KEYS = 1000;

    /** Digits of a number with its leading zeros. */
    private static final int MAX_DIGITS = 40;

    private static final byte[] INFO = {'i', 'n', 'f', 'o'};

    /** Whose keys must differ from each other. */
    private enum Unique {
        NONE,
        /** All below the key {@code info} of the outermost dictionary, which has that key once. */
        INFO,
        ALL
    }

    private final byte[] in;
    private final Limits limits;
    private final Unique unique;
    private int at;
    private int values;
    /** Offsets of the keys of all dictionaries that are open and must not repeat one; {@code keyCount} of them. */
    private int[] keys = new int[16];

    private int keyCount;

    private BencodeDecoder(byte[] in, Limits limits, Unique unique) {
        this.in = in;
        this.limits = limits;
        this.unique = unique;
    }

    /**
     * Decodes an input that is one value and nothing else.
     *
     * @param in must not change as long as the value is in use
     * @throws BencodeException when it is not
     */
    public static Bencode decode(byte[] in, Limits limits) throws BencodeException {
        BencodeDecoder decoder = new BencodeDecoder(in, limits, Unique.NONE);
        decoder.value(0, false);
        decoder.end(0);
        return Span.value(in, 0);
    }

    /**
     * Decodes an input that is one dictionary and nothing else.
     *
     * @param in must not change as long as the dictionary is in use
     * @throws BencodeException when it is not
     */
    public static BDict decodeDict(byte[] in, Limits limits) throws BencodeException {
        return dict(in, limits, Unique.NONE, 0);
    }

    /**
     * Decodes a dictionary that other bytes may follow, as in a metadata message (BEP 9); its {@link BDict#end()} says where they
     * start.
     *
     * @param in must not change as long as the dictionary is in use
     * @throws BencodeException when the input does not start with a dictionary
     */
    public static BDict decodeDictPrefix(byte[] in, Limits limits) throws BencodeException {
        return dict(in, limits, Unique.NONE, in.length);
    }

    /**
     * Decodes the {@code info} dictionary of a torrent: a key that is there twice, at any depth, is refused, because two programs
     * would read two torrents with one info-hash.
     *
     * @param in that dictionary and nothing else; must not change as long as it is in use
     * @throws BencodeException when it is not
     */
    public static BDict decodeInfo(byte[] in) throws BencodeException {
        return dict(in, Limits.METAINFO, Unique.ALL, 0);
    }

    /** Decodes a .torrent file whose {@code info} is as {@link #decodeInfo} wants it. */
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

    /** Returns where its bytes begin. */
    private int string() throws BencodeException {
        int start = at;
        long length = 0;
        while (peek() != ':') {
            int digit = in[at] - '0';
            if (digit < 0 || digit > 9 || at - start == MAX_DIGITS) {
                throw new BencodeException("not a value", start);
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

    /** Finds a key of one dictionary that was there before. As long as they are sorted, to compare neighbours is enough. */
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
                    // A tree: a hostile torrent has as many keys as it likes with the same hash code.
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
            return new BencodeException("a key is there twice", keyAt);
        }
    }
}

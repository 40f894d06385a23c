package io.s3torrent.bittorrent;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Reads strict, canonical bencode from a byte array (BEP 3).
 *
 * <p>Refused: leading zeros, {@code i-0e}, integers beyond 64 bits, keys that are unsorted or repeated, a length beyond what
 * is left, nesting or a number of values beyond the limits, bytes after the end. Work and memory are bounded by the input and
 * the limits, never by a number that the input merely claims.
 */
public final class BencodeDecoder {
    /**
     * What an input may cost.
     *
     * @param depth nested lists and dictionaries
     * @param values values of any kind, keys not counted
     */
    public record Limits(int depth, int values) {
        /** For a metainfo file: hundreds of thousands of files are no rarity. */
        public static final Limits METAINFO = new Limits(32, 2_000_000);

        /** For one message of a stranger: an extended handshake, a PEX message, a tracker's answer. */
        public static final Limits MESSAGE = new Limits(8, 2_000);

        public Limits {
            if (depth < 1 || values < 1) {
                throw new IllegalArgumentException("limits: " + depth + ", " + values + " (expected: >= 1)");
            }
        }
    }

    /** Longest integer text that can fit 64 bits: a sign and 19 digits. */
    private static final int MAX_INTEGER_CHARS = 20;

    private final byte[] in;
    private final Limits limits;
    private int at;
    private int values;

    private BencodeDecoder(byte[] in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    /**
     * Decodes an input that is one value and nothing else.
     *
     * @throws BencodeException when it is not
     */
    public static Bencode decode(byte[] in, Limits limits) throws BencodeException {
        BencodeDecoder decoder = new BencodeDecoder(in, limits);
        Bencode value = decoder.value(0);
        if (decoder.at != in.length) {
            throw new BencodeException((in.length - decoder.at) + " trailing bytes", decoder.at);
        }
        return value;
    }

    /**
     * Decodes an input that is one dictionary and nothing else.
     *
     * @throws BencodeException when it is not
     */
    public static Bencode.BDict decodeDict(byte[] in, Limits limits) throws BencodeException {
        if (decode(in, limits) instanceof Bencode.BDict dict) {
            return dict;
        }
        throw new BencodeException("not a dictionary", 0);
    }

    /**
     * Decodes a dictionary that other bytes may follow, as in a metadata message (BEP 9); its {@link Bencode.BDict#end()} says
     * where they start.
     *
     * @throws BencodeException when the input does not start with a dictionary
     */
    public static Bencode.BDict decodeDictPrefix(byte[] in, Limits limits) throws BencodeException {
        if (new BencodeDecoder(in, limits).value(0) instanceof Bencode.BDict dict) {
            return dict;
        }
        throw new BencodeException("not a dictionary", 0);
    }

    private Bencode value(int depth) throws BencodeException {
        if (++values > limits.values()) {
            throw new BencodeException("more than " + limits.values() + " values", at);
        }
        byte first = peek();
        if (first == 'i') {
            return integer();
        }
        if (first == 'l' || first == 'd') {
            if (depth == limits.depth()) {
                throw new BencodeException("nested deeper than " + limits.depth(), at);
            }
            return first == 'l' ? list(depth + 1) : dict(depth + 1);
        }
        return new Bencode.BString(string());
    }

    private Bencode.BInteger integer() throws BencodeException {
        int start = ++at;
        int end = start;
        while (end < in.length && end - start <= MAX_INTEGER_CHARS && in[end] != 'e') {
            end++;
        }
        if (end == in.length || in[end] != 'e') {
            throw new BencodeException("integer without end", start);
        }
        String text = new String(in, start, end - start, StandardCharsets.ISO_8859_1);
        at = end + 1;
        try {
            long value = Long.parseLong(text);
            // Only the canonical text is equal to what its own value prints as: no "-0", "03", "+3".
            if (Long.toString(value).equals(text)) {
                return new Bencode.BInteger(value);
            }
        } catch (NumberFormatException e) {
            // Told below, with the offset.
        }
        throw new BencodeException("not a canonical integer of 64 bits", start);
    }

    private byte[] string() throws BencodeException {
        int start = at;
        long length = 0;
        while (peek() != ':') {
            int digit = in[at] - '0';
            if (digit < 0 || digit > 9 || (at > start && length == 0)) {
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
        at += 1 + (int) length;
        return Arrays.copyOfRange(in, at - (int) length, at);
    }

    private Bencode.BList list(int depth) throws BencodeException {
        at++;
        List<Bencode> items = new ArrayList<>();
        while (peek() != 'e') {
            items.add(value(depth));
        }
        at++;
        return new Bencode.BList(items);
    }

    private Bencode.BDict dict(int depth) throws BencodeException {
        int start = at++;
        TreeMap<String, Bencode> entries = new TreeMap<>();
        while (peek() != 'e') {
            int keyAt = at;
            String key = new String(string(), StandardCharsets.ISO_8859_1);
            if (!entries.isEmpty() && key.compareTo(entries.lastKey()) <= 0) {
                throw new BencodeException("key repeated or out of order", keyAt);
            }
            entries.put(key, value(depth));
        }
        at++;
        return new Bencode.BDict(entries, start, at);
    }

    private byte peek() throws BencodeException {
        if (at >= in.length) {
            throw new BencodeException("input ends too early", at);
        }
        return in[at];
    }
}

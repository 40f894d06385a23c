package io.s3torrent.bittorrent;

import io.s3torrent.bittorrent.Bencode.BList.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bencoded value (BEP 3). Values are immutable; {@link BencodeDecoder} reads them, {@link BencodeEncoder} writes them.
 *
 * <p>A decoded string, list or dictionary is a span of the input, which must not change. Its content is parsed on each access, so that a
 * torrent with half a million files takes little more memory than its bytes.
 */
public sealed interface Bencode {

    /** {@code i42e}: a signed integer of at most 64 bits. */
    record BInteger(long value) implements Bencode {}

    /** {@code 4:spam}: a string of bytes, which may be text or binary. */
    final class BString implements Bencode {
        private final byte[] in;
        private final int from;
        private final int to;
        private final boolean decoded;

        public BString(byte[] bytes) {
            this(bytes.clone(), 0, bytes.length, false);
        }

        public BString(String text) {
            this(text.getBytes(StandardCharsets.UTF_8));
        }

        private BString(byte[] in, int from, int to, boolean decoded) {
            this.in = in;
            this.from = from;
            this.to = to;
            this.decoded = decoded;
        }

        /** Creates a string of the bytes of {@code in} from {@code from} (inclusive) to {@code to} (exclusive). */
        static BString decoded(byte[] in, int from, int to) {
            return new BString(in, from, to, true);
        }

        /** A copy of the bytes. */
        public byte[] bytes() {
            return Arrays.copyOfRange(in, from, to);
        }

        /** Number of bytes. */
        public int length() {
            return to - from;
        }

        /** Offset of the string's first byte, after the colon, in the decoded input; -1 if the string was not decoded. */
        public int start() {
            return decoded ? from : -1;
        }

        /** The bytes decoded as UTF-8; malformed bytes become U+FFFD. */
        public String text() {
            return new String(in, from, to - from, StandardCharsets.UTF_8);
        }

        /** The bytes decoded as ISO-8859-1, one char for each byte: such texts sort in the order of the bytes. */
        String key() {
            return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
        }

        /** Compares the bytes as unsigned numbers. */
        int compareBytes(BString other) {
            return Arrays.compareUnsigned(in, from, to, other.in, other.from, other.to);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BString that && Arrays.equals(in, from, to, that.in, that.from, that.to);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int at = from; at < to; at++) {
                hash = 31 * hash + in[at];
            }
            return hash;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** {@code l…e}: a list of values. */
    final class BList implements Bencode {
        private final @Nullable Span span;
        private final List<Bencode> items;

        /** Creates a list to encode. */
        public BList(List<? extends Bencode> items) {
            this.span = null;
            this.items = List.copyOf(items);
        }

        BList(Span span) {
            this.span = span;
            this.items = List.of();
        }

        /** All items. A decoded list parses them again on each call. */
        public List<Bencode> items() {
            return span == null ? items : span.items();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BList that && items().equals(that.items());
        }

        @Override
        public int hashCode() {
            return items().hashCode();
        }

        @Override
        public String toString() {
            return items().toString();
        }

        /**
         * A list or dictionary in an input that {@link BencodeDecoder} has completely checked, so that parsing needs no further checks.
         * Nested in a class, because all types nested in an interface are public.
         *
         * @param start offset of its {@code l} or {@code d}
         * @param end offset after its {@code e}
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Span(byte[] in, int start, int end) {

            /** Parses the values of a list. */
            List<Bencode> items() {
                List<Bencode> items = new ArrayList<>();
                for (int at = start + 1; in[at] != 'e'; at = skip(in, at)) {
                    items.add(value(in, at));
                }
                return items;
            }

            /** Parses the entries of a dictionary. Of duplicate keys the first one counts. */
            SortedMap<String, Bencode> entries() {
                SortedMap<String, Bencode> entries = new TreeMap<>();
                for (int at = start + 1; in[at] != 'e'; ) {
                    BString key = string(in, at);
                    at = skip(in, at);
                    entries.putIfAbsent(key.key(), value(in, at));
                    at = skip(in, at);
                }
                return entries;
            }

            /** Parses the value at an offset of a checked input. */
            static Bencode value(byte[] in, int at) {
                return switch (in[at]) {
                    case 'i' -> new BInteger(integer(in, at));
                    case 'l' -> new BList(new Span(in, at, skip(in, at)));
                    case 'd' -> new BDict(new Span(in, at, skip(in, at)));
                    default -> string(in, at);
                };
            }

            /** Parses the string at an offset of a checked input. */
            static BString string(byte[] in, int at) {
                int colon = at;
                int length = 0;
                while (in[colon] != ':') {
                    length = length * 10 + in[colon++] - '0';
                }
                return BString.decoded(in, colon + 1, colon + 1 + length);
            }

            /** Parses an integer. Unsigned 64-bit values above {@link Long#MAX_VALUE} become that: no real count is that large. */
            private static long integer(byte[] in, int at) {
                boolean negative = in[at + 1] == '-';
                long value = 0;
                for (int i = negative ? at + 2 : at + 1; in[i] != 'e'; i++) {
                    int digit = in[i] - '0';
                    if (value > (Long.MAX_VALUE - digit) / 10) {
                        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
                    }
                    value = value * 10 + digit;
                }
                return negative ? -value : value;
            }

            /** The end offset of the value that starts at an offset of a checked input. */
            private static int skip(byte[] in, int start) {
                int open = 0;
                int at = start;
                do {
                    switch (in[at]) {
                        case 'l', 'd' -> {
                            open++;
                            at++;
                        }
                        case 'e' -> {
                            open--;
                            at++;
                        }
                        case 'i' -> {
                            while (in[at++] != 'e') {}
                        }
                        default -> {
                            int length = 0;
                            while (in[at] != ':') {
                                length = length * 10 + in[at++] - '0';
                            }
                            at += 1 + length;
                        }
                    }
                } while (open > 0);
                return at;
            }
        }
    }

    /** {@code d…e}: a dictionary. Keys have one char for each byte (ISO-8859-1), so that they sort in the order of the raw bytes. */
    final class BDict implements Bencode {
        /** A dictionary of more bytes keeps its parsed entries, because parsing them again on each access would take too long. */
        private static final int LONG = 4096;

        private final @Nullable Span span;
        private volatile @Nullable SortedMap<String, Bencode> entries;

        /** Creates a dictionary to encode. */
        public BDict(Map<String, ? extends Bencode> entries) {
            this.span = null;
            this.entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }

        BDict(Span span) {
            this.span = span;
        }

        private BDict(BDict same) {
            this.span = same.span;
            this.entries = same.entries();
        }

        /** Returns this dictionary with its entries parsed, for a reader that looks up several of them. */
        public BDict opened() {
            return entries == null ? new BDict(this) : this;
        }

        /** All entries, in the order of their raw keys. Of duplicate keys the first one counts. */
        public SortedMap<String, Bencode> entries() {
            SortedMap<String, Bencode> known = entries;
            if (known != null) {
                return known;
            }
            Span own = Objects.requireNonNull(span);
            SortedMap<String, Bencode> read = Collections.unmodifiableSortedMap(own.entries());
            if (own.end() - own.start() > LONG) {
                entries = read;
            }
            return read;
        }

        /** Offset of the dictionary's first byte in the decoded input; -1 if it was not decoded. */
        public int start() {
            return span == null ? -1 : span.start();
        }

        /** Offset after the dictionary's last byte in the decoded input; -1 if it was not decoded. */
        public int end() {
            return span == null ? -1 : span.end();
        }

        public Optional<Long> integer(String key) {
            return entries().get(key) instanceof BInteger i ? Optional.of(i.value()) : Optional.empty();
        }

        public Optional<BString> string(String key) {
            return entries().get(key) instanceof BString s ? Optional.of(s) : Optional.empty();
        }

        public Optional<BList> list(String key) {
            return entries().get(key) instanceof BList l ? Optional.of(l) : Optional.empty();
        }

        public Optional<BDict> dict(String key) {
            return entries().get(key) instanceof BDict d ? Optional.of(d) : Optional.empty();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BDict that && entries().equals(that.entries());
        }

        @Override
        public int hashCode() {
            return entries().hashCode();
        }

        @Override
        public String toString() {
            return entries().toString();
        }
    }
}

package io.s3torrent.bittorrent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A bencoded value (BEP 3). Values are immutable; {@link BencodeDecoder} reads them, {@link BencodeEncoder} writes them. */
public sealed interface Bencode {

    /** {@code i42e}: a signed integer of at most 64 bits. */
    record BInteger(long value) implements Bencode {}

    /** {@code 4:spam}: bytes, whose meaning the reader knows. */
    final class BString implements Bencode {
        private final byte[] bytes;

        public BString(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public BString(String text) {
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        /** A copy of the bytes. */
        public byte[] bytes() {
            return bytes.clone();
        }

        /** Number of bytes. */
        public int length() {
            return bytes.length;
        }

        /** The bytes read as UTF-8; what is malformed becomes U+FFFD. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BString that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** {@code l…e}. */
    record BList(List<Bencode> items) implements Bencode {
        public BList {
            items = List.copyOf(items);
        }
    }

    /** {@code d…e}. A key is kept as one char per byte (ISO-8859-1), so that its order is the order of the raw bytes. */
    final class BDict implements Bencode {
        private final SortedMap<String, Bencode> entries;
        private final int start;
        private final int end;

        /** A dictionary to be encoded; it has no place in any input. */
        public BDict(Map<String, ? extends Bencode> entries) {
            this(new TreeMap<>(entries), -1, -1);
        }

        BDict(SortedMap<String, Bencode> entries, int start, int end) {
            this.entries = Collections.unmodifiableSortedMap(entries);
            this.start = start;
            this.end = end;
        }

        /** All entries, in the order of their raw keys. */
        public SortedMap<String, Bencode> entries() {
            return entries;
        }

        /** Offset of the dictionary's first byte in the input it was decoded from, or -1. */
        public int start() {
            return start;
        }

        /** Offset after the dictionary's last byte in the input it was decoded from, or -1. */
        public int end() {
            return end;
        }

        public Optional<Long> integer(String key) {
            return entries.get(key) instanceof BInteger i ? Optional.of(i.value()) : Optional.empty();
        }

        public Optional<BString> string(String key) {
            return entries.get(key) instanceof BString s ? Optional.of(s) : Optional.empty();
        }

        public Optional<BList> list(String key) {
            return entries.get(key) instanceof BList l ? Optional.of(l) : Optional.empty();
        }

        public Optional<BDict> dict(String key) {
            return entries.get(key) instanceof BDict d ? Optional.of(d) : Optional.empty();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BDict that && entries.equals(that.entries);
        }

        @Override
        public int hashCode() {
            return Objects.hash(entries);
        }

        @Override
        public String toString() {
            return entries.toString();
        }
    }
}

package io.s3torrent.bittorrent;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A list or dictionary in an input that {@link BencodeDecoder} has checked from end to end: nothing in it is looked at twice for faults.
 *
 * @param start of its {@code l} or {@code d}
 * @param end behind its {@code e}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BencodeSpan(byte[] in, int start, int end) {

    /** The values of a list. */
    List<Bencode> items() {
        List<Bencode> items = new ArrayList<>();
        for (int at = start + 1; in[at] != 'e'; at = skip(in, at)) {
            items.add(value(in, at));
        }
        return items;
    }

    /** The entries of a dictionary, the first one of each key. */
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

    /** The value at an offset of a checked input. */
    static Bencode value(byte[] in, int at) {
        return switch (in[at]) {
            case 'i' -> new BInteger(integer(in, at));
            case 'l' -> new BList(new BencodeSpan(in, at, skip(in, at)));
            case 'd' -> new BDict(new BencodeSpan(in, at, skip(in, at)));
            default -> string(in, at);
        };
    }

    /** The string at an offset of a checked input. */
    static BString string(byte[] in, int at) {
        int colon = at;
        int length = 0;
        while (in[colon] != ':') {
            length = length * 10 + in[colon++] - '0';
        }
        return BString.decoded(in, colon + 1, colon + 1 + length);
    }

    /** Of 64 bits; the upper half of the unsigned numbers is as good as the largest signed one: nobody counts so far. */
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

    /** Where the value ends that starts at an offset of a checked input. */
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

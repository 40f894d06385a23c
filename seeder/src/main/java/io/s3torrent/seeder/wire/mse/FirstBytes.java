package io.s3torrent.seeder.wire.mse;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Classifies the first four bytes of a connection. HTTP and TLS clients are recognized and closed at once, without an answer; they need
 * not wait for the rest of a key that never comes. A random public key looks like one of them once in three million times.
 */
enum FirstBytes {
    TOO_FEW,
    BITTORRENT,
    OTHER_PROTOCOL,
    RANDOM;

    private static final int LENGTH = 4;
    private static final int BITTORRENT_WORD = word("\u0013Bit");
    private static final Set<Integer> OTHERS = Stream.of(
                    "GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "CONN", "PATC", "TRAC", "PRI ", "SSH-")
            .map(FirstBytes::word)
            .collect(Collectors.toUnmodifiableSet());

    /** A TLS record that carries a handshake, in any version: 16 03 00 to 16 03 04. */
    private static final int TLS_FIRST = 0x160300;

    private static final int TLS_LAST = 0x160304;

    static FirstBytes of(ByteBuf in) {
        if (in.readableBytes() < LENGTH) {
            return TOO_FEW;
        }
        int word = in.getInt(in.readerIndex());
        if (word == BITTORRENT_WORD) {
            return BITTORRENT;
        }
        int record = word >>> 8;
        return OTHERS.contains(word) || (record >= TLS_FIRST && record <= TLS_LAST) ? OTHER_PROTOCOL : RANDOM;
    }

    private static int word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    }
}

package io.s3torrent.bittorrent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Encodes canonical bencode (BEP 3): each value has exactly one encoding, with keys in the order of their raw bytes. */
public final class BencodeEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private BencodeEncoder() {}

    /** The encoding of {@code value}. */
    public static byte[] encode(Bencode value) {
        BencodeEncoder encoder = new BencodeEncoder();
        encoder.write(value);
        return encoder.out.toByteArray();
    }

    private void write(Bencode value) {
        if (value instanceof Bencode.BInteger integer) {
            ascii("i" + integer.value() + "e");
        } else if (value instanceof Bencode.BString string) {
            write(string.bytes());
        } else if (value instanceof Bencode.BList list) {
            out.write('l');
            list.items().forEach(this::write);
            out.write('e');
        } else if (value instanceof Bencode.BDict dict) {
            out.write('d');
            dict.entries().forEach((key, entry) -> {
                write(key.getBytes(StandardCharsets.ISO_8859_1));
                write(entry);
            });
            out.write('e');
        }
    }

    private void write(byte[] bytes) {
        ascii(bytes.length + ":");
        out.writeBytes(bytes);
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}

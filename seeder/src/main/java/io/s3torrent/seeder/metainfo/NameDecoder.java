package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Decodes the names in a torrent, which should be UTF-8 but often are not.
 *
 * <p>A key that ends in {@code .utf-8} takes precedence. Otherwise names are UTF-8 if all of them are valid UTF-8, or else in the charset
 * that the torrent declares as its {@code encoding}. A name in neither of them is decoded byte by byte, so that two different names stay
 * different.
 */
final class NameDecoder {
    private static final String UTF_8_KEY = ".utf-8";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Windows' Western charset, the most common single-byte one. It has no control characters beyond those of ASCII. */
    private static final Charset WESTERN = Charset.forName("windows-1252");

    private final Optional<Charset> declared;

    private NameDecoder(Optional<Charset> declared) {
        this.declared = declared;
    }

    /**
     * Makes a decoder for the names in {@code info}.
     *
     * @param encoding the torrent's declared encoding
     */
    static NameDecoder of(BDict info, Optional<String> encoding) {
        Optional<Charset> declared =
                encoding.flatMap(NameDecoder::charset).filter(charset -> !charset.equals(StandardCharsets.UTF_8));
        return new NameDecoder(declared.filter(charset -> !allUtf8(info)));
    }

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name.strip()));
        } catch (IllegalArgumentException e) { // not the name of a charset, or of one that this Java lacks
            return Optional.empty();
        }
    }

    private static boolean allUtf8(BDict info) {
        return info.string("name").stream().allMatch(NameDecoder::isUtf8)
                && info.list("files").stream()
                        .flatMap(files -> files.items().stream())
                        .allMatch(file -> !(file instanceof BDict dict)
                                || dict.list("path").stream()
                                        .flatMap(path -> path.items().stream())
                                        .allMatch(NameDecoder::isUtf8));
    }

    private static boolean isUtf8(Bencode name) {
        return !(name instanceof BString text) || utf8(text).isPresent();
    }

    /** The text under this key; empty when it is missing or empty. */
    Optional<String> text(BDict dict, String key) {
        return dict.string(key + UTF_8_KEY)
                .flatMap(NameDecoder::utf8)
                .filter(text -> !text.isEmpty())
                .or(() -> dict.string(key).map(this::text).filter(text -> !text.isEmpty()));
    }

    /**
     * The list of texts under this key; empty when it is missing or empty.
     *
     * @throws MetainfoException when an item is not a string
     */
    Optional<List<String>> path(BDict dict, String key) throws MetainfoException {
        Optional<List<String>> utf8 = dict.list(key + UTF_8_KEY).flatMap(NameDecoder::utf8Path);
        return utf8.isPresent() ? utf8 : path(dict.list(key).map(BList::items).orElse(List.of()));
    }

    private Optional<List<String>> path(List<Bencode> segments) throws MetainfoException {
        List<String> path = new ArrayList<>();
        for (Bencode segment : segments) {
            if (!(segment instanceof BString text)) {
                throw new MetainfoException("info.files: a path segment is not a string");
            }
            path.add(text(text));
        }
        return path.isEmpty() ? Optional.empty() : Optional.of(path);
    }

    private static Optional<List<String>> utf8Path(BList segments) {
        List<String> path = new ArrayList<>();
        for (Bencode segment : segments.items()) {
            if (segment instanceof BString text) {
                utf8(text).ifPresent(path::add);
            }
        }
        return path.isEmpty() || path.size() < segments.items().size() ? Optional.empty() : Optional.of(path);
    }

    /** Decodes a name. */
    String text(BString bytes) {
        return declared.flatMap(charset -> decoded(bytes, charset))
                .or(() -> utf8(bytes))
                .orElseGet(() -> byteByByte(bytes.bytes()));
    }

    private static Optional<String> utf8(BString bytes) {
        String text = bytes.text();
        return text.indexOf('\ufffd') < 0 ? Optional.of(text) : decoded(bytes, StandardCharsets.UTF_8);
    }

    private static Optional<String> decoded(BString bytes, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes.bytes())).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String byteByByte(byte[] bytes) {
        String western = new String(bytes, WESTERN);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            char c = western.charAt(i);
            text.append(c == '\ufffd' ? "%" + HEX.toHexDigits(bytes[i]) : String.valueOf(c));
        }
        return text.toString();
    }
}

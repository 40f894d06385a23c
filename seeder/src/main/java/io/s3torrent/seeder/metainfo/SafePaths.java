package io.s3torrent.seeder.metainfo;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BList;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides whether a torrent's names may become file names, on this and on any other system: a stranger chose them, be it for a torrent
 * or for the keys of a bucket.
 *
 * <p>Nothing is repaired: a changed name would no longer be the one that the torrent gives.
 */
public final class SafePaths {
    /** Bytes of UTF-8 that one name may have on every common file system. */
    static final int MAX_NAME = 255;

    /** Bytes of UTF-8 of a whole path, of the 4096 that Linux allows for it and the target folder together. */
    static final int MAX_PATH = 2048;

    /** Windows takes these for devices, whatever extension follows. */
    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|COM[0-9¹²³]|LPT[0-9¹²³])\\s*(\\..*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern ONLY_DOTS = Pattern.compile("[. ]+");

    /** Windows drops these at the end of a name. */
    private static final Pattern DROPPED = Pattern.compile("[. ]+$");

    /** What an unfinished download is called. */
    private static final Pattern UNFINISHED = Pattern.compile("\\.[0-9a-f]{40}\\.part", Pattern.CASE_INSENSITIVE);

    private SafePaths() {}

    /**
     * Checks every name of a torrent that somebody gave.
     *
     * @throws MetainfoException with the first name that cannot be written, and why
     */
    public static void check(Info info) throws MetainfoException {
        refuseLinks(info);
        check(info.name(), info.files());
    }

    /** Checks the names of a torrent that is to be made. */
    static void check(String name, List<FileEntry> files) throws MetainfoException {
        checkSegment(name, name);
        Map<String, Boolean> seen = new HashMap<>();
        for (FileEntry file : files) {
            if (!file.pad()) {
                checkPath(file.path());
                checkUnique(file.path(), seen);
            }
        }
    }

    private static void checkPath(List<String> path) throws MetainfoException {
        String whole = String.join("/", path);
        for (String segment : path) {
            checkSegment(segment, whole);
        }
        refuseIf(utf8(whole) > MAX_PATH, whole, "is longer than " + MAX_PATH + " bytes");
    }

    private static void checkSegment(String name, String whole) throws MetainfoException {
        refuseIf(name.isEmpty(), whole, "has an empty part");
        refuseIf(ONLY_DOTS.matcher(name).matches(), whole, "leads out of the folder");
        refuseIf(name.indexOf('/') >= 0 || name.indexOf('\\') >= 0, whole, "has a slash inside a name");
        refuseIf(name.codePoints().anyMatch(SafePaths::isInvisible), whole, "has control or bidirectional characters");
        refuseIf(utf8(name) > MAX_NAME, whole, "has a name longer than " + MAX_NAME + " bytes");
        refuseIf(DEVICE.matcher(name).matches(), whole, "is a device on Windows");
        refuseIf(UNFINISHED.matcher(name).matches(), whole, "is how unfinished downloads are called");
    }

    /** Controls, and the format characters that turn the direction of text, by which "exe.txt" may be "txt.exe". */
    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT ->
                codePoint == 0x61c
                        || codePoint == 0x200e
                        || codePoint == 0x200f
                        || (codePoint >= 0x202a && codePoint <= 0x202e)
                        || (codePoint >= 0x2066 && codePoint <= 0x2069);
            default -> false;
        };
    }

    /** No two files may be one on a system that ignores case or Unicode's composition, and no file may be a folder as well. */
    private static void checkUnique(List<String> path, Map<String, Boolean> seen) throws MetainfoException {
        String whole = String.join("/", path);
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            boolean isFile = i == path.size() - 1;
            Boolean before =
                    seen.putIfAbsent(key.append('/').append(fold(path.get(i))).toString(), isFile);
            refuseIf(before != null && (before || isFile), whole, "is there twice where upper and lower case are one");
        }
    }

    private static String fold(String name) {
        String kept = DROPPED.matcher(name).replaceFirst("");
        String upper = Normalizer.normalize(kept, Normalizer.Form.NFC).toUpperCase(Locale.ROOT);
        return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** Symbolic links (BEP 47) are never made: the file after a link could be written through it. */
    private static void refuseLinks(Info info) throws MetainfoException {
        for (Bencode file : files(info)) {
            if (file instanceof BDict dict) {
                Optional<String> attributes = dict.string("attr").map(BString::text);
                boolean link = attributes.orElse("").indexOf('l') >= 0
                        || dict.entries().containsKey("symlink path");
                refuseIf(link, info.name(), "contains a symbolic link");
            }
        }
    }

    private static List<Bencode> files(Info info) {
        try {
            BDict dict = BencodeDecoder.decodeDict(info.raw(), Limits.METAINFO);
            return dict.list("files").map(BList::items).orElse(List.of(dict));
        } catch (BencodeException e) {
            throw new AssertionError("an Info was parsed from these bytes", e);
        }
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void refuseIf(boolean bad, String name, String why) throws MetainfoException {
        if (bad) {
            throw new MetainfoException("the torrent's file \"" + printable(name) + "\" " + why);
        }
    }

    /** The name for a terminal: short, and without what could act on it. */
    private static String printable(String name) {
        String plain = name.codePoints()
                .map(c -> isInvisible(c) ? 0xfffd : c)
                .limit(120)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.length() < name.length() ? plain + "…" : plain;
    }
}

package io.s3torrent.seeder.hashing;

import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.KeyName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the names in a new torrent: every client must be able to write its files under exactly these names.
 *
 * <p>Names that only some systems cannot write are allowed: those that differ only by case, and the device names of Windows. {@code
 * DiskNames} decides under which names a download writes the files of other torrents.
 */
final class PathRules {
    /** The longest name, in bytes of UTF-8, that every common file system allows. */
    static final int MAX_NAME = 255;

    /** The longest path in bytes of UTF-8. Linux allows 4096 for the path and the target folder together. */
    static final int MAX_PATH = 2048;

    private PathRules() {}

    /**
     * Checks all names.
     *
     * @throws MetainfoException with the first name that cannot be written, and the reason
     */
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
        refuseIf(name.equals(".") || name.equals(".."), whole, "leads out of the folder");
        refuseIf(name.indexOf('/') >= 0 || name.indexOf('\\') >= 0, whole, "has a slash inside a name");
        refuseIf(name.codePoints().anyMatch(KeyName::isInvisible), whole, "has control or bidirectional characters");
        refuseIf(utf8(name) > MAX_NAME, whole, "has a name longer than " + MAX_NAME + " bytes");
    }

    /** Requires that each path occurs once, and that no file is also a folder. */
    private static void checkUnique(List<String> path, Map<String, Boolean> seen) throws MetainfoException {
        String whole = String.join("/", path);
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            boolean isFile = i == path.size() - 1;
            Boolean before =
                    seen.putIfAbsent(key.append('/').append(path.get(i)).toString(), isFile);
            refuseIf(before != null && (before || isFile), whole, "occurs twice, or is both a file and a folder");
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

    /** The name in a form that is safe for a terminal: short and without control characters. */
    private static String printable(String name) {
        String plain = name.codePoints()
                .map(c -> KeyName.isInvisible(c) ? 0xfffd : c)
                .limit(120)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.length() < name.length() ? plain + "…" : plain;
    }
}

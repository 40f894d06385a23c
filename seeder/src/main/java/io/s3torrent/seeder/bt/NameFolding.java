package io.s3torrent.seeder.bt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which differences between names a file system does not see: two such names are one file there.
 *
 * @param ofCase true when upper and lower case are one
 * @param ofComposition true when composed and decomposed accents are one
 * @param ofEnds true when dots and spaces at the end of a name do not count
 */
record NameFolding(boolean ofCase, boolean ofComposition, boolean ofEnds) {
    /** Every byte counts. */
    static final NameFolding NONE = new NameFolding(false, false, false);

    /** Two names that differ under this folding differ on every file system. */
    static final NameFolding ALL = new NameFolding(true, true, true);

    private static final Pattern ENDS = Pattern.compile("[. ]+(?=/|$)");

    /**
     * Finds out by temporary files what the file system of a folder does. A folder that takes no files counts as {@link #NONE}:
     * nothing will be written there.
     */
    static NameFolding probe(Path folder) {
        String unique = ".s3torrent-" + UUID.randomUUID();
        return new NameFolding(
                isOne(folder, unique + "a", unique + "A"),
                isOne(folder, unique + "\u00e9", unique + "e\u0301"),
                isOne(folder, unique + "b", unique + "b."));
    }

    private static boolean isOne(Path folder, String name, String other) {
        Path file = folder.resolve(name);
        try {
            Files.createFile(file);
            try {
                return Files.exists(folder.resolve(other), LinkOption.NOFOLLOW_LINKS);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** What two paths of one file have in common, and no others. */
    String key(String path) {
        String key = ofEnds ? ENDS.matcher(path).replaceAll("") : path;
        if (ofCase) {
            key = key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        }
        return ofComposition ? Normalizer.normalize(key, Normalizer.Form.NFC) : key;
    }
}

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
 * Describes which names a file system treats as equal.
 *
 * @param ofCase true if upper and lower case are equal
 * @param ofComposition true if composed and decomposed accents are equal
 * @param ofEnds true if dots and spaces at the end of a name are ignored
 */
record NameFolding(boolean ofCase, boolean ofComposition, boolean ofEnds) {
    /** All different names are different files. */
    static final NameFolding NONE = new NameFolding(false, false, false);

    /** Names that differ under this folding differ on every file system. */
    static final NameFolding ALL = new NameFolding(true, true, true);

    private static final Pattern ENDS = Pattern.compile("[. ]+(?=/|$)");

    /**
     * Tests a folder's file system with temporary files. A folder that cannot be written counts as {@link #NONE}, because nothing will be
     * written there.
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

    /** A key that is the same for all paths of one file, and different for other files. */
    String key(String path) {
        String key = ofEnds ? ENDS.matcher(path).replaceAll("") : path;
        if (ofCase) {
            key = key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        }
        return ofComposition ? Normalizer.normalize(key, Normalizer.Form.NFC) : key;
    }
}

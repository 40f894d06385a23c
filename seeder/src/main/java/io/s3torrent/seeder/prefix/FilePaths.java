package io.s3torrent.seeder.prefix;

import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.KeyName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the paths of a torrent's files from the keys below a prefix, with the rules of {@link KeyName} for each segment.
 *
 * <p>A key may be any text, such as {@code a//b}, {@code ../x}, or {@code a} next to {@code a/b}. An empty segment or a dot segment gets an
 * underscore in front. One instance is for one torrent, with its files added in order.
 */
public final class FilePaths {
    private final String prefix;
    /** The first user of each name, and whether it uses it as a file. */
    private final Map<String, Owner> owners = new HashMap<>();

    private record Owner(String key, boolean isFile) {}

    FilePaths(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Adds a file and returns its path.
     *
     * @param relativeKey its key without the prefix
     * @throws MetainfoException when another file has this path, or one path would have to be both a file and a folder
     */
    List<String> add(String relativeKey) throws MetainfoException {
        List<String> path = of(prefix, relativeKey);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            Owner own = new Owner(relativeKey, i == path.size() - 1);
            Owner first =
                    owners.putIfAbsent(name.append('/').append(path.get(i)).toString(), own);
            if (first != null && (first.isFile() || own.isFile())) {
                throw new MetainfoException("\"" + first.key() + "\" and \"" + relativeKey
                        + "\" cannot both be files of one torrent; --exclude one of them");
            }
        }
        return path;
    }

    /** The path of a file whose key is the prefix plus {@code relativeKey}. */
    public static List<String> of(String prefix, String relativeKey) {
        List<String> path = new ArrayList<>();
        StringBuilder key = new StringBuilder(prefix);
        for (String segment : relativeKey.split("/", -1)) {
            boolean leadsElsewhere = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            key.append(segment);
            path.add(leadsElsewhere ? "_" + segment : KeyName.of(segment, key.toString()));
            key.append('/');
        }
        return path;
    }
}

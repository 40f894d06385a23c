package io.s3torrent.seeder.prefix;

import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.KeyName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the objects below a prefix are called in a torrent: the key's segments, by the rule of {@link KeyName}.
 *
 * <p>A key may be any text, so that {@code a//b}, {@code ../x} and {@code a} beside {@code a/b} are keys; an empty segment, or
 * one that leads elsewhere, gets an underscore in front. For one torrent, in the order of its files.
 */
public final class FilePaths {
    private final String prefix;
    /** Who uses a name first, and whether as a file. */
    private final Map<String, Owner> owners = new HashMap<>();

    private record Owner(String key, boolean isFile) {}

    FilePaths(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The path of one more file.
     *
     * @param relativeKey its key without the prefix
     * @throws MetainfoException when another file has this path, or one of the two would have to be a folder as well
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

    /** The path of a file whose key is the prefix and {@code relativeKey}. */
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

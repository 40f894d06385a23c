package io.s3torrent.seeder.prefix;

import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;

/**
 * Finds the objects for the files of a given torrent. Each has the prefix plus its path as the key, with or without the torrent's name in
 * between.
 */
public final class ObjectMatcher {
    private static final Pattern CHANGED = Pattern.compile("_\\.{0,2}|.*-[0-9a-f]{8}");

    private final Info info;
    private final S3Prefix prefix;
    private final ObjectStore store;
    /** Keys that differ from their file's path, by that path; empty until they are searched. */
    private final Map<String, String> changed = new HashMap<>();

    private ObjectMatcher(Info info, S3Prefix prefix, ObjectStore store) {
        this.info = info;
        this.prefix = prefix;
        this.store = store;
    }

    /**
     * Pins the objects of all files of {@code info}. Empty files and pads need no object.
     *
     * @param threads send many requests at once
     * @throws MetainfoException when there are too many files, or an object differs in length
     * @throws ObjectException.NotFound when a file has no object
     */
    public static ObjectFolder of(Info info, S3Prefix prefix, ObjectStore store, ExecutorService threads)
            throws IOException {
        return new ObjectMatcher(info, prefix, store).pinned(threads);
    }

    /**
     * Pins the objects whose keys equal the paths. If one is missing, it also searches keys that differ from their path, which takes a
     * listing.
     */
    private ObjectFolder pinned(ExecutorService threads) throws IOException {
        List<FileEntry> stored =
                info.files().stream().filter(ObjectMatcher::isStored).toList();
        try {
            return pinned(stored, threads);
        } catch (ObjectException.NotFound e) {
            if (info.isSingleFile() || stored.stream().noneMatch(ObjectMatcher::mayBeChanged)) {
                throw e;
            }
            findChanged(e);
            return pinned(stored, threads);
        }
    }

    private ObjectFolder pinned(List<FileEntry> stored, ExecutorService threads) throws IOException {
        if (stored.size() > KeySelection.MAX_OBJECTS) {
            throw new MetainfoException("the torrent \"" + info.name() + "\" has " + stored.size()
                    + " files (expected: <= " + KeySelection.MAX_OBJECTS + ")");
        }
        String root = root(stored.get(0));
        List<S3Location> locations = new ArrayList<>();
        for (FileEntry file : stored) {
            locations.add(location(root, file));
        }
        List<DescribedObject> objects = new HeadRequests(store, threads).of(locations);
        for (int i = 0; i < objects.size(); i++) {
            checkLength(stored.get(i), objects.get(i).version());
        }
        return ObjectFolder.of(stored.stream().map(FileEntry::path).toList(), objects);
    }

    private static boolean isStored(FileEntry file) {
        return !file.pad() && file.length() > 0;
    }

    /** What stands between the prefix and the paths: nothing, or the torrent's name. The first file decides. */
    private String root(FileEntry first) throws IOException {
        S3Location plain = location("", first);
        S3Location named = location(info.name() + "/", first);
        if (info.isSingleFile() || exists(plain)) {
            return "";
        }
        if (exists(named)) {
            return info.name() + "/";
        }
        throw new ObjectException.NotFound(
                "the torrent's file \"" + String.join("/", first.path()) + "\" is neither " + plain + " nor " + named,
                null);
    }

    private boolean exists(S3Location location) throws ObjectException {
        try {
            store.stat(location);
            return true;
        } catch (ObjectException.NotFound e) {
            return false;
        }
    }

    private S3Location location(String root, FileEntry file) {
        String name = root + String.join("/", file.path());
        return prefix.object(changed.getOrDefault(name, name));
    }

    /**
     * True for a path that {@link FilePaths} may have made from a different key. Some unchanged keys match as well.
     */
    private static boolean mayBeChanged(FileEntry file) {
        return file.path().stream().anyMatch(segment -> CHANGED.matcher(segment).matches());
    }

    /** Lists the keys that differ from their path in the torrent. */
    private void findChanged(ObjectException.NotFound missing) throws ObjectException {
        String named = info.name() + "/";
        try {
            store.list(prefix, object -> {
                String key = object.location().key().substring(prefix.prefix().length());
                addChanged("", key);
                if (key.startsWith(named)) {
                    addChanged(named, key.substring(named.length()));
                }
            });
        } catch (ObjectException.Denied e) { // a user that may read objects may lack the permission to list them
            missing.addSuppressed(e);
            throw missing;
        }
    }

    private void addChanged(String root, String key) {
        String path = root + String.join("/", FilePaths.of(prefix.prefix() + root, key));
        if (!path.equals(root + key) && changed.size() < KeySelection.MAX_OBJECTS) {
            changed.putIfAbsent(path, root + key);
        }
    }

    private static void checkLength(FileEntry file, ObjectVersion object) throws MetainfoException {
        if (file.length() != object.length()) {
            throw new MetainfoException("the torrent's file \"" + String.join("/", file.path()) + "\" has "
                    + file.length() + " bytes, but " + object.location() + " has " + object.length());
        }
    }
}

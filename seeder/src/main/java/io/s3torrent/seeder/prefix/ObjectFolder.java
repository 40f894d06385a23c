package io.s3torrent.seeder.prefix;

import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.Content.Extent;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/**
 * The pinned objects that are the files of one torrent, by their path in it.
 *
 * <p>Files without bytes may be missing, because they are never read.
 */
public final class ObjectFolder {
    /** The most bytes of all objects; it leaves room for the pads. */
    private static final long MAX_LENGTH = Long.MAX_VALUE >> 1;

    private final Map<List<String>, DescribedObject> objects;

    private ObjectFolder(Map<List<String>, DescribedObject> objects) {
        this.objects = objects;
    }

    /**
     * Pins all selected objects below a prefix.
     *
     * @param threads send many requests at once
     * @throws MetainfoException when there are no objects, too many, or two that cannot be files of one torrent
     */
    public static ObjectFolder below(S3Prefix prefix, KeyFilter filter, ObjectStore store, ExecutorService threads)
            throws IOException {
        FilePaths names = new FilePaths(prefix.prefix());
        List<List<String>> paths = new ArrayList<>();
        List<S3Location> locations = new ArrayList<>();
        for (ListedObject object : KeySelection.of(store, prefix, filter).objects()) {
            S3Location location = object.location();
            paths.add(names.add(location.key().substring(prefix.prefix().length())));
            locations.add(location);
        }
        ObjectFolder folder = of(paths, new HeadRequests(store, threads).of(locations));
        if (folder.length() > MAX_LENGTH) {
            throw new MetainfoException(prefix + ": the objects have " + folder.length()
                    + " bytes, more than a torrent can have; name a longer prefix, or --exclude some");
        }
        return folder;
    }

    static ObjectFolder of(List<List<String>> paths, List<DescribedObject> objects) {
        Map<List<String>, DescribedObject> byPath = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            byPath.put(paths.get(i), objects.get(i));
        }
        return new ObjectFolder(byPath);
    }

    /** All files, not yet in the order of a torrent, and without pads. */
    public List<FileEntry> files() {
        return objects.entrySet().stream()
                .map(file ->
                        new FileEntry(file.getKey(), file.getValue().version().length(), false))
                .toList();
    }

    /** Bytes of all files. */
    public long length() {
        return objects.values().stream()
                .mapToLong(object -> object.version().length())
                .reduce(0, (sum, length) -> sum + Math.min(length, Long.MAX_VALUE - sum));
    }

    /** The store's checksums of the objects. */
    public Map<ObjectVersion, ObjectChecksums> checksums() {
        return objects.values().stream()
                .collect(
                        Collectors.toMap(DescribedObject::version, DescribedObject::checksums, (first, same) -> first));
    }

    /**
     * The bytes of these files, concatenated; a pad consists of zeros.
     *
     * @param files each a pad, a file of this folder, or an empty file
     */
    public Content content(List<FileEntry> files) {
        List<Extent> extents = new ArrayList<>();
        for (FileEntry file : files) {
            if (file.pad() && file.length() > 0) {
                extents.add(Extent.zeros(file.length()));
            } else if (file.length() > 0) {
                extents.add(Extent.of(
                        Objects.requireNonNull(objects.get(file.path())).version()));
            }
        }
        return Content.of(extents);
    }
}

package io.s3torrent.seeder.prefix;

import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The selected objects below a prefix, in the byte order of their keys. Sidecars, and the empty objects with which consoles mark folders,
 * are never selected.
 *
 * @param emptyFolders the number of such folder marks
 */
public record KeySelection(List<ListedObject> objects, int emptyFolders) {
    /** The most objects. Each costs a HEAD, and memory for a torrent or a file of one. */
    public static final int MAX_OBJECTS = 100_000;

    private static final String SIDECAR = ".torrent";

    public KeySelection {
        objects = List.copyOf(objects);
    }

    /**
     * Lists a prefix and selects its objects.
     *
     * @throws MetainfoException when no object is selected, or more than {@value #MAX_OBJECTS}
     * @throws io.s3torrent.seeder.s3.ObjectException when the store cannot be listed
     */
    public static KeySelection of(ObjectStore store, S3Prefix prefix, KeyFilter filter) throws IOException {
        Collector collector = collect(store, prefix, filter);
        if (collector.objects.isEmpty()) {
            throw new MetainfoException(
                    collector.listed == 0
                            ? prefix + ": there is no object below this prefix"
                            : prefix + ": none of the " + collector.listed + " objects below this prefix can be shared"
                                    + (filter.toString().isEmpty() ? "" : " with " + filter));
        }
        return new KeySelection(collector.objects, collector.emptyFolders);
    }

    /**
     * Lists a prefix and selects its objects, of which there may be none.
     *
     * @throws MetainfoException when more than {@value #MAX_OBJECTS} objects are selected
     * @throws io.s3torrent.seeder.s3.ObjectException when the store cannot be listed
     */
    public static KeySelection anyOf(ObjectStore store, S3Prefix prefix, KeyFilter filter) throws IOException {
        Collector collector = collect(store, prefix, filter);
        return new KeySelection(collector.objects, collector.emptyFolders);
    }

    private static Collector collect(ObjectStore store, S3Prefix prefix, KeyFilter filter) throws IOException {
        Collector collector = new Collector(prefix, filter);
        try {
            store.list(prefix, collector::take);
        } catch (UnorderedException e) {
            collector = new Collector(prefix, filter);
            sorted(store, prefix, collector);
        }
        if (collector.selected > MAX_OBJECTS) {
            throw new MetainfoException(prefix + ": " + collector.selected + " objects (expected: <= " + MAX_OBJECTS
                    + "); name a longer prefix, or --exclude some");
        }
        return collector;
    }

    /** True when there is any object below a prefix; one request, however many there are. */
    public static boolean isAny(ObjectStore store, S3Prefix prefix) throws IOException {
        try {
            store.list(prefix, object -> {
                throw new FoundException();
            });
            return false;
        } catch (FoundException e) {
            return true;
        }
    }

    /** Ends a listing at its first key. */
    private static final class FoundException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Lists a prefix of a store that does not sort keys by bytes, such as directory buckets and Storj, and sorts the keys. */
    private static void sorted(ObjectStore store, S3Prefix prefix, Collector collector) throws IOException {
        try (KeySorter keys = new KeySorter(prefix)) {
            store.list(prefix, object -> add(object, keys));
            keys.forEach(collector::take);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void add(ListedObject object, KeySorter keys) {
        try {
            keys.add(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key arrived after a greater one, so earlier keys were judged without it. */
    private static final class UnorderedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Takes keys one by one in byte order, and holds no more objects than may be selected. */
    private static final class Collector {
        private final S3Prefix prefix;
        private final KeyFilter filter;
        private final List<ListedObject> objects = new ArrayList<>();
        /** Selected keys that are prefixes of the current key. In byte order, every key between X and X.torrent begins with X. */
        private final Deque<String> begins = new ArrayDeque<>();

        private byte[] last = {};

        private int listed;
        private int selected;
        private int emptyFolders;

        Collector(S3Prefix prefix, KeyFilter filter) {
            this.prefix = prefix;
            this.filter = filter;
        }

        void take(ListedObject object) {
            String key = object.location().key();
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            if (Arrays.compareUnsigned(bytes, last) <= 0) {
                throw new UnorderedException();
            }
            last = bytes;
            listed++;
            while (!begins.isEmpty() && !key.startsWith(begins.peek())) {
                begins.pop();
            }
            if (!isSidecar(key) && filter.wants(key.substring(prefix.prefix().length()))) {
                select(object, key);
            }
            begins.push(key);
        }

        private boolean isSidecar(String key) {
            return key.endsWith(SIDECAR) && begins.contains(key.substring(0, key.length() - SIDECAR.length()));
        }

        private void select(ListedObject object, String key) {
            if (key.endsWith("/") && object.length() == 0) {
                emptyFolders++;
            } else if (++selected <= MAX_OBJECTS) {
                objects.add(object);
            }
        }
    }
}

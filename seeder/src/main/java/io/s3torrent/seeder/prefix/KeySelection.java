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
 * The objects below a prefix that are wanted, in the byte order of their keys; never a sidecar, never the empty objects with which
 * consoles mark a folder.
 *
 * @param emptyFolders how many such marks there were
 */
public record KeySelection(List<ListedObject> objects, int emptyFolders) {
    /** More are refused: each is a HEAD, and a torrent or a file of one, in memory. */
    public static final int MAX_OBJECTS = 100_000;

    private static final String SIDECAR = ".torrent";

    public KeySelection {
        objects = List.copyOf(objects);
    }

    /**
     * Lists a prefix.
     *
     * @throws MetainfoException when there is no such object, or more than {@value #MAX_OBJECTS}
     * @throws io.s3torrent.seeder.s3.ObjectException when the store cannot be listed
     */
    public static KeySelection of(ObjectStore store, S3Prefix prefix, KeyFilter filter) throws IOException {
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
        if (collector.objects.isEmpty()) {
            throw new MetainfoException(prefix + ": there is no object to share among the " + collector.listed
                    + " below this prefix" + (filter.toString().isEmpty() ? "" : " with " + filter));
        }
        return new KeySelection(collector.objects, collector.emptyFolders);
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

    /** Lists the prefix of a store that does not keep the order of bytes, as directory buckets and Storj do not. */
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

    /** A key came behind a greater one: the keys before it were judged without it. */
    private static final class UnorderedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Takes keys in the order of bytes, one by one, and holds no more than may be selected. */
    private static final class Collector {
        private final S3Prefix prefix;
        private final KeyFilter filter;
        private final List<ListedObject> objects = new ArrayList<>();
        /** Keys that the one at hand begins with. In byte order, all that lies between X and X.torrent begins with X. */
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

package io.s3torrent.seeder.prefix;

import io.s3torrent.seeder.s3.ListedObject;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sorts a listing of any length by key, with an external merge sort. Runs of a few megabytes are sorted in memory and written to a file one
 * after the other. Then all runs are read in parallel and merged. A listing of a single run needs no file. For use by one thread.
 *
 * <p>The file is deleted as soon as it is open, so that it disappears with the process.
 */
final class KeySorter implements AutoCloseable {
    /** The most bytes of listed objects in memory, estimated roughly. */
    private static final long RUN_BYTES = 8L << 20;

    /** The memory in bytes of a listed object beyond its key. */
    private static final int OVERHEAD = 200;

    /** The most bytes that all readers of runs buffer together. */
    private static final int MERGE_BYTES = 8 << 20;

    private static final long MAX_FILE = 8L << 30;

    private final S3Prefix prefix;
    private final long runBytes;
    private final List<Entry> run = new ArrayList<>();
    private final List<SpilledRun> spilled = new ArrayList<>();
    private long inRun;
    private @Nullable RandomAccessFile file;

    /** An object with the bytes of its key, by which entries are ordered. */
    private static final class Entry implements Comparable<Entry> {
        final byte[] key;
        final ListedObject object;

        Entry(byte[] key, ListedObject object) {
            this.key = key;
            this.object = object;
        }

        boolean isSame(Entry other) {
            return Arrays.equals(key, other.key);
        }

        @Override
        public int compareTo(Entry other) {
            return Arrays.compareUnsigned(key, other.key);
        }
    }

    private record SpilledRun(long start, long end, int count) {}

    /** A sorted run with its first entry that was not handed on yet. */
    private record Head(Entry entry, Source rest) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            return entry.compareTo(other.entry);
        }
    }

    @FunctionalInterface
    private interface Source {
        Optional<Entry> next() throws IOException;
    }

    KeySorter(S3Prefix prefix) {
        this(prefix, RUN_BYTES);
    }

    /** Makes a sorter with runs of about {@code runBytes}. */
    KeySorter(S3Prefix prefix, long runBytes) {
        this.prefix = prefix;
        this.runBytes = runBytes;
    }

    /** Adds an object below the prefix. */
    void add(ListedObject object) throws IOException {
        byte[] key = object.location().key().getBytes(StandardCharsets.UTF_8);
        run.add(new Entry(key, object));
        inRun += key.length + OVERHEAD;
        if (inRun >= runBytes) {
            spill();
        }
    }

    private void spill() throws IOException {
        run.sort(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Entry entry : run) {
            write(entry, out);
        }
        long start = spilled.isEmpty() ? 0 : spilled.get(spilled.size() - 1).end();
        long end = start + bytes.size();
        if (end > MAX_FILE) {
            throw new IOException(
                    prefix + ": the store lists keys in no order, and too many to sort (expected: <= "
                            + (MAX_FILE >> 30) + " GiB of keys); name a longer prefix");
        }
        RandomAccessFile target = file == null ? open() : file;
        file = target;
        target.seek(start);
        target.write(bytes.toByteArray());
        spilled.add(new SpilledRun(start, end, run.size()));
        run.clear();
        inRun = 0;
    }

    private static RandomAccessFile open() throws IOException {
        Path path = Files.createTempFile("s3torrent-keys", ".tmp"); // readable for this user only
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } finally {
            Files.delete(path);
        }
    }

    private static void write(Entry entry, DataOutputStream out) throws IOException {
        write(entry.key, out);
        out.writeLong(entry.object.length());
        write(entry.object.etag().getBytes(StandardCharsets.UTF_8), out);
        Optional<String> storageClass = entry.object.storageClass();
        out.writeBoolean(storageClass.isPresent());
        write(storageClass.orElse("").getBytes(StandardCharsets.UTF_8), out);
    }

    private static void write(byte[] text, DataOutputStream out) throws IOException {
        out.writeInt(text.length);
        out.write(text);
    }

    private Entry read(DataInputStream in) throws IOException {
        byte[] key = in.readNBytes(in.readInt());
        long length = in.readLong();
        String etag = text(in);
        boolean hasClass = in.readBoolean();
        Optional<String> storageClass = Optional.of(text(in)).filter(any -> hasClass);
        S3Location location = new S3Location(prefix.bucket(), new String(key, StandardCharsets.UTF_8));
        return new Entry(key, new ListedObject(location, length, etag, storageClass));
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** Hands on each key once, in byte order. */
    void forEach(Consumer<ListedObject> each) throws IOException {
        PriorityQueue<Head> heads = new PriorityQueue<>();
        int buffer = Math.max(4096, Math.min(1 << 16, MERGE_BYTES / (spilled.size() + 1)));
        for (SpilledRun one : spilled) {
            advance(reading(one, buffer), heads);
        }
        run.sort(null);
        var inMemory = run.iterator();
        advance(() -> inMemory.hasNext() ? Optional.of(inMemory.next()) : Optional.empty(), heads);
        Entry last = null;
        for (Head head = heads.poll(); head != null; head = heads.poll()) {
            if (last == null || !last.isSame(head.entry())) {
                each.accept(head.entry().object);
            }
            last = head.entry();
            advance(head.rest(), heads);
        }
    }

    private static void advance(Source source, PriorityQueue<Head> heads) throws IOException {
        source.next().ifPresent(entry -> heads.add(new Head(entry, source)));
    }

    private Source reading(SpilledRun one, int buffer) {
        DataInputStream in = new DataInputStream(new BufferedInputStream(new Region(one.start(), one.end()), buffer));
        int[] left = {one.count()};
        return () -> left[0]-- > 0 ? Optional.of(read(in)) : Optional.empty();
    }

    /** A part of the file as a stream. It seeks before each read, because other streams move the file's position. */
    private final class Region extends InputStream {
        private final long end;
        private long position;

        Region(long start, long end) {
            this.position = start;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int want = (int) Math.min(length, end - position);
            if (want <= 0 || file == null) {
                return -1;
            }
            file.seek(position);
            int got = file.read(target, offset, want);
            position += Math.max(0, got);
            return got;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}

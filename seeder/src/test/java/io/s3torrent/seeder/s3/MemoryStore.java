package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A store in memory with one main object. It records every requested range, and misbehaves when told to. */
public final class MemoryStore implements ObjectStore {
    private static final int CHUNK = 10_000;

    private static final S3Location LOCATION = new S3Location("bucket", "dir/object.bin");

    private final Map<S3Location, Stored> objects = new ConcurrentHashMap<>();
    private final AtomicInteger puts = new AtomicInteger();
    private final Queue<ByteRange> requested = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final Set<S3Location> hanging = ConcurrentHashMap.newKeySet();

    /** A fault that replaces the right answer of one read. */
    public enum Fault {
        WRONG_BYTES,
        UNAVAILABLE
    }

    @SuppressWarnings("ArrayRecordComponent") // a test's own array
    private record Stored(ObjectVersion version, byte[] bytes) {}

    public MemoryStore(byte[] content) {
        objects.put(LOCATION, new Stored(version(LOCATION, content, "\"etag\""), content));
    }

    /** Puts another object. */
    public void put(S3Location where, byte[] bytes) {
        objects.put(where, new Stored(version(where, bytes, "\"etag-" + puts.incrementAndGet() + "\""), bytes));
    }

    /** Puts an object of zeros, which takes no memory. */
    public void putZeros(S3Location where, long length) {
        String etag = "\"etag-" + puts.incrementAndGet() + "\"";
        objects.put(where, new Stored(new ObjectVersion(where, length, etag, Optional.empty()), new byte[0]));
    }

    /** All reads of this object block until their thread is interrupted. */
    public void hang(S3Location where) {
        hanging.add(where);
    }

    private static ObjectVersion version(S3Location where, byte[] bytes, String etag) {
        return new ObjectVersion(where, bytes.length, etag, Optional.empty());
    }

    /** The version of the main object. */
    public ObjectVersion version() {
        return Objects.requireNonNull(objects.get(LOCATION)).version();
    }

    /** The next reads fail in this order, one each. */
    public synchronized void failNext(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** The ranges of all reads, in order. */
    public List<ByteRange> requestedRanges() {
        return List.copyOf(requested);
    }

    @Override
    public ObjectVersion stat(S3Location where) throws ObjectException {
        return metadata(where)
                .orElseThrow(() -> new ObjectException.NotFound(where + ": not found", null))
                .version();
    }

    @Override
    public void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException {
        if (range.end() > version.length()) {
            throw new IllegalArgumentException("range: " + range + " (expected: within the object)");
        }
        requested.add(range);
        Stored stored = objects.get(version.location());
        if (stored == null || !stored.version().equals(version)) {
            throw new ObjectException.Changed(version.location() + ": changed", null);
        }
        if (hanging.contains(version.location())) {
            awaitInterrupt();
        }
        Fault fault = nextFault();
        for (long at = range.start(); at < range.end(); at += CHUNK) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, range.end() - at)];
            if (stored.bytes().length > 0) {
                System.arraycopy(stored.bytes(), (int) at, chunk, 0, chunk.length);
            }
            if (fault == Fault.WRONG_BYTES) {
                chunk[0] ^= 1;
            } else if (fault == Fault.UNAVAILABLE) {
                throw new ObjectException.Unavailable("down", null);
            }
            sink.accept(chunk, 0, chunk.length);
        }
    }

    private static void awaitInterrupt() throws ObjectException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectException.Unavailable("interrupted", null);
        }
    }

    @Override
    public void list(S3Prefix prefix, Consumer<ListedObject> each) {
        objects.keySet().stream()
                .filter(where ->
                        where.bucket().equals(prefix.bucket()) && where.key().startsWith(prefix.prefix()))
                .sorted(Comparator.comparing(S3Location::key))
                .map(where -> Objects.requireNonNull(objects.get(where)).version())
                .map(version ->
                        new ListedObject(version.location(), version.length(), version.etag(), Optional.empty()))
                .forEach(each);
    }

    private synchronized Fault nextFault() {
        return faults.poll();
    }

    @Override
    public ObjectStore countedIn(Ledger ledger) {
        return this;
    }

    @Override
    public Optional<StoredObject> metadata(S3Location where) {
        return Optional.ofNullable(objects.get(where)).map(stored -> new StoredObject(stored.version(), Map.of()));
    }

    @Override
    public Optional<byte[]> whole(S3Location where, Choice choice) throws ObjectException {
        Optional<StoredObject> found = metadata(where);
        return found.isPresent() && choice.wants(found.get())
                ? Optional.of(Objects.requireNonNull(objects.get(where)).bytes().clone())
                : Optional.empty();
    }

    @Override
    public Optional<PartChecksums> partChecksums(ObjectVersion version) {
        return Optional.empty();
    }

    @Override
    public Optional<byte[]> torrent(ObjectVersion version) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}

package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A store of one object in memory that records every range asked, and does wrong when told to. */
public final class MemoryStore implements ObjectStore {
    private static final int CHUNK = 10_000;

    private final byte[] content;
    private final S3Location location = new S3Location("bucket", "dir/object.bin");
    private final Queue<ByteRange> requested = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> faults = new ArrayDeque<>();

    /** What one read does instead of giving the right bytes. */
    public enum Fault {
        WRONG_BYTES,
        UNAVAILABLE
    }

    @SuppressWarnings("ArrayRecordComponent") // a test's own array
    public MemoryStore(byte[] content) {
        this.content = content;
    }

    public ObjectVersion version() {
        return new ObjectVersion(location, content.length, "\"etag\"", Optional.empty());
    }

    /** The next reads fail in this order, one each. */
    public synchronized void failNext(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** The ranges of all reads, in the order they were asked. */
    public List<ByteRange> requestedRanges() {
        return List.copyOf(requested);
    }

    @Override
    public ObjectVersion stat(S3Location where) {
        return version();
    }

    @Override
    public void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException {
        requested.add(range);
        Fault fault = nextFault();
        for (long at = range.start(); at < range.end(); at += CHUNK) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, range.end() - at)];
            System.arraycopy(content, (int) at, chunk, 0, chunk.length);
            if (fault == Fault.WRONG_BYTES) {
                chunk[0] ^= 1;
            } else if (fault == Fault.UNAVAILABLE) {
                throw new ObjectException.Unavailable("down", null);
            }
            sink.accept(chunk, 0, chunk.length);
        }
    }

    @Override
    public void list(S3Prefix prefix, Consumer<ListedObject> each) {
        if (location.bucket().equals(prefix.bucket()) && location.key().startsWith(prefix.prefix())) {
            each.accept(new ListedObject(location, content.length, version().etag(), Optional.empty()));
        }
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
        return Optional.empty();
    }

    @Override
    public Optional<byte[]> whole(S3Location where, Choice choice) throws ObjectException {
        return choice.wants(new StoredObject(version(), Map.of())) ? Optional.of(content.clone()) : Optional.empty();
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

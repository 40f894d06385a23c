package io.s3torrent.seeder.s3;

import io.s3torrent.seeder.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A bucket in memory that records its reads and reports what the test tells it to report. */
public final class MemoryBucket implements ObjectStore, ObjectWriter {
    public static final String NAME = "bucket";

    private Comparator<String> order = Comparator.naturalOrder();
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final Map<String, PartChecksums> partChecksums = new ConcurrentHashMap<>();
    private final Map<String, byte[]> torrents = new ConcurrentHashMap<>();
    private final Map<String, ObjectChecksums> checksums = new ConcurrentHashMap<>();
    private final List<Spoilt> spoilt = new ArrayList<>();
    private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Map<String, ObjectException> failures = new ConcurrentHashMap<>();
    private final Map<String, Integer> puts = new ConcurrentHashMap<>();
    private final MemoryUploads uploads = new MemoryUploads();

    /** A range that was read. */
    public record Read(String key, ByteRange range) {}

    private record Spoilt(String key, long offset, AtomicInteger times, AtomicInteger spared) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] bytes, long length, String etag, Map<String, String> metadata) {
        Stored(byte[] bytes, String etag, Map<String, String> metadata) {
            this(bytes, bytes.length, etag, metadata);
        }
    }

    /** Puts an object with the given ETag. */
    public ObjectVersion put(String key, byte[] bytes, String etag) {
        objects.put(key, new Stored(bytes, etag, Map.of()));
        return version(location(key));
    }

    /** Puts a long object of zeros, which takes no memory. */
    public ObjectVersion putZeros(String key, long length, String etag) {
        objects.put(key, new Stored(new byte[0], length, etag, Map.of()));
        return version(location(key));
    }

    /** Puts an object with a generated ETag. */
    public ObjectVersion put(String key, byte[] bytes) {
        return put(key, bytes, nextEtag(key, bytes));
    }

    /** Puts an object with metadata. */
    public void put(String key, byte[] bytes, Map<String, String> metadata) {
        objects.put(key, new Stored(bytes, nextEtag(key, bytes), metadata));
    }

    /** A different ETag for different bytes. */
    private String nextEtag(String key, byte[] bytes) {
        Stored before = objects.get(key);
        if (before != null && Arrays.equals(before.bytes(), bytes)) {
            return before.etag();
        }
        int count = puts.merge(key, 1, Integer::sum);
        return "\"etag-of-" + key + (count == 1 ? "" : "-" + count) + "\"";
    }

    public void remove(String key) {
        objects.remove(key);
    }

    /** Fails all later requests of a kind, such as {@code stat KEY} or {@code list PREFIX}. */
    public void fail(String question, ObjectException failure) {
        failures.put(question, failure);
    }

    /** Ends all failures. */
    public void beHonest() {
        failures.clear();
    }

    /** Leaves an object out of listings. */
    public void hideFromListings(String key) {
        hidden.add(key);
    }

    private void failIfToldSo(String question) throws ObjectException {
        ObjectException failure = failures.get(question);
        if (failure != null) {
            throw failure;
        }
    }

    /** Sets the part checksums that the store reports. */
    public void knowParts(String key, long partLength, List<byte[]> sha1) {
        partChecksums.put(key, new PartChecksums(partLength, sha1));
    }

    /** Sets the checksums that the store reports. */
    public void know(String key, ObjectChecksums known) {
        checksums.put(key, known);
    }

    /** Flips a bit of this byte in the next {@code times} reads of it. */
    public void spoil(String key, long offset, int times) {
        synchronized (spoilt) {
            spoilt.add(new Spoilt(key, offset, new AtomicInteger(times), new AtomicInteger()));
        }
    }

    /** Flips a bit in later reads, but not in the very next one. */
    public void spoilLater(String key, long offset, int times) {
        synchronized (spoilt) {
            spoilt.add(new Spoilt(key, offset, new AtomicInteger(times), new AtomicInteger(1)));
        }
    }

    private byte[] onTheirWay(String key, ByteRange range, byte[] bytes) {
        byte[] sent = Arrays.copyOfRange(bytes, (int) range.start(), (int) range.end());
        synchronized (spoilt) {
            for (Spoilt byteOf : spoilt) {
                boolean passes =
                        byteOf.key.equals(key) && byteOf.offset >= range.start() && byteOf.offset < range.end();
                if (passes && byteOf.spared.getAndDecrement() <= 0 && byteOf.times.getAndDecrement() > 0) {
                    sent[(int) (byteOf.offset - range.start())] ^= 1;
                }
            }
        }
        return sent;
    }

    /** Sets the store's own torrent of the object. */
    public void knowTorrent(String key, byte[] answer) {
        torrents.put(key, answer);
    }

    public static S3Location location(String key) {
        return new S3Location(NAME, key);
    }

    /** The reads, in order. */
    public List<Read> reads() {
        return List.copyOf(reads);
    }

    /** Forgets what was read. */
    public void forgetReads() {
        reads.clear();
    }

    /** The bytes read of one object. */
    public long bytesRead(String key) {
        return reads.stream()
                .filter(read -> read.key().equals(key))
                .mapToLong(read -> read.range().length())
                .sum();
    }

    /** The requests other than reads, such as {@code parts KEY}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public Map<String, String> metadata(String key) {
        return stored(key).metadata();
    }

    public byte[] bytes(String key) {
        return stored(key).bytes();
    }

    private Stored stored(String key) {
        return Objects.requireNonNull(objects.get(key));
    }

    public boolean has(String key) {
        return objects.containsKey(key);
    }

    /** Lists keys in this order from now on. */
    public void listIn(Comparator<String> other) {
        order = other;
    }

    private ObjectVersion version(S3Location location) {
        Stored stored = stored(location.key());
        return new ObjectVersion(location, stored.length(), stored.etag(), Optional.empty());
    }

    @Override
    public ObjectVersion stat(S3Location location) throws ObjectException {
        asked.add("stat " + location.key());
        failIfToldSo("stat " + location.key());
        if (!has(location.key())) {
            throw new ObjectException.NotFound(location + ": not found", null);
        }
        return version(location);
    }

    @Override
    public DescribedObject describe(S3Location location) throws ObjectException {
        return new DescribedObject(stat(location), checksums.getOrDefault(location.key(), ObjectChecksums.NONE));
    }

    @Override
    public Optional<StoredObject> metadata(S3Location location) {
        asked.add("metadata " + location.key());
        return has(location.key())
                ? Optional.of(new StoredObject(version(location), metadata(location.key())))
                : Optional.empty();
    }

    @Override
    public Optional<byte[]> whole(S3Location location, Choice choice) throws ObjectException {
        asked.add("whole " + location.key());
        if (!has(location.key()) || !choice.wants(new StoredObject(version(location), metadata(location.key())))) {
            return Optional.empty();
        }
        byte[] bytes = bytes(location.key());
        if (bytes.length == 0) {
            return Optional.of(bytes);
        }
        ByteRange all = new ByteRange(0, bytes.length);
        reads.add(new Read(location.key(), all));
        return Optional.of(onTheirWay(location.key(), all, bytes));
    }

    @Override
    public void read(ObjectVersion version, ByteRange range, ByteSink sink) throws ObjectException {
        if (range.end() > version.length()) {
            throw new IllegalArgumentException("range: " + range + " (expected: within the object)");
        }
        reads.add(new Read(version.location().key(), range));
        Stored stored = objects.get(version.location().key());
        if (stored == null || !stored.etag().equals(version.etag())) {
            throw new ObjectException.Changed(version.location() + ": changed", null);
        }
        if (stored.bytes().length < stored.length()) {
            sink.accept(new byte[(int) range.length()], 0, (int) range.length());
        } else {
            byte[] sent = onTheirWay(version.location().key(), range, stored.bytes());
            sink.accept(sent, 0, sent.length);
        }
    }

    @Override
    public void list(S3Prefix prefix, Consumer<ListedObject> each) throws ObjectException {
        asked.add("list " + prefix.prefix());
        failIfToldSo("list " + prefix.prefix());
        List<String> keys = new ArrayList<>(objects.keySet());
        keys.removeIf(key -> !key.startsWith(prefix.prefix()) || hidden.contains(key));
        keys.sort(order);
        keys.forEach(key -> {
            ObjectVersion version = version(location(key));
            each.accept(new ListedObject(version.location(), version.length(), version.etag(), Optional.empty()));
        });
    }

    @Override
    public Optional<PartChecksums> partChecksums(ObjectVersion version) {
        asked.add("parts " + version.location().key());
        return Optional.ofNullable(partChecksums.get(version.location().key()));
    }

    @Override
    public Optional<byte[]> torrent(ObjectVersion version) {
        asked.add("torrent " + version.location().key());
        return Optional.ofNullable(torrents.get(version.location().key()));
    }

    @Override
    public ObjectVersion put(S3Location location, PartBody body, PutOptions options) throws ObjectException {
        asked.add("put " + location.key() + (options.ifNoneMatch() ? " if none" : ""));
        Optional<String> there =
                has(location.key()) ? Optional.of(stored(location.key()).etag()) : Optional.empty();
        boolean isOther = options.ifMatch().isPresent() && !options.ifMatch().equals(there);
        if (isOther || (options.ifNoneMatch() && there.isPresent())) {
            throw new ObjectException.Changed(location + ": is there", null);
        }
        try (InputStream bytes = body.bytes().get()) {
            put(location.key(), bytes.readAllBytes(), options.metadata());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return version(location);
    }

    @Override
    public ObjectStore countedIn(Ledger ledger) {
        return this;
    }

    @Override
    public MultipartUpload start(S3Location location, PutOptions options) {
        return uploads.start(location, options);
    }

    @Override
    public StoredPart uploadPart(MultipartUpload upload, int number, PartBody body) throws ObjectException {
        return uploads.put(upload, number, body);
    }

    @Override
    public ObjectVersion complete(MultipartUpload upload, List<StoredPart> parts) throws ObjectException {
        PutOptions options = uploads.optionsOf(upload).unconditional();
        return put(upload.location(), uploads.joined(upload, parts), options);
    }

    @Override
    public void abort(MultipartUpload upload) {
        uploads.abort(upload);
    }

    @Override
    public List<StoredPart> parts(MultipartUpload upload) throws ObjectException {
        return uploads.parts(upload);
    }

    @Override
    public List<MultipartUpload> unfinished(S3Location location) {
        return uploads.unfinished(location);
    }

    @Override
    public void close() {}
}

package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.s3torrent.bittorrent.Digests;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.hashing.ContentVerifier;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.Content.Extent;
import io.s3torrent.seeder.piece.cache.BadPieceRetries;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.piece.cache.PieceMemory;
import io.s3torrent.seeder.piece.cache.S3PieceSource;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.CrcAlgorithm;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.MemoryBucket.Read;
import io.s3torrent.seeder.s3.ObjectChecksums;
import io.s3torrent.seeder.s3.ObjectChecksums.Crc;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.Checksum;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bit is corrupted between the store and the hashing pass. */
@Timeout(120)
@Tag("slow")
class HashingCheckTest {
    private static final int MIB = 1 << 20;
    private static final int PIECE = 256 << 10;
    private static final int STRIDE = 8 * MIB;

    private final ExecutorService threads = new WorkerPool("test", 32);
    private final PieceMemory memory = new PieceMemory(200 * MIB);
    private final PieceCache cache = new PieceCache(memory);
    private final MemoryBucket bucket = new MemoryBucket();
    private final TorrentMaker maker = new TorrentMaker(bucket, threads, cache);
    private final Map<ObjectVersion, ObjectChecksums> known = new HashMap<>();
    private TorrentFormat format = TorrentFormat.V1;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        cache.close();
        assertThat(memory.used()).isZero();
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static ObjectChecksums crc(CrcAlgorithm algorithm, byte[] bytes) {
        Checksum crc = algorithm.newChecksum();
        crc.update(bytes, 0, bytes.length);
        return new ObjectChecksums(
                Optional.of(new Crc(algorithm, crc.getValue())), Optional.empty(), false, Optional.empty());
    }

    private static ObjectChecksums md5(byte[] bytes) {
        return new ObjectChecksums(
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(Digests.md5().digest(bytes)));
    }

    private ObjectVersion put(String key, byte[] bytes, ObjectChecksums checksums) {
        ObjectVersion version = bucket.put(key, bytes);
        known.put(version, checksums);
        return version;
    }

    private InfoOptions spec() {
        return new InfoOptions("name", PIECE, format, false, Optional.empty(), Optional.empty());
    }

    private List<FileEntry> files(List<ObjectVersion> objects) {
        List<FileEntry> files = objects.stream()
                .map(object -> new FileEntry(List.of(object.location().key()), object.length(), false))
                .toList();
        return objects.size() == 1
                ? TorrentFiles.single(spec(), objects.get(0).length())
                : format.hasV2() ? TorrentFiles.padded(files, PIECE) : files;
    }

    private Info make(ObjectVersion... objects) throws IOException {
        return make(known, HashingListener.NONE, objects);
    }

    private Info make(Map<ObjectVersion, ObjectChecksums> checksums, HashingListener listener, ObjectVersion... objects)
            throws IOException {
        List<FileEntry> files = files(List.of(objects));
        return maker.make(content(objects), spec(), files, checksums, listener);
    }

    private Content content(ObjectVersion... objects) throws MetainfoException {
        return TorrentFiles.content(files(List.of(objects)), List.of(objects));
    }

    /** The info that hashing makes of intact bytes. */
    private Info right(ObjectVersion... objects) throws IOException {
        Info info = make(Map.of(), HashingListener.NONE, objects);
        bucket.forgetReads();
        return info;
    }

    private void everyPieceIsServedRightFromMemory(Info info, ObjectVersion... objects) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Extent extent : content(objects).extents()) {
            all.writeBytes(extent.object()
                    .map(object -> bucket.bytes(object.location().key()))
                    .orElseGet(() -> new byte[(int) extent.length()]));
        }
        int reads = bucket.reads().size();
        S3PieceSource source = new S3PieceSource(
                bucket, threads, cache, content(objects), info, new BadPieceRetries(Clock.systemUTC()));
        for (int piece = 0; piece < info.layout().pieceCount(); piece++) {
            ByteRange range = info.layout().range(piece);
            ByteBuf given = source.read(piece).join();
            assertThat(ByteBufUtil.getBytes(given))
                    .isEqualTo(Arrays.copyOfRange(all.toByteArray(), (int) range.start(), (int) range.end()));
            given.release();
        }
        assertThat(bucket.reads()).as("all from memory").hasSize(reads);
    }

    @ParameterizedTest
    @EnumSource
    void aBitThatIsSpoiltOnceIsReadAgain(CrcAlgorithm algorithm) throws IOException {
        byte[] bytes = bytes(20 * MIB + 77, 1);
        ObjectVersion object = put("k", bytes, crc(algorithm, bytes));
        Info right = right(object);
        bucket.spoil("k", 9 * MIB, 1);

        Info info = make(object);

        assertThat(info).isEqualTo(right);
        assertThat(bucket.bytesRead("k")).isEqualTo(2L * bytes.length);
        everyPieceIsServedRightFromMemory(info, object);
    }

    @ParameterizedTest
    @EnumSource
    void readsThatAreSpoiltInDifferentPlacesAreReadAThirdTime(CrcAlgorithm algorithm) throws IOException {
        byte[] bytes = bytes(20 * MIB, 2);
        ObjectVersion object = put("k", bytes, crc(algorithm, bytes));
        Info right = right(object);
        bucket.spoil("k", 9 * MIB, 1);
        bucket.spoil("k", 100, 2);

        assertThat(make(object)).isEqualTo(right);
        assertThat(bucket.bytesRead("k")).isEqualTo(3L * bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void bytesThatStayWrongMakeNoTorrentAndLeaveNothingInMemory(CrcAlgorithm algorithm) throws IOException {
        byte[] bytes = bytes(20 * MIB, 3);
        ObjectVersion object = put("k", bytes, crc(algorithm, bytes));
        Info right = right(object);
        bucket.spoil("k", 9 * MIB, 2);

        assertThatThrownBy(() -> make(object))
                .isInstanceOf(ObjectException.Corrupt.class)
                .hasMessageStartingWith("s3://bucket/k: the bytes from the store do not match their " + algorithm + " ")
                .hasMessageEndingWith(
                        ", not even after they were read again. Check the object, and the"
                                + " network on the way to the store");
        assertThat(bucket.bytesRead("k")).as("twice, and no third time").isEqualTo(2L * bytes.length);

        Info healed = make(object);
        assertThat(healed).isEqualTo(right);
        everyPieceIsServedRightFromMemory(healed, object);
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatIsChecked(TorrentFormat each) throws IOException {
        format = each;
        byte[] first = bytes(3 * MIB + 1, 4);
        byte[] second = bytes(12 * MIB + 5, 5);
        byte[] third = bytes(1000, 6);
        ObjectVersion[] objects = {
            put("a", first, crc(CrcAlgorithm.CRC64NVME, first)),
            put("b", second, crc(CrcAlgorithm.CRC32, second)),
            put("c", third, crc(CrcAlgorithm.CRC32C, third))
        };
        Info right = right(objects);
        bucket.spoil("b", 5_000_000, 1);
        bucket.spoil("c", 999, 1);

        Info info = make(objects);

        assertThat(info).isEqualTo(right);
        everyPieceIsServedRightFromMemory(info, objects);
    }

    @Test
    void ofManyObjectsOnlyTheStridesOfTheSpoiltOneAreReadAgain() throws IOException {
        List<ObjectVersion> objects = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] bytes = bytes(STRIDE, i);
            objects.add(put("k" + i, bytes, crc(CrcAlgorithm.CRC64NVME, bytes)));
        }
        ObjectVersion[] all = objects.toArray(ObjectVersion[]::new);
        Info right = right(all);
        bucket.spoil("k2", 77, 1);

        assertThat(make(all)).isEqualTo(right);
        assertThat(Stream.of(all)
                        .map(object -> bucket.bytesRead(object.location().key()) / STRIDE))
                .containsExactly(1L, 1L, 2L, 1L, 1L);
    }

    @Test
    void aNeighbourThatIsSpoiltByTheSecondReadingIsSeenToo() throws IOException {
        byte[] first = bytes(STRIDE + 1000, 7);
        byte[] second = bytes(STRIDE, 8);
        for (ObjectChecksums ofSecond : List.of(crc(CrcAlgorithm.CRC32, second), md5(second))) {
            ObjectVersion[] objects = {put("a", first, crc(CrcAlgorithm.CRC64NVME, first)), put("b", second, ofSecond)};
            Info right = right(objects);
            bucket.spoil("a", 5, 1);
            bucket.spoilLater("b", 1, 1);

            assertThat(make(objects)).isEqualTo(right);
        }
    }

    @Test
    void anObjectWithoutAChecksumIsReadOnceAndNothingIsAsked() throws IOException {
        byte[] bytes = bytes(20 * MIB, 9);
        ObjectVersion object = put("k", bytes, ObjectChecksums.NONE);
        bucket.spoil("k", 5, 1);

        make(object);

        assertThat(bucket.bytesRead("k")).isEqualTo(bytes.length);
        assertThat(bucket.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 9 * MIB, 64 * MIB})
    void anETagThatIsTheMd5ShowsASpoiltBit(int length) throws IOException {
        byte[] bytes = bytes(length, 10);
        ObjectVersion object = put("k", bytes, md5(bytes));
        Info right = right(object);
        make(object);
        assertThat(bucket.bytesRead("k")).as("all is right").isEqualTo(length);
        bucket.spoil("k", length - 1, 1);

        assertThat(make(object)).isEqualTo(right);
        assertThat(bucket.bytesRead("k")).isEqualTo(3L * length);
    }

    @Test
    void whereETagsAreNoMd5sOneObjectIsReadTwiceAndNoOtherIs() throws IOException {
        List<ObjectVersion> objects = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            objects.add(put("k" + i, bytes(MIB, i), md5(new byte[i])));
        }
        ObjectVersion[] all = objects.toArray(ObjectVersion[]::new);
        Info right = right(all);

        assertThat(make(all)).isEqualTo(right);
        assertThat(bucket.reads().stream()
                        .mapToLong(read -> read.range().length())
                        .sum())
                .as("the strides of one object")
                .isLessThanOrEqualTo((20L + 8) * MIB);

        bucket.forgetReads();
        make(objects.get(3));
        assertThat(bucket.bytesRead("k3")).as("the next torrent").isEqualTo(MIB);
    }

    @Test
    void anETagThatIsNoMd5DoesNotHideWhatOtherChecksumsShow() throws IOException {
        byte[] bytes = bytes(MIB, 11);
        ObjectVersion encrypted = put("a", bytes(MIB, 12), md5(new byte[1]));
        ObjectVersion object = put("b", bytes, crc(CrcAlgorithm.CRC64NVME, bytes));
        Info right = right(encrypted, object);
        bucket.spoil("b", 3, 1);

        assertThat(make(encrypted, object)).isEqualTo(right);
    }

    @Test
    void ofPartsWithSha1OnlyTheSpoiltOnesAreReadAgain() throws IOException {
        byte[] bytes = bytes(43 * MIB + 7, 13);
        int part = 5 * MIB;
        ObjectVersion object =
                put("k", bytes, new ObjectChecksums(Optional.empty(), Optional.empty(), true, Optional.empty()));
        List<byte[]> sha1 = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += part) {
            sha1.add(Digests.sha1().digest(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + part))));
        }
        bucket.knowParts("k", part, sha1);
        Info right = right(object);
        bucket.spoil("k", 16 * MIB, 1); // in the fourth part, which spans the second and the third stride

        Info info = make(object);

        assertThat(info).isEqualTo(right);
        assertThat(bucket.reads().stream().map(Read::range).filter(range -> range.start() == 0))
                .hasSize(1);
        assertThat(bucket.bytesRead("k")).isEqualTo(bytes.length + 2L * STRIDE);
        everyPieceIsServedRightFromMemory(info, object);
    }

    @Test
    void theSha1OfAShortObjectIsChecked() throws IOException {
        byte[] bytes = bytes(17 * MIB, 14);
        Optional<byte[]> sha1 = Optional.of(Digests.sha1().digest(bytes));
        ObjectVersion object = put("k", bytes, new ObjectChecksums(Optional.empty(), sha1, false, Optional.empty()));
        Info right = right(object);
        bucket.spoil("k", 16 * MIB, 1);
        assertThat(make(object)).isEqualTo(right);

        bucket.spoil("k", 16 * MIB, 2);
        assertThatThrownBy(() -> make(object))
                .isInstanceOf(ObjectException.Corrupt.class)
                .hasMessageContaining("SHA-1");
    }

    @Test
    void aTorrentFileInTheStoreIsComparedToo() throws IOException {
        byte[] file = bytes(100_000, 16);
        for (ObjectChecksums each : List.of(crc(CrcAlgorithm.CRC64NVME, file), md5(file))) {
            DescribedObject object = new DescribedObject(put("k", file, each), each);
            bucket.spoil("k", 99_999, 1);
            assertThat(ContentVerifier.read(bucket, object)).isEqualTo(file);
        }
        ObjectChecksums ofOther = crc(CrcAlgorithm.CRC32, new byte[1]);
        DescribedObject other = new DescribedObject(put("k", file, ofOther), ofOther);
        assertThatThrownBy(() -> ContentVerifier.read(bucket, other)).isInstanceOf(ObjectException.Corrupt.class);
        DescribedObject encrypted = new DescribedObject(other.version(), md5(new byte[1]));
        assertThat(ContentVerifier.read(bucket, encrypted)).isEqualTo(file);
    }

    @Test
    void theListenerReceivesTheHashesOfEachStrideOnce() throws IOException {
        byte[] bytes = bytes(20 * MIB, 15);
        ObjectVersion object = put("k", bytes, crc(CrcAlgorithm.CRC32C, bytes));
        bucket.spoil("k", 5, 1);
        List<Integer> told = new ArrayList<>();

        make(
                known,
                new HashingListener() {
                    @Override
                    public void hashed(long done, long total) {
                        assertThat(done).isLessThanOrEqualTo(total);
                    }

                    @Override
                    public void pieces(int first, byte[] sha1) {
                        synchronized (told) {
                            told.add(first);
                        }
                    }
                },
                object);

        assertThat(told).containsExactlyInAnyOrder(0, STRIDE / PIECE, 2 * STRIDE / PIECE);
    }
}

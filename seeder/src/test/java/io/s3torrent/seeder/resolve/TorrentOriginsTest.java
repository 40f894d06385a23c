package io.s3torrent.seeder.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.Sidecar;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.MemoryBucket.Read;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class TorrentOriginsTest {
    private static final int MIB = 1 << 20;
    private static final String KEY = "object.bin";

    @TempDir
    private Path folder;

    private final WorkerPool threads = new WorkerPool("test", 32);
    private final MemoryBucket bucket = new MemoryBucket();
    private final List<String> notes = new ArrayList<>();
    private final TestTorrent torrent = TestTorrent.of(KEY, 10 * MIB + 7, MIB);
    private ObjectVersion version;

    @BeforeEach
    void put() {
        version = bucket.put(KEY, torrent.content(), "\"abc-11\"");
    }

    @AfterEach
    void end() {
        threads.close();
    }

    private TorrentPlan plan(ObjectVersion object, InfoOptions spec) {
        HashingListener listener = new HashingListener() {
            @Override
            public void hashed(long done, long total) {}

            @Override
            public void note(String text) {
                notes.add(text);
            }
        };
        return new TorrentPlan(Content.of(object), TorrentFiles.single(spec, object.length()), spec, listener);
    }

    private TorrentPlan plan() {
        return plan(version, InfoOptions.v1(KEY, MIB));
    }

    private StateDir stateDir() {
        return new StateDir(folder);
    }

    private TorrentOrigins origins(SidecarMode mode) {
        return origins(TorrentPersistence.of(mode, Optional.of(stateDir()), "http://store", bucket));
    }

    private TorrentOrigins origins(TorrentPersistence persistence) {
        return new TorrentOrigins(bucket, new TorrentMaker(bucket, threads, PieceCache.none()), persistence);
    }

    private void found(TorrentOrigins origins, TorrentPlan plan, OriginKind origin) throws IOException {
        Torrent found = origins.find(plan, List.of());
        assertThat(found.origin()).isEqualTo(origin);
        assertThat(found.metainfo().info()).isEqualTo(torrent.metainfo().info());
    }

    private List<byte[]> pieceHashes() {
        List<byte[]> hashes = new ArrayList<>();
        for (int piece = 0; piece < torrent.layout().pieceCount(); piece++) {
            hashes.add(torrent.metainfo().info().pieceHash(piece));
        }
        return hashes;
    }

    private static byte[] file(Info info) {
        return MetainfoCodec.encode(Metainfo.of(info, List.of(), "test"));
    }

    @Test
    void anUnknownTorrentIsHashedOnceAndKeptForTheNextRun() throws IOException {
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.HASHING);
        assertThat(bucket.bytesRead(KEY)).isEqualTo(version.length());
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.KEPT);
        assertThat(bucket.bytesRead(KEY)).isEqualTo(version.length());
    }

    @Test
    void aKeptTorrentIsOfOneVersionOneSpecAndOneStore() throws IOException {
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.HASHING);
        InfoOptions plain = InfoOptions.v1(KEY, MIB);
        ObjectVersion other = bucket.put(KEY, torrent.content(), "\"other\"");
        List<TorrentPlan> others = List.of(
                plan(other, plain),
                plan(other, new InfoOptions("name", MIB, TorrentFormat.V1, false, Optional.empty())),
                plan(other, new InfoOptions(KEY, MIB, TorrentFormat.V1, true, Optional.empty())),
                plan(other, new InfoOptions(KEY, MIB, TorrentFormat.V1, false, Optional.of("s"))),
                plan(other, plain.withUpdateUrl(Optional.of("http://u"))),
                plan(other, plain.withUpdateUrl(Optional.of("http://v"))),
                plan(other, new InfoOptions(KEY, MIB, TorrentFormat.HYBRID, false, Optional.empty())),
                plan(other, InfoOptions.v1(KEY, 2 * MIB)));
        for (TorrentPlan plan : others) {
            assertThat(origins(SidecarMode.LOCAL).find(plan, List.of()).origin())
                    .isEqualTo(OriginKind.HASHING);
        }
        for (TorrentPlan plan : others) {
            assertThat(origins(SidecarMode.LOCAL).find(plan, List.of()).origin())
                    .isEqualTo(OriginKind.KEPT);
        }
        TorrentPersistence elsewhere =
                TorrentPersistence.of(SidecarMode.LOCAL, Optional.of(stateDir()), "http://other", bucket);
        assertThat(origins(elsewhere).find(others.get(0), List.of()).origin()).isEqualTo(OriginKind.HASHING);
    }

    @Test
    void aTorrentThatTurnedOutToBeWrongIsMadeAnew() throws IOException {
        TorrentPersistence persistence =
                TorrentPersistence.of(SidecarMode.LOCAL, Optional.of(stateDir()), "http://store", bucket);
        found(origins(persistence), plan(), OriginKind.HASHING);
        persistence.forget(plan());
        found(origins(persistence), plan(), OriginKind.HASHING);
    }

    @Test
    void withoutSidecarsNothingIsLookedForAndNothingLeft() throws IOException {
        found(origins(SidecarMode.NONE), plan(), OriginKind.HASHING);
        found(origins(SidecarMode.NONE), plan(), OriginKind.HASHING);
        assertThat(folder).isEmptyDirectory();
        assertThat(bucket.asked()).doesNotContain("whole " + KEY + ".torrent");
    }

    @Test
    void aSidecarOfThisVersionIsUsedWithoutReadingTheObject() throws IOException {
        bucket.put(KEY + ".torrent", file(torrent.metainfo().info()), Sidecar.metadata(version));
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.SIDECAR);
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.SIDECAR);
        assertThat(bucket.bytesRead(KEY)).isZero();
        assertThat(folder).isEmptyDirectory(); // unchecked hashes from the bucket are not kept as ours
    }

    @Test
    void aSidecarOfAnotherVersionOrOfSomethingElseIsNotUsed() throws IOException {
        bucket.put(KEY + ".torrent", file(torrent.metainfo().info()), Map.of());
        found(origins(SidecarMode.NONE), plan(), OriginKind.HASHING);
        ObjectVersion older = new ObjectVersion(version.location(), version.length(), "\"older\"", Optional.empty());
        bucket.put(KEY + ".torrent", file(torrent.metainfo().info()), Sidecar.metadata(older));
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.HASHING);
        assertThat(bucket.bytesRead(KEY + ".torrent")).isZero();
    }

    @Test
    void aSidecarThatDoesNotFitIsToldOfAndNotUsed() throws IOException {
        TestTorrent shorter = TestTorrent.of(KEY, 5 * MIB, MIB);
        List<byte[]> wrong = List.of(
                new byte[0],
                "no torrent".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                file(shorter.metainfo().info()),
                file(TestTorrent.of("other name", 10 * MIB + 7, MIB).metainfo().info()),
                file(withMoreKeys(torrent.metainfo().info())));
        for (byte[] file : wrong) {
            bucket.put(KEY + ".torrent", file, Sidecar.metadata(version));
            TorrentPersistence nothingKept =
                    TorrentPersistence.of(SidecarMode.LOCAL, Optional.empty(), "http://store", bucket);
            found(origins(nothingKept), plan(), OriginKind.HASHING);
        }
        assertThat(notes).hasSize(wrong.size()).allMatch(note -> note.contains(KEY + ".torrent is not used: "));
    }

    @Test
    void aSidecarThatIsSpoiltOnTheWayIsReadOnceMore() throws IOException {
        TorrentPersistence nothingKept =
                TorrentPersistence.of(SidecarMode.BUCKET, Optional.empty(), "http://store", bucket);
        found(origins(nothingKept), plan(), OriginKind.HASHING);
        String beside = KEY + ".torrent";
        long hashByte = bucket.bytes(beside).length - 30L;
        bucket.spoil(beside, hashByte, 1);
        found(origins(nothingKept), plan(), OriginKind.SIDECAR);

        bucket.spoil(beside, hashByte, 2);
        found(origins(nothingKept), plan(), OriginKind.HASHING);
        assertThat(notes)
                .containsExactly("s3://bucket/" + beside
                        + " is not used: its bytes do not match the SHA-256 in its metadata");
    }

    /** The same info with a key that the profile does not have. */
    private static Info withMoreKeys(Info info) throws IOException {
        byte[] raw = info.raw();
        byte[] more = new byte[raw.length + 6];
        more[0] = 'd';
        System.arraycopy("1:ai1e".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, more, 1, 6);
        System.arraycopy(raw, 1, more, 7, raw.length - 1);
        return Info.parse(more);
    }

    @Test
    void aSidecarIsPutOnlyWhenAskedForAndNeverOverSomethingElse() throws IOException {
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.HASHING);
        assertThat(bucket.has(KEY + ".torrent")).isFalse();
        found(origins(SidecarMode.BUCKET), plan(), OriginKind.KEPT);
        assertThat(bucket.asked()).contains("put " + KEY + ".torrent if none");
        assertThat(Sidecar.isOf(version, bucket.metadata(KEY + ".torrent"))).isTrue();
        assertThat(MetainfoCodec.decode(bucket.bytes(KEY + ".torrent")).info())
                .isEqualTo(torrent.metainfo().info());

        long puts = puts();
        found(origins(SidecarMode.BUCKET), plan(), OriginKind.KEPT);
        assertThat(puts()).isEqualTo(puts);

        bucket.put(KEY + ".torrent", new byte[] {1, 2, 3});
        found(origins(SidecarMode.BUCKET), plan(), OriginKind.KEPT);
        assertThat(puts()).isEqualTo(puts);
        assertThat(notes).containsExactly("s3://bucket/object.bin.torrent: the existing object is not a sidecar and was not replaced");
    }

    private long puts() {
        return bucket.asked().stream().filter(call -> call.startsWith("put ")).count();
    }

    @Test
    void anOlderSidecarOfOursIsReplaced() throws IOException {
        Map<String, String> older = new TreeMap<>(Sidecar.metadata(version));
        older.put("s3torrent-etag", "older");
        bucket.put(KEY + ".torrent", new byte[] {1}, older);
        found(origins(SidecarMode.BUCKET), plan(), OriginKind.HASHING);
        assertThat(Sidecar.isOf(version, bucket.metadata(KEY + ".torrent"))).isTrue();
    }

    @Test
    void aSidecarWithoutThePlaceForSuccessorsIsAnotherTorrent() throws IOException {
        found(origins(SidecarMode.BUCKET), plan(), OriginKind.HASHING);
        TorrentPlan updating = plan(version, InfoOptions.v1(KEY, MIB).withUpdateUrl(Optional.of("http://u")));

        Torrent made = origins(SidecarMode.BUCKET).find(updating, List.of());

        assertThat(made.origin()).isEqualTo(OriginKind.HASHING);
        assertThat(made.metainfo().info().spec().updateUrl()).contains("http://u");
    }

    @Test
    void partsThatAreThePiecesSpareAllReadsButThreeSamples() throws IOException {
        bucket.knowParts(KEY, MIB, pieceHashes());
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.PART_CHECKSUMS);
        assertThat(bucket.reads())
                .containsExactly(
                        new Read(KEY, torrent.layout().range(0)),
                        new Read(KEY, torrent.layout().range(5)),
                        new Read(KEY, torrent.layout().range(10)));
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.KEPT);
    }

    @Test
    void partChecksumsThatAreWrongAreFoundOutAndNotUsed() throws IOException {
        List<byte[]> wrong = pieceHashes();
        wrong.set(5, new byte[20]);
        bucket.knowParts(KEY, MIB, wrong);
        found(origins(SidecarMode.LOCAL), plan(), OriginKind.HASHING);
    }

    @Test
    void onlyAnObjectOfAsManyPartsAsPiecesIsWorthAsking() throws IOException {
        bucket.knowParts(KEY, MIB, pieceHashes());
        version = bucket.put(KEY, torrent.content(), "\"abc-12\"");
        found(origins(SidecarMode.NONE), plan(), OriginKind.HASHING);
        version = bucket.put(KEY, torrent.content(), "\"0123456789abcdef\"");
        found(origins(SidecarMode.NONE), plan(), OriginKind.HASHING);
        assertThat(bucket.asked()).noneMatch(call -> call.startsWith("parts "));
    }

    @Test
    void aHybridTorrentIsNotMadeOfSha1Alone() throws IOException {
        bucket.knowParts(KEY, MIB, pieceHashes());
        InfoOptions hybrid = new InfoOptions(KEY, MIB, TorrentFormat.HYBRID, false, Optional.empty());
        assertThat(origins(SidecarMode.NONE)
                        .find(plan(version, hybrid), List.of())
                        .origin())
                .isEqualTo(OriginKind.HASHING);
    }

    @Test
    void partsOfALongObjectThatWouldSpareAReadAreHintedAt() throws IOException {
        ObjectVersion large = bucket.putZeros("large", 256 * MIB, "\"abc-32\"");
        List<byte[]> hashes = new ArrayList<>();
        for (int part = 0; part < 32; part++) {
            hashes.add(TestTorrent.sha1(new byte[8 * MIB]));
        }
        bucket.knowParts("large", 8 * MIB, hashes);
        TorrentPlan plan = plan(large, InfoOptions.v1("large", 1 << 18));
        assertThat(origins(SidecarMode.NONE).find(plan, List.of()).origin()).isEqualTo(OriginKind.HASHING);
        assertThat(notes)
                .containsExactly("s3://bucket/large: its parts of 8 MiB have SHA-1 checksums; with"
                        + " --piece-length parts the torrent is made without reading the whole object");

        TorrentPlan byParts = plan(large, InfoOptions.v1("large", 8 * MIB));
        Info info =
                origins(SidecarMode.NONE).find(byParts, List.of()).metainfo().info();
        assertThat(origins(TorrentPersistence.none()).find(byParts, List.of()).origin())
                .isEqualTo(OriginKind.PART_CHECKSUMS);
        Info hashed = new TorrentMaker(bucket, threads, PieceCache.none())
                .make(byParts.content(), byParts.spec(), byParts.files(), HashingListener.NONE);
        assertThat(info).isEqualTo(hashed);
    }

    @Test
    void anObjectThatIsReadInFourGosAnywayIsNotAskedOf() throws IOException {
        TestTorrent small = TestTorrent.of("small", 3 * MIB, MIB);
        ObjectVersion object = bucket.put("small", small.content(), "\"abc-3\"");
        origins(SidecarMode.NONE).find(plan(object, InfoOptions.v1("small", MIB)), List.of());
        assertThat(bucket.asked()).isEmpty();
        assertThat(bucket.reads()).containsExactly(new Read("small", new ByteRange(0, 3 * MIB)));
    }
}

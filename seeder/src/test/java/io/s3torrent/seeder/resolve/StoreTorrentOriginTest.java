package io.s3torrent.seeder.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTorrentOriginTest {
    private static final int MIB = 1 << 20;
    private static final String KEY = "dir/object.bin";

    private final MemoryBucket bucket = new MemoryBucket();
    private static final TestTorrent TORRENT = TorrentOriginContract.TORRENT;
    private ObjectVersion version;

    @BeforeEach
    void put() {
        version = bucket.put(KEY, TORRENT.content());
    }

    private Optional<Info> find(int pieceLength) throws IOException {
        InfoOptions spec = InfoOptions.v1("object.bin", pieceLength);
        TorrentPlan plan = new TorrentPlan(
                Content.of(version), TorrentFiles.single(spec, version.length()), spec, HashingListener.NONE);
        return new StoreTorrentOrigin(bucket).find(plan);
    }

    private static byte[] file(Info info) {
        return MetainfoCodec.encode(Metainfo.of(info, List.of("http://tracker.example/announce"), "a store"));
    }

    private byte[] hashes() {
        return TORRENT.metainfo().info().pieceHashes();
    }

    @Test
    void aRightAnswerGivesTheInfoThatHashingWouldWhateverItsName() throws IOException {
        Info named = Info.ofFile(InfoOptions.v1(KEY, MIB / 2), version.length(), hashes());
        bucket.knowTorrent(KEY, file(named));
        assertThat(find(MIB / 2)).contains(TORRENT.metainfo().info());
        assertThat(bucket.bytesRead(KEY)).isEqualTo(9 + 3 * (MIB / 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65, 129, 130})
    void aWrongHashAmongTheSamplesIsFoundOut(int piece) throws IOException {
        byte[] hashes = hashes();
        hashes[piece * Info.HASH_LENGTH] ^= 1;
        bucket.knowTorrent(KEY, file(Info.ofFile(InfoOptions.v1("object.bin", MIB / 2), version.length(), hashes)));
        assertThat(find(MIB / 2)).isEmpty();
    }

    @Test
    void piecesOfAnotherLengthAreOfNoUse() throws IOException {
        bucket.knowTorrent(KEY, file(TORRENT.metainfo().info()));
        assertThat(find(MIB)).isEmpty();
        assertThat(bucket.reads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pacific-1piece.torrent", "pacific-3MB.torrent", "tentacle-20MB.body"})
    void whatRealStoresAnsweredForOtherObjectsIsOfNoUse(String file) throws IOException {
        bucket.knowTorrent(KEY, StoreTorrentFixtures.read(file));
        assertThat(find(MIB / 2)).isEmpty();
        assertThat(bucket.reads()).isEmpty();
    }

    @Test
    void theObjectItselfIsNoTorrent() throws IOException {
        bucket.knowTorrent(KEY, Arrays.copyOf(TORRENT.content(), 10_000_000));
        assertThat(find(MIB / 2)).isEmpty();
        bucket.knowTorrent(KEY, new byte[0]);
        assertThat(find(MIB / 2)).isEmpty();
    }

    @Test
    void anObjectThatWouldBeCheckedWholeIsNotAskedOf() throws IOException {
        version = bucket.put(KEY, new byte[64 * MIB]);
        assertThat(find(MIB / 2)).isEmpty();
        assertThat(bucket.asked()).isEmpty();
    }
}

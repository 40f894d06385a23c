package io.s3torrent.seeder.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.s3.MemoryBucket;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The behaviour of every {@link TorrentOrigin}. */
abstract class TorrentOriginContract {
    static final String KEY = "object.bin";
    static final int PIECE = 512 << 10;

    /** More than 64 MiB, because the store's own torrent is not requested for smaller objects. */
    static final TestTorrent TORRENT = TestTorrent.of(KEY, (65 << 20) + 9, PIECE);

    final MemoryBucket bucket = new MemoryBucket();
    TorrentPlan plan;

    @BeforeEach
    void put() {
        ObjectVersion version =
                bucket.put(KEY, TORRENT.content(), "\"abc-" + TORRENT.layout().pieceCount() + "\"");
        plan = plan(version, PIECE);
    }

    static TorrentPlan plan(ObjectVersion version, int pieceLength) {
        InfoOptions spec = InfoOptions.v1(KEY, pieceLength);
        return new TorrentPlan(
                Content.of(version), TorrentFiles.single(spec, version.length()), spec, HashingListener.NONE);
    }

    /** The origin under test, which has the torrent of {@link #plan}. */
    abstract TorrentOrigin knowing() throws IOException;

    /** An origin of the same kind without a torrent; empty when it always has one. */
    abstract Optional<TorrentOrigin> ignorant() throws IOException;

    abstract OriginKind kind();

    private static Info info() {
        return TORRENT.metainfo().info();
    }

    @Test
    void itNamesItsKind() throws IOException {
        assertThat(knowing().origin()).isEqualTo(kind());
    }

    @Test
    void itGivesTheInfoThatHashingWouldMake() throws IOException {
        TorrentOrigin origin = knowing();

        assertThat(origin.find(plan)).contains(info());
        assertThat(origin.find(plan)).as("asked again").contains(info());
    }

    @Test
    void itReadsNoMoreOfTheObjectThanItEstimates() throws IOException {
        TorrentOrigin origin = knowing();
        Optional<Usage> estimate = origin.estimate(plan);
        assertThat(bucket.bytesRead(KEY)).as("to estimate").isZero();
        assertThat(origin.find(plan)).contains(info());
        // The store's own torrent is seldom right, so its origin estimates nothing.
        long most = estimate.map(Usage::bytesRead).orElse(TORRENT.layout().objectLength());
        assertThat(bucket.bytesRead(KEY)).isLessThanOrEqualTo(most);
    }

    @Test
    void anOriginWithoutTheTorrentIsPassedOver() throws IOException {
        Optional<TorrentOrigin> origin = ignorant();
        if (origin.isPresent()) {
            assertThat(origin.get().find(plan)).isEmpty();
            assertThat(origin.get().estimate(plan)).isEmpty();
            assertThat(bucket.bytesRead(KEY)).isZero();
        }
    }

    @Test
    void theTorrentOfAnotherPieceLengthIsNotTaken() throws IOException {
        TorrentOrigin origin = knowing();
        TorrentPlan other = plan(plan.content().objects().get(0), 2 * PIECE);

        assertThat(origin.find(other).filter(info()::equals)).isEmpty();
    }
}

package io.s3torrent.tracker.swarm.snapshot;

import static io.s3torrent.tracker.swarm.PeerChange.COMPLETED;
import static io.s3torrent.tracker.swarm.PeerChange.LEECHER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.testing.TestSeed;
import io.s3torrent.tracker.swarm.MemorySwarmStore;
import io.s3torrent.tracker.swarm.Peers;
import io.s3torrent.tracker.swarm.SwarmCounts;
import io.s3torrent.tracker.swarm.SwarmLimits;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the state file of a tracker. */
class SwarmSnapshotsTest {
    private static final InfoHash SWARM = Peers.swarm("a swarm");
    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private Path path;
    private final SwarmStore store = newStore();

    private static SwarmStore newStore() {
        return new MemorySwarmStore(SwarmLimits.DEFAULT, System::nanoTime, TestSeed.random(), new SplittableRandom(1));
    }

    @BeforeEach
    void announceTwo() {
        path = folder.resolve("state");
        store.announce(SWARM, Peers.v4(1, 1), COMPLETED, 0);
        store.announce(Peers.swarm("another"), Peers.v6(1, 1), LEECHER, 0);
    }

    private SwarmStore restarted() throws IOException {
        SwarmStore next = newStore();
        SwarmSnapshots.start(path, next, infoHash -> true).abandon();
        return next;
    }

    private static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    @Test
    void aRestartFindsThePeersThere() throws IOException {
        SwarmSnapshots.start(path, store, infoHash -> true).close();
        SwarmStore next = restarted();
        assertThat(next.counts(SWARM)).isEqualTo(new SwarmCounts(1, 0, 1));
        assertThat(next.counts(Peers.swarm("another"))).isEqualTo(new SwarmCounts(0, 1, 0));
        assertThat(names(folder)).containsExactly("state");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void onlyTorrentsThatAreStillTrackedComeBack() throws IOException {
        SwarmSnapshots.start(path, store, infoHash -> true).close();
        SwarmStore next = newStore();
        SwarmSnapshots.start(path, next, SWARM::equals).abandon();
        assertThat(next.counts(SWARM).seeders()).isOne();
        assertThat(next.counts(Peers.swarm("another"))).isEqualTo(SwarmCounts.NONE);
    }

    @Test
    void peersAgeWhileTheTrackerIsDown() throws IOException {
        new SwarmSnapshots.SnapshotFile(path, () -> THEN).write(store);
        SwarmStore soon = newStore();
        new SwarmSnapshots.SnapshotFile(path, () -> THEN.plus(Duration.ofMinutes(44))).read(soon, infoHash -> true);
        assertThat(soon.counts(SWARM)).isEqualTo(new SwarmCounts(1, 0, 1));
        SwarmStore late = newStore();
        new SwarmSnapshots.SnapshotFile(path, () -> THEN.plus(Duration.ofMinutes(46))).read(late, infoHash -> true);
        assertThat(late.counts(SWARM)).isEqualTo(new SwarmCounts(0, 0, 1));
        SwarmStore before = newStore();
        new SwarmSnapshots.SnapshotFile(path, () -> THEN.minus(Duration.ofDays(400))).read(before, infoHash -> true);
        assertThat(before.counts(SWARM)).isEqualTo(new SwarmCounts(1, 0, 1));
    }

    /** Version 0.1.0 wrote it, for three peers: {@code tracker --access open --state FILE}. Every later version must read it. */
    @Test
    void theFileOfARelease() throws Exception {
        InfoHash swarm = InfoHash.ofHex("0102030405060708090a0b0c0d0e0f1011121314");
        Path released = Path.of(requireNonNull(SwarmSnapshotsTest.class.getResource("peers-0.1.0"))
                .toURI());
        SwarmStore next = newStore();

        new SwarmSnapshots.SnapshotFile(released, () -> Instant.parse("2026-11-29T00:30:00Z")).read(next, any -> true);

        assertThat(next.counts(swarm)).isEqualTo(new SwarmCounts(2, 1, 1));
    }

    @Tag("slow")
    @Test
    void aDamagedFileIsSetAsideAndTheTrackerStartsEmpty() throws IOException {
        SwarmSnapshots.start(path, store, infoHash -> true).close();
        byte[] good = Files.readAllBytes(path);
        for (int index = 0; index < good.length; index++) {
            byte[] bad = good.clone();
            bad[index] ^= 1;
            assertSetAside(bad);
        }
        for (int length = 0; length < good.length; length += 7) {
            assertSetAside(Arrays.copyOf(good, length));
        }
        assertSetAside(Arrays.copyOf(good, good.length + 1));
    }

    private void assertSetAside(byte[] bad) throws IOException {
        Files.write(path, bad);
        restarted();
        assertThat(path).doesNotExist();
        assertThat(folder.resolve("state.bad")).hasBinaryContent(bad);
    }

    @Test
    void aPlaceWhereNothingCanBeWrittenIsAFailureAtStart() {
        assertThatThrownBy(() -> SwarmSnapshots.start(folder, store, infoHash -> true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected: a file in a writable folder");
        assertThatThrownBy(() -> SwarmSnapshots.start(folder.resolve("none/state"), store, infoHash -> true))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFolderThatTurnsReadOnlyCostsTheStateOnly() throws IOException {
        SwarmSnapshots keeper = SwarmSnapshots.start(path, store, infoHash -> true);
        Files.createDirectories(path.resolve("in the way"));
        keeper.close();
        assertThat(path).isDirectory();
    }
}

package io.s3torrent.seeder.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.Seeder;
import io.s3torrent.seeder.SeederConfig;
import io.s3torrent.seeder.TorrentCreator;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.Sidecar;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.wire.PeerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one run of a seeder leaves for the next, with a real store. */
@Tag("slow")
class PersistenceConfigTest {
    private static final S3Location OBJECT = new S3Location("data", "dir/object.bin");

    @TempDir
    private Path folder;

    private final TestTorrent torrent = TestTorrent.of("object.bin", 3_000_000, 256 << 10);
    private EmbeddedS3 store;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        store.put("data", OBJECT.key(), torrent.content());
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private PersistenceConfig keeping(SidecarMode mode, String machine) {
        return new PersistenceConfig(mode, Optional.of(new StateDir(folder.resolve(machine))));
    }

    private Seeder seeder(PersistenceConfig keeping) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Seeder.start(SeederConfig.builder(store.options(), anyPort)
                .cacheMemory(8 << 20)
                .peers(PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build())
                .persistence(keeping)
                .build());
    }

    private Torrent create(PersistenceConfig keeping) throws IOException {
        try (TorrentCreator creator = TorrentCreator.open(store.options(), keeping)) {
            return creator.create(TorrentRequest.of(OBJECT));
        }
    }

    @Test
    void aRestartReadsNothingBeforeTheFirstPeer() throws Exception {
        PersistenceConfig keeping = keeping(SidecarMode.LOCAL, "state");
        try (Seeder seeder = seeder(keeping)) {
            SeedHandle first = seeder.seed(TorrentRequest.of(OBJECT));
            assertThat(first.origin()).isEqualTo(OriginKind.HASHING);
            assertThat(first.cost().bytesRead()).isEqualTo(3_000_000);
        }
        try (Seeder seeder = seeder(keeping)) {
            SeedHandle again = seeder.seed(TorrentRequest.of(OBJECT));
            assertThat(again.origin()).isEqualTo(OriginKind.KEPT);
            assertThat(again.cost().bytesRead()).isZero();
            assertThat(again.cost().requests()).as("one HEAD").isEqualTo(1);
            assertThat(again.metainfo().info()).isEqualTo(torrent.metainfo().info());
            try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
                peer.handshake(torrent.infoHash());
                peer.unchoke();
                assertThat(peer.download(torrent.layout(), 7)).isEqualTo(torrent.piece(7));
            }
        }
    }

    @Test
    void anObjectThatWasReplacedHasAnotherTorrent() throws Exception {
        PersistenceConfig keeping = keeping(SidecarMode.BUCKET, "state");
        Torrent first = create(keeping);
        store.put("data", OBJECT.key(), new byte[3_000_000]);
        Torrent second = create(keeping);
        assertThat(second.origin()).isEqualTo(OriginKind.HASHING);
        assertThat(second.metainfo().infoHash()).isNotEqualTo(first.metainfo().infoHash());
        assertThat(create(keeping(SidecarMode.LOCAL, "other machine"))
                        .metainfo()
                        .infoHash())
                .isEqualTo(second.metainfo().infoHash());
    }

    @Test
    void aSidecarSparesEveryOtherMachineTheRead() throws Exception {
        Torrent made = create(keeping(SidecarMode.BUCKET, "one machine"));
        assertThat(made.origin()).isEqualTo(OriginKind.HASHING);
        Torrent found = create(keeping(SidecarMode.LOCAL, "other machine"));
        assertThat(found.origin()).isEqualTo(OriginKind.SIDECAR);
        assertThat(found.metainfo().info()).isEqualTo(made.metainfo().info());
        assertThat(found.cost().bytesRead())
                .as("the GET of the sidecar")
                .isEqualTo(MetainfoCodec.encode(found.metainfo()).length);
        assertThat(create(PersistenceConfig.NOTHING).origin()).isEqualTo(OriginKind.HASHING);
    }

    private static Path ofAnEarlierVersion(Path kept) {
        return kept.resolveSibling(kept.getFileName().toString().replace(".kept", ".torrent"));
    }

    @Test
    void aBitThatFlipsInTheStateFolderCostsAReadAndChangesNothing() throws Exception {
        PersistenceConfig keeping = keeping(SidecarMode.LOCAL, "state");
        create(keeping);
        Path kept;
        try (var files = Files.list(folder.resolve("state/torrents"))) {
            kept = files.findFirst().orElseThrow();
        }
        byte[] damaged = Files.readAllBytes(kept);
        damaged[damaged.length - 30] ^= 4; // in the hash of a piece
        Files.write(kept, damaged);

        Torrent again = create(keeping);

        assertThat(again.origin()).isEqualTo(OriginKind.HASHING);
        assertThat(again.metainfo().infoHash()).isEqualTo(torrent.infoHash());
        assertThat(kept.resolveSibling(kept.getFileName() + ".bad")).hasBinaryContent(damaged);
        assertThat(create(keeping).origin()).isEqualTo(OriginKind.KEPT);
    }

    @Test
    void aWrongTorrentMakesNoWrongBytesAndIsNotKept() throws Exception {
        byte[] wrong = torrent.content().clone();
        wrong[1_000_000] ^= 1;
        create(keeping(SidecarMode.LOCAL, "state"));
        Path kept;
        try (var files = Files.list(folder.resolve("state/torrents"))) {
            kept = files.findFirst().orElseThrow();
        }
        store.put("data", "elsewhere/object.bin", wrong);
        try (TorrentCreator creator = TorrentCreator.open(store.options(), PersistenceConfig.NOTHING)) {
            Metainfo other = creator.create(TorrentRequest.of(new S3Location("data", "elsewhere/object.bin")))
                    .metainfo();
            Files.delete(kept);
            // Without a checksum, as earlier versions wrote it.
            Files.write(ofAnEarlierVersion(kept), MetainfoCodec.encode(other));
            try (Seeder seeder = seeder(keeping(SidecarMode.LOCAL, "state"));
                    RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
                assertThat(seeder.seed(TorrentRequest.of(OBJECT)).metainfo().infoHash())
                        .isEqualTo(other.infoHash());
                peer.handshake(other.infoHash(), RawPeer.FAST_BIT);
                peer.unchoke();
                peer.request(3, 0, 16384);
                assertThat(peer.await(RawPeer.PIECE, RawPeer.REJECT).id()).isEqualTo(RawPeer.REJECT);
                assertThat(kept.getParent()).isEmptyDirectory();
            }
        }
        assertThat(create(keeping(SidecarMode.LOCAL, "state")).metainfo().infoHash())
                .isEqualTo(torrent.infoHash());
    }

    @Test
    void aStateFolderThatCannotBeMadeIsNoFailure() throws Exception {
        Files.createFile(folder.resolve("state"));
        assertThat(create(keeping(SidecarMode.LOCAL, "state")).origin()).isEqualTo(OriginKind.HASHING);
    }

    @ParameterizedTest
    @CsvSource({"dir a/ü+%2F .bin, ü+%2F .bin", "a/..b, ..b", "日本/100%, 100%", "a//b, b", "plus+and&=, plus+and&="})
    void aKeyMayBeAnythingAndItsSidecarLiesBesideIt(String key, String name) throws Exception {
        store.put("data", key, torrent.content());
        S3Location location = new S3Location("data", key);
        try (TorrentCreator creator = TorrentCreator.open(store.options(), keeping(SidecarMode.BUCKET, "a"))) {
            assertThat(creator.create(TorrentRequest.of(location))
                            .metainfo()
                            .info()
                            .name())
                    .isEqualTo(name);
        }
        try (TorrentCreator creator = TorrentCreator.open(store.options(), keeping(SidecarMode.LOCAL, "b"))) {
            assertThat(creator.create(TorrentRequest.of(location)).origin()).isEqualTo(OriginKind.SIDECAR);
            assertThat(creator.create(TorrentRequest.of(Sidecar.of(location))).origin())
                    .isEqualTo(OriginKind.HASHING);
        }
    }
}

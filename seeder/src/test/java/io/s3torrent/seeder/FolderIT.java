package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.resolve.TorrentOptions;
import io.s3torrent.seeder.resolve.TorrentOptions.PieceLengthChoice;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.resolve.TorrentSource.AllBelow;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Prefix;
import io.s3torrent.seeder.wire.PeerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests several objects as the files of one torrent, in a real store, with real clients. */
class FolderIT {
    private static final AllBelow SET = new AllBelow(new S3Prefix("data", "p/set/"), KeyFilter.ALL);

    @TempDir
    private Path folder;

    private final Map<String, byte[]> files = new TreeMap<>();
    private EmbeddedS3 store;
    private Seeder seeder;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        seeder = MainJob.startSeeder(store, InetAddress.getLoopbackAddress(), EngineKind.NETTY);
        put("a.bin", 1_000_001);
        put("dir a/ü+%2F .bin", 3_000_000);
        put("dir a/empty", 0);
        put("z/deep/er/tiny", 3);
    }

    @AfterEach
    void stop() {
        seeder.close();
        store.close();
    }

    private void put(String name, int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        files.put(name, bytes);
        store.put("data", "p/set/" + name, bytes);
    }

    private SeedHandle seed(int pieceLength) throws IOException {
        return seeder.seed(TorrentRequest.of(SET)
                .withOptions(TorrentOptions.DEFAULT.withPieceLength(new PieceLengthChoice.Bytes(pieceLength))));
    }

    private void assertDownloads(Client client, Metainfo metainfo, String name) throws Exception {
        Path torrent = Files.write(folder.resolve(client + name + ".torrent"), MetainfoCodec.encode(metainfo));
        Path copy = client.download(torrent, Files.createDirectory(folder.resolve(client + name)), "set");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertThat(copy.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
    }

    /** Pads for pieces of 16 KiB are small; with pieces of 1 MiB they would be too large, so pieces span files. */
    @ParameterizedTest
    @ValueSource(ints = {16 << 10, 1 << 20})
    void libtorrentGetsEveryFile(int pieceLength) throws Exception {
        SeedHandle seeded = seed(pieceLength);
        boolean padded = seeded.metainfo().info().files().stream().anyMatch(FileEntry::pad);
        assertThat(padded).isEqualTo(pieceLength == 16 << 10);
        assertThat(seeded.cost().bytesRead()).as("pads are not read").isEqualTo(4_000_004);
        assertDownloads(Client.LIBTORRENT, seeded.metainfo(), "made");
    }

    @ParameterizedTest
    @EnumSource(names = {"OURS", "ARIA2"})
    void otherClientsDoToo(Client client) throws Exception {
        assertDownloads(client, seed(1 << 20).metainfo(), "made");
    }

    @ParameterizedTest
    @ValueSource(ints = {16 << 10, 1 << 20})
    void aTorrentThatIsGivenForAPrefixIsSeeded(int pieceLength) throws Exception {
        Metainfo metainfo = seed(pieceLength).metainfo().withTrackers(List.of());
        seeder.close();
        seeder = MainJob.startSeeder(store, InetAddress.getLoopbackAddress(), EngineKind.NETTY);
        SeedHandle given = seeder.seed(TorrentRequest.of(SET).withTorrent(Optional.of(metainfo)));
        assertThat(given.cost().bytesRead()).isZero();
        assertDownloads(Client.LIBTORRENT, given.metainfo(), "given");
    }

    @Test
    void whenOneObjectIsReplacedTheWholeTorrentStops() throws Exception {
        Metainfo metainfo = seed(1 << 20).metainfo().withTrackers(List.of());
        seeder.close();
        seeder = MainJob.startSeeder(
                store,
                InetAddress.getLoopbackAddress(),
                EngineKind.NETTY,
                PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build());
        seeder.seed(TorrentRequest.of(SET).withTorrent(Optional.of(metainfo)));
        store.put("data", "p/set/z/deep/er/tiny", new byte[] {9, 9, 9});
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress());
                RawPeer late = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(metainfo.infoHash());
            peer.unchoke();
            peer.request(3, 0, 16384);
            assertThat(peer.isClosedByOther()).isTrue();
            late.sendHandshake(metainfo.infoHash(), 0);
            assertThat(late.isClosedByOther()).isTrue();
        }
    }
}

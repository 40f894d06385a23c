package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.SeederConfig.EngineKind;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.RawPeer;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.resolve.TorrentRequest;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.testing.ForeignTool;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the main use with real parts: an object in a real store, our seeder and tracker, and mostly foreign clients that download it. */
class ForeignClientsIT {
    private static final int PIECE = 256 << 10;
    private static final List<Integer> SIZES = List.of(1, PIECE, PIECE + 1, 100 << 20);

    @TempDir
    private Path folder;

    private EmbeddedS3 store;
    private Seeder seeder;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        seeder = MainJob.startSeeder(
                store,
                InetAddress.getLoopbackAddress(),
                EngineKind.NETTY,
                PeerConfig.builder().copies(CopyPolicy.UNLIMITED).build());
    }

    @AfterEach
    void stop() {
        seeder.close();
        store.close();
    }

    static Stream<Arguments> clientsAndSizes() {
        return Stream.of(Client.values())
                .flatMap(client -> (client.isEncrypted() ? Stream.of(PIECE + 1, 100 << 20) : SIZES.stream())
                        .map(size -> Arguments.of(client, size)));
    }

    private SeedHandle seed(String key, Optional<Metainfo> torrent) throws IOException {
        return seeder.seed(TorrentRequest.of(new S3Location("data", key)).withTorrent(torrent));
    }

    private Path torrentFile(SeedHandle seeded) throws IOException {
        return Files.write(folder.resolve("given.torrent"), MetainfoCodec.encode(seeded.metainfo()));
    }

    @ParameterizedTest(name = "{0}, {1} bytes")
    @MethodSource("clientsAndSizes")
    @Execution(ExecutionMode.CONCURRENT)
    void everyClientGetsTheBytesOfObjectsOfEverySize(Client client, int size) throws Exception {
        Path job = Files.createDirectory(folder.resolve("run"));
        if (client.needsOwnNetwork()) {
            ForeignTool.require("transmission-cli");
            MainJob.runInOwnNetwork(client, size, job);
        } else {
            MainJob.run(client, InetAddress.getLoopbackAddress(), size, job);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aMagnetAloneIsEnoughForLibtorrent(EngineKind engine) throws Exception {
        seeder.close();
        seeder = MainJob.startSeeder(store, InetAddress.getLoopbackAddress(), engine);
        byte[] bytes = new byte[3_000_000];
        new Random(3).nextBytes(bytes);
        store.put("data", "a/ü+%2F .bin", bytes);
        SeedHandle seeded = seed("a/ü+%2F .bin", Optional.empty());
        String magnet = seeded.metainfo().magnet().toString();
        Path copy = Client.downloadMagnet(magnet, Files.createDirectory(folder.resolve("client")), "ü+%2F .bin");
        assertThat(copy).hasBinaryContent(bytes);
    }

    @Test
    void anEmptyObjectIsRefused() {
        store.put("data", "empty", new byte[0]);
        assertThatThrownBy(() -> seed("empty", Optional.empty()))
                .isInstanceOf(MetainfoException.class)
                .hasMessage("s3://data/empty is empty: a torrent needs at least one byte");
    }

    @Test
    void aGivenTorrentMustFitAndThenNothingIsReadBeforeAPeerAsks() throws Exception {
        TestTorrent torrent = TestTorrent.of("given.bin", 1_000_000, 1 << 16);
        store.put("data", "given.bin", torrent.content());
        store.put("data", "other.bin", new byte[5]);
        assertThatThrownBy(() -> seed("other.bin", Optional.of(torrent.metainfo())))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("has 1000000 bytes, but s3://data/other.bin has 5");
        SeedHandle seeded = seed("given.bin", Optional.of(torrent.metainfo()));
        assertThat(seeder.snapshot().s3Bytes()).isZero();
        Path client = Files.createDirectory(folder.resolve("client"));
        Path copy = Client.LIBTORRENT.download(torrentFile(seeded), client, "given.bin");
        assertThat(copy).hasBinaryContent(torrent.content());
        assertThat(seeder.snapshot().s3Bytes()).isEqualTo(1_000_000);
    }

    @Test
    void aGivenTorrentOfOtherBytesIsNeverServed() throws Exception {
        TestTorrent torrent = TestTorrent.of("given.bin", 1_000_000, 1 << 16);
        byte[] damaged = torrent.content().clone();
        damaged[70_000] ^= 1;
        store.put("data", "given.bin", damaged);
        seed("given.bin", Optional.of(torrent.metainfo()));
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(torrent.infoHash(), RawPeer.FAST_BIT);
            peer.unchoke();
            peer.request(1, 0, 16384);
            assertThat(peer.await(RawPeer.PIECE, RawPeer.REJECT).id()).isEqualTo(RawPeer.REJECT);
            assertThat(peer.download(torrent.layout(), 2)).isEqualTo(torrent.piece(2));
        }
    }

    @Test
    void anObjectThatWasReplacedIsNoLongerSeededAndTheOthersAre() throws Exception {
        TestTorrent replaced = TestTorrent.of("replaced.bin", 1_000_000, 1 << 16);
        TestTorrent kept = TestTorrent.of("kept.bin", 100_000, 1 << 16);
        store.put("data", "replaced.bin", replaced.content());
        store.put("data", "kept.bin", kept.content());
        seed("replaced.bin", Optional.of(replaced.metainfo()));
        seed("kept.bin", Optional.of(kept.metainfo()));
        store.put("data", "replaced.bin", new byte[1_000_000]);
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress());
                RawPeer late = RawPeer.connect(seeder.listenAddress());
                RawPeer other = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(replaced.infoHash());
            peer.unchoke();
            peer.request(0, 0, 16384);
            assertThat(peer.isClosedByOther()).isTrue();
            assertThat(peer.received()).noneMatch(message -> message.id() == RawPeer.PIECE);
            late.sendHandshake(replaced.infoHash(), 0);
            assertThat(late.isClosedByOther()).isTrue();
            other.handshake(kept.infoHash());
            other.unchoke();
            assertThat(other.download(kept.layout(), 1)).isEqualTo(kept.piece(1));
        }
    }

    @Test
    void aTorrentThatLiesInTheStoreIsFetched() throws Exception {
        TestTorrent torrent = TestTorrent.of("given.bin", 1_000_000, 1 << 16);
        store.put("data", "given.torrent", MetainfoCodec.encode(torrent.metainfo()));
        assertThat(seeder.fetchTorrent(new S3Location("data", "given.torrent"))).isEqualTo(torrent.metainfo());
        store.put("data", "nonsense", new byte[100]);
        assertThatThrownBy(() -> seeder.fetchTorrent(new S3Location("data", "nonsense")))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining("not a torrent");
    }

    @Test
    void anObjectOfFiveGibibytesIsReadAtItsVeryEndToo() throws Exception {
        PieceLayout layout = new PieceLayout((5L << 30) + 12_345, 4 << 20);
        int last = layout.pieceCount() - 1;
        byte[] first = new byte[layout.length(0)];
        byte[] end = new byte[layout.length(last)];
        new Random(1).nextBytes(first);
        new Random(2).nextBytes(end);
        Path sparse = store.putSparse("data", "sparse.bin", layout.objectLength());
        try (FileChannel channel = FileChannel.open(sparse, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(first), 0);
            channel.write(ByteBuffer.wrap(end), layout.range(last).start());
        }
        ByteBuffer hashes = ByteBuffer.allocate(layout.pieceCount() * Info.HASH_LENGTH);
        hashes.put(TestTorrent.sha1(first));
        byte[] zeros = TestTorrent.sha1(new byte[layout.pieceLength()]);
        for (int piece = 1; piece < last; piece++) {
            hashes.put(zeros);
        }
        hashes.put(TestTorrent.sha1(end));
        Metainfo metainfo = Metainfo.of(Info.ofFile("sparse.bin", layout, hashes.array()), List.of(), "test");
        seed("sparse.bin", Optional.of(metainfo));
        try (RawPeer peer = RawPeer.connect(seeder.listenAddress())) {
            peer.handshake(metainfo.infoHash());
            peer.unchoke();
            assertThat(peer.download(layout, last)).isEqualTo(end);
            assertThat(peer.download(layout, 0)).isEqualTo(first);
        }
        assertThat(seeder.snapshot().s3Bytes()).isEqualTo(first.length + end.length);
    }
}

package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.bt.BtSeedEngine;
import io.s3torrent.seeder.engine.SeedEngine;
import io.s3torrent.seeder.engine.SeedTorrent;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.cache.BadPieceRetries;
import io.s3torrent.seeder.piece.cache.PieceCache;
import io.s3torrent.seeder.piece.cache.PieceMemory;
import io.s3torrent.seeder.piece.cache.S3PieceSource;
import io.s3torrent.seeder.s3.MemoryStore;
import io.s3torrent.seeder.wire.PeerServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests torrents of every format that we create and seed. libtorrent downloads them and checks every hash. */
class FormatsIT {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final PeerId ID = PeerId.random("-S30100-", new Random(1));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void libtorrentDownloadsAFile(TorrentFormat format) throws Exception {
        downloads(MemoryTorrent.ofFile(spec("file.bin", format), 1_000_001), PeerServer.start(ANY_PORT, ID));
    }

    @Test
    void theBtLibrarySeedsV2Too() throws Exception {
        downloads(
                MemoryTorrent.ofFile(spec("file.bin", TorrentFormat.V2), 1_000_001), BtSeedEngine.start(ANY_PORT, ID));
    }

    @ParameterizedTest
    @EnumSource
    void libtorrentDownloadsAFolder(TorrentFormat format) throws Exception {
        downloads(
                MemoryTorrent.ofFolder(
                        spec("dir", format),
                        Map.of("a/b", 300_000, "a/c", 1, "d", 65536, "e", 0, "f", 70_001, "g", 2_000_000)),
                PeerServer.start(ANY_PORT, ID));
    }

    /** Without a torrent file, v2's piece hashes come from the peer (BEP 52): more than libtorrent requests at once. */
    @Test
    void libtorrentDownloadsWhatAV2MagnetNames() throws Exception {
        InfoOptions spec = new InfoOptions("dir", 16384, TorrentFormat.V2, false, Optional.empty());
        Map<String, Integer> files = Map.of("a", 1200 * 16384 + 5, "b", 20_000, "c/d", 100_001);
        MemoryTorrent made = MemoryTorrent.ofFolder(spec, files);
        String hash = made.info().infoHashV2().orElseThrow().hex();
        seeded(
                made,
                PeerServer.start(ANY_PORT, ID),
                (port, client) -> Client.downloadMagnet(
                        "magnet:?xt=urn:btmh:1220" + hash + "&x.pe=127.0.0.1:" + port, client, "dir"));
    }

    @Test
    void libtorrentDownloadsAHybridByItsV1Magnet() throws Exception {
        MemoryTorrent made = MemoryTorrent.ofFile(spec("file.bin", TorrentFormat.HYBRID), 1_000_001);
        String hash = made.info().infoHash().hex();
        seeded(
                made,
                PeerServer.start(ANY_PORT, ID),
                (port, client) -> Client.downloadMagnet(
                        "magnet:?xt=urn:btih:" + hash + "&x.pe=127.0.0.1:" + port, client, "file.bin"));
    }

    private static InfoOptions spec(String name, TorrentFormat format) {
        return new InfoOptions(name, 65536, format, false, Optional.empty());
    }

    private void downloads(MemoryTorrent made, SeedEngine engine) throws Exception {
        Path file = Files.write(folder.resolve("made.torrent"), made.file());
        seeded(made, engine, (port, client) -> Client.downloadFrom(port, file, client));
    }

    @FunctionalInterface
    private interface Download {
        void run(int port, Path client) throws Exception;
    }

    /** Encodes and decodes the torrent, and serves its bytes through the verifying source. */
    private void seeded(MemoryTorrent made, SeedEngine engine, Download download) throws Exception {
        Metainfo metainfo = MetainfoCodec.decode(made.file());
        MemoryStore store = new MemoryStore(made.content());
        try (engine;
                WorkerPool threads = new WorkerPool("test", 32);
                PieceCache cache = new PieceCache(new PieceMemory(1 << 20))) {
            Content content = Content.of(store.version());
            engine.add(new SeedTorrent(
                    metainfo,
                    new S3PieceSource(
                            store, threads, cache, content, metainfo.info(), new BadPieceRetries(Clock.systemUTC()))));
            Path client = Files.createDirectory(folder.resolve("client"));
            download.run(engine.listenAddress().getPort(), client);
            made.files(client.resolve("content"))
                    .forEach((copy, bytes) -> assertThat(copy).hasBinaryContent(bytes));
        }
    }
}

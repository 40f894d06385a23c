package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.testing.TestSeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the bt library with libtorrent and aria2, in both directions. */
class ForeignClientsIT {
    private static final TestTorrent FILE = TestTorrent.of("object.bin", (20 << 20) + 12_345, 1 << 18);
    private static final String SESSION = """
            import libtorrent as lt, sys, time
            session = lt.session({"listen_interfaces": "127.0.0.1:0", "enable_dht": False, "enable_lsd": False,
                "enable_upnp": False, "enable_natpmp": False, "enable_outgoing_utp": False, "enable_incoming_utp": False,
                "allow_multiple_connections_per_ip": True})
            params = lt.add_torrent_params()
            params.ti, params.save_path = lt.torrent_info(sys.argv[1]), sys.argv[2]
            """;
    private static final String LEECH = SESSION + """
            torrent = session.add_torrent(params)
            torrent.connect_peer(("127.0.0.1", int(sys.argv[3])))
            for i in range(600):
                if torrent.status().is_seeding: sys.exit(0)
                time.sleep(0.1)
            sys.exit(str(torrent.status().progress))
            """;
    private static final String SEED = SESSION + """
            torrent = session.add_torrent(params)
            while not torrent.status().is_seeding: time.sleep(0.1)
            print(session.listen_port(), flush=True)
            sys.stdin.read()
            """;

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path folder;

    private Path torrentFile;

    @BeforeEach
    void writeTorrent() throws IOException {
        torrentFile = Files.write(folder.resolve("object.torrent"), MetainfoCodec.encode(FILE.metainfo()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void libtorrentDownloadsFromTheEngine() throws Exception {
        BtSeedEngine engine = engine();
        Path target = Files.createDirectory(folder.resolve("target"));
        run(python(LEECH, torrentFile, target, engine.listenAddress().getPort()));
        assertThat(target.resolve("object.bin")).hasBinaryContent(FILE.content());
        assertThat(engine.uploadedBytes(FILE.infoHash())).isGreaterThanOrEqualTo(FILE.content().length);
    }

    @Test
    void aria2DownloadsFromTheEngine() throws Exception {
        BtSeedEngine engine = engine();
        TinyTracker tracker = new TinyTracker(List.of(engine.listenAddress()));
        open.add(tracker);
        Files.write(torrentFile, MetainfoCodec.encode(FILE.metainfo().withTrackers(List.of(tracker.url()))));
        Path target = Files.createDirectory(folder.resolve("target"));
        run(List.of(
                "aria2c",
                "--no-conf",
                "--seed-time=0",
                "--enable-dht=false",
                "--enable-dht6=false",
                "--bt-enable-lpd=false",
                "--bt-stop-timeout=50",
                "--dir=" + target,
                torrentFile.toString()));
        assertThat(target.resolve("object.bin")).hasBinaryContent(FILE.content());
    }

    @Test
    void downloadTakesEverythingFromLibtorrent() throws Exception {
        InetSocketAddress seed = libtorrentSeed();
        DownloadRequest request = DownloadRequest.of(FILE.metainfo(), folder.resolve("target"));
        assertDownloads(request.withPeers(List.of(seed)));
    }

    @Test
    void downloadByMagnetTakesEverythingFromLibtorrent() throws Exception {
        InetSocketAddress seed = libtorrentSeed();
        DownloadRequest request = DownloadRequest.of(FILE.metainfo().magnet(), folder.resolve("target"));
        assertDownloads(request.withPeers(List.of(seed)));
    }

    @Test
    void downloadFindsLibtorrentByATracker() throws Exception {
        TinyTracker tracker = new TinyTracker(List.of(libtorrentSeed()));
        open.add(tracker);
        var metainfo = FILE.metainfo().withTrackers(List.of("wss://not.for.us/", tracker.url()));
        assertDownloads(DownloadRequest.of(metainfo, folder.resolve("target")));
        assertThat(tracker.requests()).anyMatch(request -> request.contains("event=started"));
        assertThat(tracker.requests()).anyMatch(request -> request.contains("event=completed"));
        assertThat(tracker.requests()).anyMatch(request -> request.contains("event=stopped"));
    }

    private static void assertDownloads(DownloadRequest request) throws IOException, InterruptedException {
        DownloadResult result = BtDownload.of(request.withPatience(Duration.ofSeconds(40)), DownloadListener.NONE)
                .run();
        assertThat(result.path()).hasBinaryContent(FILE.content());
        assertThat(result.metainfo().info()).isEqualTo(FILE.metainfo().info());
    }

    private BtSeedEngine engine() throws IOException {
        BtSeedEngine engine = BtSeedEngine.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random("-S30100-", TestSeed.shared()));
        open.add(engine);
        engine.add(FILE.seed());
        return engine;
    }

    /** Starts a seeder that ends when its standard input is closed. */
    private InetSocketAddress libtorrentSeed() throws IOException {
        Path content = Files.createDirectory(folder.resolve("content"));
        Files.write(content.resolve("object.bin"), FILE.content());
        Process process = new ProcessBuilder(python(SEED, torrentFile, content, 0))
                .redirectError(folder.resolve("seed.log").toFile())
                .start();
        open.add(() -> process.destroyForcibly().waitFor());
        try (BufferedReader out = process.inputReader()) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(out.readLine()));
        }
    }

    private static List<String> python(String script, Path torrent, Path target, int port) {
        return List.of("/usr/bin/python3", "-c", script, torrent.toString(), target.toString(), String.valueOf(port));
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("client.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        open.add(() -> process.destroyForcibly().waitFor());
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}

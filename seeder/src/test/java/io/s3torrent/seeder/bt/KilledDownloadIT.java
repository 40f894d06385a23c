package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.testing.TestSeed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a download continues after its process was killed. */
class KilledDownloadIT {
    private static final int KILLS = 5;
    private static final TestTorrent FILE = TestTorrent.of("object.bin", (8 << 20) + 1, 1 << 16);
    private static final Executor SLOW = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    @TempDir
    Path folder;

    /** The process that is killed. Arguments: TORRENT FOLDER PORT. */
    public static void main(String[] args) throws Exception {
        BtDownload.of(request(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2])), DownloadListener.NONE)
                .run();
    }

    @Test
    void killedDownloadKeepsItsPiecesAndShowsNoUnfinishedFile() throws Exception {
        Path torrent = Files.write(folder.resolve("object.torrent"), MetainfoCodec.encode(FILE.metainfo()));
        Path target = folder.resolve("target");
        Random random = new Random(1);
        try (BtSeedEngine seed = slowSeed()) {
            int port = seed.listenAddress().getPort();
            for (int i = 0; i < KILLS; i++) {
                long enough = seed.uploadedBytes(FILE.infoHash()) + (1 << 19) + random.nextInt(1 << 19);
                Process process = fork(torrent, target, port);
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> seed.uploadedBytes(FILE.infoHash()) > enough && wholePieces(target) > 0);
                process.destroyForcibly().waitFor();
                assertThat(target.resolve("object.bin")).doesNotExist();
            }
            long kept = wholePieces(target);
            DownloadResult result = BtDownload.of(request(torrent, target, port), DownloadListener.NONE)
                    .run();
            assertThat(result.path()).hasBinaryContent(FILE.content());
            assertThat(kept).isPositive();
            assertThat(result.fetched())
                    .as("no complete piece is fetched again")
                    .isEqualTo(FILE.content().length - kept);
        }
    }

    /** Bytes of the complete pieces in the unfinished file, if it exists. */
    private static long wholePieces(Path target) throws IOException {
        Path file = target.resolve("." + FILE.infoHash().hex() + ".part");
        byte[] unfinished = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        long bytes = 0;
        for (int piece = 0; piece < FILE.layout().pieceCount(); piece++) {
            ByteRange range = FILE.layout().range(piece);
            if (range.end() <= unfinished.length
                    && Arrays.equals(unfinished, (int) range.start(), (int) range.end(), FILE.piece(piece), 0, (int)
                            range.length())) {
                bytes += range.length();
            }
        }
        return bytes;
    }

    private static BtSeedEngine slowSeed() throws IOException {
        BtSeedEngine seed = BtSeedEngine.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random("-S30100-", TestSeed.shared()));
        seed.add(FILE.seed((piece, fetched) -> CompletableFuture.supplyAsync(() -> FILE.buffer(piece), SLOW)));
        return seed;
    }

    private Process fork(Path torrent, Path target, int port) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledDownloadIT.class.getName(),
                        torrent.toString(),
                        target.toString(),
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("fork.log").toFile())
                .start();
    }

    private static DownloadRequest request(Path torrent, Path target, int port) throws IOException {
        return DownloadRequest.of(MetainfoCodec.decode(Files.readAllBytes(torrent)), target)
                .withPeers(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                .withPatience(Duration.ofSeconds(60));
    }
}

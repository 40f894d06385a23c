package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.wire.PeerConfig;
import io.s3torrent.seeder.wire.PeerServer;
import io.s3torrent.testing.ForeignTool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts what our engine sends to swarms of libtorrent leechers that trade. For a single leecher, see {@link ForeignClientsIT}. */
class CopiesIT {
    private static final int PEERS = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aSwarmThatTradesCostsNoMoreThanItsCopies(int copies) throws Exception {
        TestTorrent torrent = TestTorrent.of("swarm", 32 << 20, 64 << 10);
        Path file = Files.write(folder.resolve("swarm.torrent"), MetainfoCodec.encode(torrent.metainfo()));
        try (PeerServer server = PeerServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                PeerId.random("-S30100-", new Random(1)),
                PeerConfig.builder().copies(new CopyPolicy(copies)).build())) {
            server.add(torrent.seed());

            String report = leech(file, server.listenAddress().getPort());

            assertThat(report).contains("\"done\": " + PEERS).contains("\"failed\": 0");
            assertThat(server.uploadedBytes(torrent.infoHash()) / (double) torrent.content().length)
                    .isBetween(0.99, copies * 1.1);
        }
    }

    private String leech(Path torrent, int port) throws Exception {
        Path report = folder.resolve("report.json");
        Process process = new ProcessBuilder(
                        ForeignTool.requirePython("libtorrent").toString(),
                        Path.of("..", "bench", "swarm.py").toString(),
                        torrent.toString(),
                        "127.0.0.1:" + port,
                        "--peers",
                        String.valueOf(PEERS),
                        "--leech-cap",
                        "6")
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();
        try {
            assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(report, StandardCharsets.UTF_8);
    }
}

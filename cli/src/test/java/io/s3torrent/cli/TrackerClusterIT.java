package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.testing.RedisServer;
import io.s3torrent.tracker.http.RawClient;
import io.s3torrent.tracker.udp.RawUdpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the shipped jar as several trackers, each in its own process. */
class TrackerClusterIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern READY =
            Pattern.compile("\"http\":\"127.0.0.1:(\\d+)\".*\"admin\":\"(127.0.0.1:\\d+)\"");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    /** A running tracker. */
    private record Running(Process process, InetSocketAddress address, String admin) {
        /** The ports of the peers in the response to a peer at this port. */
        List<Integer> announce(int port) throws IOException {
            BDict answer = RawClient.get(
                    address,
                    "/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=-XX0000-abcdefghijkl&uploaded=0&downloaded=0&left=5"
                            + "&compact=1&numwant=200&port=" + port);
            byte[] packed = answer.string("peers").orElseThrow().bytes();
            List<Integer> ports = new ArrayList<>();
            for (int at = 0; at < packed.length; at += PeerEndpoint.COMPACT_V4) {
                ports.add(PeerEndpoint.ofCompact(Arrays.copyOfRange(packed, at, at + PeerEndpoint.COMPACT_V4))
                        .port());
            }
            return ports;
        }

        String stats() throws IOException {
            try (InputStream in =
                    URI.create("http://" + admin + "/stats").toURL().openStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }
    }

    @AfterEach
    void stop() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
    }

    private Running start(String redis, String... more) throws IOException {
        Path log = folder.resolve("log" + processes.size());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxDirectMemorySize=64m",
                "-jar",
                requireNonNull(System.getProperty("s3torrent.jar")),
                "tracker",
                "--http",
                "127.0.0.1:0",
                "--udp",
                "127.0.0.1:0",
                "--admin",
                "127.0.0.1:0",
                "--access",
                "open",
                "-o",
                "json"));
        command.addAll(List.of(more));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("S3TORRENT_REDIS", redis);
        Process process = builder.start();
        processes.add(process);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.readString(log).contains("\"ready\""));
        Matcher ready = READY.matcher(Files.readString(log));
        assertThat(ready.find()).isTrue();
        assertThat(Files.readString(log)).doesNotContain("hunter2");
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.group(1)));
        return new Running(process, address, ready.group(2));
    }

    @Test
    void killingATrackerOrRedisLosesNoPeerOfTheOthers() throws Exception {
        try (RedisServer redis = RedisServer.start(folder, "--requirepass", "hunter2")) {
            String uri = "redis://:hunter2@" + redis.address();
            Running a = start(uri);
            Running b = start(uri);
            a.announce(1001);
            await().atMost(SOON).until(() -> b.announce(1002).contains(1001));
            await().atMost(SOON).until(() -> a.announce(1001).contains(1002));
            assertThat(b.stats()).contains("\"cluster\":{\"connected\":true,\"otherNodes\":1,");
            a.kill();
            assertThat(b.announce(1003)).contains(1001, 1002);
            Running c = start(uri);
            await().atMost(SOON).until(() -> c.announce(1004).containsAll(List.of(1001, 1002, 1003)));
            redis.kill();
            await().atMost(SOON).until(() -> b.stats().contains("\"cluster\":{\"connected\":false,"));
            assertThat(b.announce(1005)).contains(1001, 1002, 1003, 1004);
            assertThat(c.announce(1006)).contains(1001, 1002, 1003, 1004);
            redis.startAgain();
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            b.announce(1005).contains(1006) && c.announce(1006).contains(1005));
        }
    }

    @Test
    void aRestartKeepsThePeers() throws Exception {
        String state = folder.resolve("state").toString();
        Running first = start("", "--state", state);
        first.announce(1001);
        first.process().destroy();
        assertThat(first.process().waitFor(5, TimeUnit.SECONDS)).isTrue();
        Running second = start("", "--state", state);
        assertThat(second.announce(1002)).containsExactly(1001);
    }

    @Test
    void trackersWithOneSecretTakeEachOthersConnectionIds() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef");
        Running a = start("", "--connection-key", secret.toString());
        Running b = start("", "--connection-key", secret.toString());
        try (RawUdpClient atA = new RawUdpClient("127.0.0.1", a.address());
                RawUdpClient atB = new RawUdpClient("127.0.0.1", b.address())) {
            long id = atA.connect();
            ByteBuffer scrape = ByteBuffer.allocate(36).putLong(id).putInt(2).putInt(7);
            assertThat(atB.ask(scrape).getInt(0)).as("action").isEqualTo(2);
        }
    }
}

package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BInteger;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.Digests;
import io.s3torrent.testing.ForeignTool;
import io.s3torrent.testing.PemKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the shipped jar as a tracker without a seeder. */
class TrackerIT {
    private static final String HERE = "10.99.0.1";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String JAR = requireNonNull(System.getProperty("s3torrent.jar"));

    private static final String TORRENT = "allowed/file.torrent";

    @TempDir
    private Path folder;

    private final byte[] content = new byte[200_000];
    private List<Process> processes = List.of();
    private BDict info = new BDict(Map.of());

    @BeforeEach
    void makeATorrent() throws IOException {
        new Random(6).nextBytes(content);
        Files.write(Files.createDirectory(folder.resolve("seed")).resolve("file"), content);
        Files.createDirectory(folder.resolve("got"));
        info = new BDict(Map.of(
                "length", new BInteger(content.length),
                "name", new BString("file"),
                "piece length", new BInteger(1 << 18),
                "pieces", new BString(Digests.sha1().digest(content))));
        Files.createDirectory(folder.resolve("allowed"));
        writeTorrent("udp://" + HERE + ":6969/announce");
    }

    private void writeTorrent(String announce) throws IOException {
        Map<String, Bencode> torrent = Map.of("announce", new BString(announce), "info", info);
        Files.write(folder.resolve(TORRENT), BencodeEncoder.encode(new BDict(torrent)));
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        processes = List.of(process);
        return process;
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
    }

    @Test
    void saysWhereItServesAndEndsWhenToldTo() throws Exception {
        Process tracker = start(
                JAVA,
                "-jar",
                JAR,
                "tracker",
                "--http",
                "127.0.0.1:0",
                "--udp",
                "127.0.0.1:0",
                "--access",
                "open",
                "-o",
                "json");
        await().atMost(Duration.ofSeconds(30)).until(() -> log().endsWith("}\n"));
        assertThat(log())
                .matches(
                        "\\{\"event\":\"ready\",\"time\":\"[^\"]+\",\"http\":\"127.0.0.1:(\\d+)\",\"udp\":\"127.0.0.1:\\1\"}\n");
        tracker.destroy();
        assertThat(tracker.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(tracker.exitValue()).isZero();
    }

    @Test
    void twoTransmissionsMeetOverUdp() throws Exception {
        twoTransmissionsMeet("");
    }

    /** transmission 3 does not send the URL's path to UDP trackers. */
    @Test
    void twoTransmissionsMeetOverHttpWithAPasskey() throws Exception {
        Path secret = folder.resolve("secret");
        Run.of("passkey", "--new-secret", secret.toString());
        Run made = Run.of(
                "passkey",
                "--passkey-secret",
                secret.toString(),
                "--user",
                "ann",
                "--torrent",
                folder.resolve(TORRENT).toString(),
                "--tracker",
                "http://" + HERE + ":6969");
        writeTorrent(made.stdout().strip());
        twoTransmissionsMeet(" --passkey-secret secret");
    }

    @Test
    void twoTransmissionsMeetOverHttps() throws Exception {
        PemKeys keys = PemKeys.make(folder, "us", "EC");
        writeTorrent("https://" + HERE + ":6970/announce");
        twoTransmissionsMeet(
                " --https " + HERE + ":6970 --tls-cert " + keys.certificate() + " --tls-key " + keys.key());
    }

    /** Runs a script in a network namespace that has only {@link #HERE}. Its processes end with the first one. */
    private void startInOwnNetwork(String script) throws Exception {
        ForeignTool.requireOwnNetwork();
        start(
                "unshare",
                "--map-root-user",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                "ip link set lo up && ip addr add " + HERE + "/32 dev lo\n" + script,
                "sh",
                JAVA,
                JAR);
    }

    /** Uses a network namespace, because transmission does not connect to loopback addresses. */
    private void twoTransmissionsMeet(String options) throws Exception {
        ForeignTool.require("transmission-cli");
        String script = "export CURL_CA_BUNDLE=us-CERTIFICATE.pem\n" // the authorities that transmission trusts
                + "\"$1\" -jar \"$2\" tracker --http " + HERE + ":6969 --udp " + HERE + ":6969 --allow allowed"
                + options + " &\n"
                // a client that finds no tracker retries after 20 s, and then after minutes
                + "for i in $(seq 300); do grep -q '^ready' log && break; sleep 0.1; done\n"
                + "transmission-cli -g c1 -w seed -p 51001 " + TORRENT + " >seed.log 2>&1 &\n"
                + "transmission-cli -g c2 -w got -p 51002 " + TORRENT + " >got.log 2>&1 &\n"
                + "wait\n";
        startInOwnNetwork(script);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    Path got = folder.resolve("got").resolve("file");
                    return Files.exists(got) && Arrays.equals(Files.readAllBytes(got), content);
                });
    }

    /** As behind Docker's NAT: all announces come from the bridge. */
    @Test
    void aCrowdBehindOneGatewayIsToldOfOnce() throws Exception {
        ForeignTool.require("curl");
        String announce = "http://" + HERE + ":6969/announce?peer_id=-XX0000-abcdefghijkl&left=5&info_hash="
                + "aaaaaaaaaaaaaaaaaaaa&port=100";
        String script = "\"$1\" -jar \"$2\" tracker --http " + HERE + ":6969 --udp " + HERE + ":6969 --access open &\n"
                + "for port in 0 1 2 3 4 5 6 7 8 9; do\n"
                + "curl -s --retry 60 --retry-connrefused --retry-delay 1 -o /dev/null '" + announce + "'$port\n"
                + "done\n"
                + "echo all have asked\n"
                + "wait\n";
        startInOwnNetwork(script);
        await().atMost(Duration.ofMinutes(1)).until(() -> log().contains("all have asked"));
        assertThat(log().split("all peers come from one private gateway", -1)).hasSize(2);
        assertThat(log()).contains("address=\"" + HERE + "\"", "network_mode: host", "--trust-proxy");
    }
}

package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the shipped jar as two processes that share only a magnet link. Their stdout contains only JSON lines. */
class SeedAndDownloadIT {
    private static final Pattern JSON_LINE = Pattern.compile("\\{\"event\":\"[a-z]+\",\"time\":\"[^\"]+\".*}");

    @TempDir
    private Path folder;

    private final byte[] content = new byte[3_000_000];
    private final List<Process> processes = new ArrayList<>();
    private EmbeddedS3 store;

    @BeforeEach
    void start() throws IOException {
        new Random(5).nextBytes(content);
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        store.put("data", "dir/object.bin", content);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        store.close();
    }

    private Process s3torrent(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                requireNonNull(System.getProperty("s3torrent.jar"))));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectError(Files.createTempFile(folder, "stderr", ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Process seed() throws IOException {
        return s3torrent(
                "seed",
                "s3://data/dir/object.bin",
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request",
                "--region",
                "us-east-1",
                "--listen",
                "127.0.0.1:0",
                "--tracker",
                "127.0.0.1:0",
                "--state-dir",
                folder.resolve("state").toString(),
                "-o",
                "json");
    }

    private static String field(String line, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\\[?\"?([^\",}\\]]+)").matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return found.group(1);
    }

    private static int port(String hostPort) {
        return Integer.parseInt(hostPort.replaceAll(".*:([0-9]+)(/.*)?", "$1"));
    }

    private static void assertFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void aMagnetLinkLeadsFromOneToTheOtherAndSigtermEndsTheSeederWell() throws Exception {
        Process seeder = seed();
        BufferedReader said = seeder.inputReader(StandardCharsets.UTF_8);
        String torrent = requireNonNull(said.readLine());
        String ready = requireNonNull(said.readLine());
        assertThat(List.of(torrent, ready))
                .allMatch(line -> JSON_LINE.matcher(line).matches());
        assertThat(field(torrent, "event")).isEqualTo("torrent");
        assertThat(field(torrent, "size")).isEqualTo("3000000");
        assertThat(field(ready, "event")).isEqualTo("ready");

        Path target = folder.resolve("target");
        Process download = s3torrent("download", field(torrent, "magnet"), "-d", target.toString(), "-o", "json");
        List<String> lines =
                download.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(download.waitFor()).isZero();
        assertThat(lines).hasSize(1).allMatch(line -> JSON_LINE.matcher(line).matches());
        assertThat(field(lines.get(0), "event")).isEqualTo("done");
        assertThat(field(lines.get(0), "infoHash")).isEqualTo(field(torrent, "infoHash"));
        assertThat(Path.of(field(lines.get(0), "path")))
                .isEqualTo(target.resolve("object.bin"))
                .hasBinaryContent(content);

        seeder.toHandle().destroy(); // SIGTERM; Process.destroy would also close its output
        assertThat(seeder.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(seeder.exitValue()).isZero();
        List<String> end = said.lines().toList();
        assertThat(end).hasSize(1).allMatch(line -> JSON_LINE.matcher(line).matches());
        assertThat(field(end.get(0), "event")).isEqualTo("stopped");
        assertThat(Long.parseLong(field(end.get(0), "uploadedBytes"))).isGreaterThanOrEqualTo(3_000_000);
        assertThat(field(end.get(0), "s3Bytes")).as("read once, by the hashing").isEqualTo("3000000");
        assertFree(port(field(ready, "listen")));
        assertFree(port(field(ready, "announce")));
    }

    @Test
    void whatTheStoreRefusesIsOneLineAndCode254() throws Exception {
        Process create = s3torrent(
                "create",
                "s3://data/nothing",
                "-O",
                folder.resolve("x.torrent").toString(),
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request",
                "--sidecar",
                "none",
                "-o",
                "json");
        assertThat(create.inputReader(StandardCharsets.UTF_8).lines().toList()).isEmpty();
        assertThat(create.waitFor()).isEqualTo(254);
        assertThat(folder.resolve("x.torrent")).doesNotExist();
    }
}

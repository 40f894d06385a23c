package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.net.http.RawHttp;
import io.s3torrent.seeder.gateway.AwsCli;
import io.s3torrent.seeder.gateway.AwsCli.Ended;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.testing.PemKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
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

/** Runs the shipped jar as a gateway to a store that requires signatures. The AWS CLI needs only another endpoint. */
class GatewayIT {
    private static final String ID = "AKIDSTORE";
    private static final String SECRET = "the/store+secret";

    @TempDir
    private Path folder;

    private final byte[] content = new byte[3_000_000];
    private final List<Process> processes = new ArrayList<>();
    private EmbeddedS3 store;

    @BeforeEach
    void start() throws IOException {
        new Random(5).nextBytes(content);
        store = EmbeddedS3.startSigned(Files.createDirectory(folder.resolve("store")), ID, SECRET);
        store.createBucket("data");
        store.put("data", "dir/an object.bin", content);
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
        ProcessBuilder command = new ProcessBuilder(words);
        command.environment().put("AWS_ACCESS_KEY_ID", ID);
        command.environment().put("AWS_SECRET_ACCESS_KEY", SECRET);
        Process process =
                command.redirectError(folder.resolve("stderr.log").toFile()).start();
        processes.add(process);
        return process;
    }

    private static String field(String line, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)").matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return found.group(1);
    }

    private Process gateway(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "gateway",
                "--endpoint-url",
                store.endpoint().toString(),
                "--region",
                "us-east-1",
                "--listen",
                "127.0.0.1:0",
                "--peer-listen",
                "127.0.0.1:0",
                "--tracker",
                "127.0.0.1:0",
                "--state-dir",
                folder.resolve("state").toString(),
                "-o",
                "json"));
        arguments.addAll(List.of(more));
        return s3torrent(arguments.toArray(String[]::new));
    }

    @Test
    void onePortOverHttpsHasGatewayTrackerAndStatus() throws Exception {
        PemKeys keys = PemKeys.make(folder, "us", "EC");
        Process gateway = gateway(
                "--tls-cert",
                keys.certificate().toString(),
                "--tls-key",
                keys.key().toString(),
                "--admin",
                "127.0.0.1:0");
        String ready =
                requireNonNull(gateway.inputReader(StandardCharsets.UTF_8).readLine());
        String url = field(ready, "gateway");
        assertThat(url).startsWith("https://127.0.0.1:");
        assertThat(field(ready, "tracker")).isEqualTo(url + "/announce");
        Path out = folder.resolve("out.torrent");
        Ended ended = new AwsCli(folder, url, ID, SECRET)
                .getObjectTorrent(
                        "data",
                        "dir/an object.bin",
                        out,
                        "--ca-bundle",
                        keys.certificate().toString());
        assertThat(ended.stderr()).isEmpty();
        assertThat(out).isNotEmptyFile();
        try (RawHttp http =
                new RawHttp(new InetSocketAddress("127.0.0.1", URI.create(url).getPort())).startTls()) {
            http.send("GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(http.answer(false).text()).contains("\"seeder\":{\"torrents\":1,");
        }
        gateway.toHandle().destroy(); // SIGTERM
        assertThat(gateway.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isZero();
    }

    @Test
    void anOldScriptRunsWithAnotherEndpointAndTheTorrentLeadsToTheObject() throws Exception {
        Process gateway = gateway();
        BufferedReader said = gateway.inputReader(StandardCharsets.UTF_8);
        String ready = requireNonNull(said.readLine());
        assertThat(field(ready, "event")).isEqualTo("ready");
        assertThat(field(ready, "tracker")).endsWith("/announce");
        assertThat(field(ready, "listen")).startsWith("127.0.0.1:");
        Path out = folder.resolve("out.torrent");

        AwsCli cli = new AwsCli(folder, field(ready, "gateway"), ID, SECRET);
        Ended ended = cli.getObjectTorrent("data", "dir/an object.bin", out);
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.exitCode()).isZero();

        Process download = s3torrent(
                "download", out.toString(), "-d", folder.resolve("target").toString());
        assertThat(download.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("target").resolve("an object.bin")).hasBinaryContent(content);

        Ended stranger = new AwsCli(folder, field(ready, "gateway"), ID, "wrong")
                .getObjectTorrent("data", "dir/an object.bin", out);
        assertThat(stranger.exitCode()).isEqualTo(254);
        assertThat(stranger.stderr()).contains("(SignatureDoesNotMatch)");

        gateway.toHandle().destroy(); // SIGTERM
        assertThat(gateway.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isZero();
        List<String> end = said.lines().toList();
        assertThat(end).hasSize(1);
        assertThat(end.get(0)).contains("\"event\":\"stopped\"").contains("\"s3Bytes\":3000000");
    }
}

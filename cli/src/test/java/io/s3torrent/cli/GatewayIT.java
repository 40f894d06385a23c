package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.gateway.AwsCli;
import io.s3torrent.seeder.gateway.AwsCli.Ended;
import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.BufferedReader;
import java.io.IOException;
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

/** The shipped jar as a gateway to a store that wants signatures; the AWS CLI needs nothing but another endpoint. */
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

    @Test
    void anOldScriptRunsWithAnotherEndpointAndTheTorrentLeadsToTheObject() throws Exception {
        Process gateway = s3torrent(
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
                "json");
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

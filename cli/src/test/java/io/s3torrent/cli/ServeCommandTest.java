package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@Timeout(120)
class ServeCommandTest {
    @TempDir
    private Path folder;

    private EmbeddedS3 store;
    private Path config;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedS3.start(Files.createDirectory(folder.resolve("store")));
        store.createBucket("data");
        store.put("data", "set/a", new byte[1_000_000]);
        store.put("data", "set/b", new byte[1000]);
        store.put("data", "other/c", new byte[500]);
        config = folder.resolve("s3torrent.yaml");
        write("s3://data/set/", "");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void write(String prefix, String more) throws IOException {
        List<String> lines = List.of(
                "s3: {endpoint-url: \"" + store.endpoint()
                        + "\", region: us-east-1, no-sign-request: true, path-style: true}",
                "state-dir: " + folder.resolve("state"),
                "sources:",
                "  - {prefix: \"" + prefix + "\", poll: 1s}",
                "seeder: {listen: \"127.0.0.1:0\"}",
                "tracker: {listen: \"127.0.0.1:0\"}",
                "gateway: {listen: \"127.0.0.1:0\"}",
                "admin: {listen: \"127.0.0.1:0\"}",
                "prices: {price: aws-internet}",
                more);
        Files.write(config, lines);
    }

    @Test
    void aCheckPrintsObjectsBytesAndDollars() {
        Run text = Run.of("serve", "--config", config.toString(), "--check");
        assertThat(text.stderr()).isEmpty();
        assertThat(text.exitCode()).isZero();
        assertThat(text.stdout()).isEqualTo("""
                s3://data/set/
                  objects      2
                  size         1.0 MB (1001000 bytes)
                  to read      at most 1.0 MB in 4 requests, about $0.0001 with --price aws-internet
                  polled       every 1 s, 2,592,000 requests a month, about $12.96

                at most once: 1.0 MB in 4 requests, about $0.0001 with --price aws-internet; torrents that are known need no read
                each month:   0 bytes in 2,592,000 requests, about $12.96 with --price aws-internet, for polling
                """);
        Run json = Run.of("serve", "--config", config.toString(), "--check", "-o", "json");
        assertThat(json.stdout())
                .contains("\"event\":\"source\"", "\"objects\":2,\"size\":1001000,\"pollSeconds\":1.000")
                .contains("\"event\":\"check\"", "\"pollRequestsPerMonth\":2592000", "\"pollCostPerMonth\":12.96");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aCheckNeedsNoFile() {
        Run run = Run.of(
                "serve",
                "s3://data/set/a",
                "--check",
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request");
        assertThat(run.stderr()).isEmpty();
        assertThat(run.stdout())
                .contains("s3://data/set/a\n  objects      1\n", "polled       every 60 s, 43,200 requests");
        String line = run.stdout()
                .lines()
                .filter(text -> text.startsWith("each month"))
                .findFirst()
                .orElseThrow();
        assertThat(line).isEqualTo("each month:   0 bytes in 43,200 requests, for polling");
    }

    @Test
    void optionsAndVariablesOverrideTheFile() {
        Run run = Run.with(
                Map.of("S3TORRENT_PRICES_PRICE", "r2", "S3TORRENT_NOTHING", "1"),
                "serve",
                "--config",
                config.toString(),
                "--check",
                "--endpoint-url",
                "ftp://x");
        assertThat(run.exitCode()).isEqualTo(252);
        assertThat(run.stderr())
                .contains("warning: unknown variable S3TORRENT_NOTHING")
                .doesNotContain("PRICES");
        Run priced =
                Run.with(Map.of("S3TORRENT_PRICES_PRICE", "r2"), "serve", "--config", config.toString(), "--check");
        assertThat(priced.stdout()).contains("with --price r2");
        Run unreachable = Run.with(
                Map.of("S3TORRENT_S3_ENDPOINT_URL", "nowhere"), "serve", "--config", config.toString(), "--check");
        assertThat(unreachable.stderr())
                .isEqualTo("s3torrent: variable S3TORRENT_S3_ENDPOINT_URL: \"nowhere\""
                        + " (expected: http://HOST[:PORT] or https://HOST[:PORT])\n");
        assertThat(unreachable.exitCode()).isEqualTo(253);
    }

    @Test
    void variablesOfTheAwsCliSetOnlyWhatTheFileLeavesOpen() throws IOException {
        Map<String, String> aws = Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:1", "AWS_REGION", "eu-west-1");
        Run run = Run.with(aws, "serve", "--config", config.toString(), "--check");
        assertThat(run.exitCode()).isZero();
        Files.writeString(config, "s3: {no-sign-request: true}\nsources: [{object: 's3://data/a'}]\n");
        Run without = Run.with(
                Map.of("AWS_ENDPOINT_URL", store.endpoint().toString(), "AWS_REGION", "eu-west-1"),
                "serve",
                "--config",
                config.toString(),
                "--check");
        assertThat(without.stdout()).contains("objects      0");
    }

    @Test
    void mistakesNameTheirPlace() throws IOException {
        write("s3://data/set/", "seedr: {}");
        Run run = Run.of("serve", "--config", config.toString());
        assertThat(run.exitCode()).isEqualTo(253);
        assertThat(run.stderr())
                .isEqualTo("s3torrent: " + config + ":10:1: unknown key \"seedr\"; did you mean \"seeder\"?\n");
        write("s3://data/set/", "cache: {cache-memory: 1TB}");
        assertThat(Run.of("serve", "--config", config.toString()).stderr())
                .contains("cache.cache-memory: ", "set the variable S3TORRENT_CACHE_MEMORY=1000000000000");
        assertThat(Run.of("serve").stderr()).contains("expected: --config FILE, or SRC");
        assertThat(Run.of("serve", "s3://data/", "--config", config.toString()).stderr())
                .contains("--config and SRC exclude each other");
        assertThat(Run.of("serve", "--config", folder.resolve("none").toString())
                        .stderr())
                .contains("none: no such file or folder");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void sighupReloadsTheSourcesAndAWrongFileChangesNothing() throws Exception {
        ProcessBuilder builder = Run.process("serve", "--config", config.toString(), "-o", "json")
                .redirectError(folder.resolve("stderr").toFile());
        // under nohup, this JVM ignores SIGHUP, and its children would too
        builder.command(Stream.concat(Stream.of("env", "--default-signal=HUP"), builder.command().stream())
                .toList());
        Process serve = builder.start();
        try (BufferedReader said = serve.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine())
                    .contains("\"event\":\"ready\"", "\"listen\":\"127.0.0.1:", "\"tracker\":\"127.0.0.1:")
                    .contains("\"gateway\":\"127.0.0.1:", "\"admin\":\"127.0.0.1:");
            assertThat(said.readLine()).contains("\"event\":\"source\"", "\"objects\":2,\"size\":1001000");
            assertThat(said.readLine() + said.readLine()).contains("s3://data/set/a", "s3://data/set/b");

            write("s3://data/set/", "seeder: {listn: 1}");
            hangUp(serve);
            assertThat(said.readLine())
                    .contains(
                            "\"event\":\"reload\"", "\"applied\":false", ":10:1: the key \\\"seeder\\\" appears twice");

            write("s3://data/set/", "cache: {cache-memory: 64MiB}");
            hangUp(serve);
            assertThat(said.readLine())
                    .contains("\"applied\":false", "changes in cache need a restart; nothing is changed");

            write("s3://data/other/", "");
            hangUp(serve);
            String lines = "";
            for (int i = 0; i < 5; i++) {
                lines += said.readLine();
            }
            assertThat(lines)
                    .contains("\"applied\":true", "s3://data/set/a is no longer in a source")
                    .contains("s3://data/set/b is no longer in a source", "\"source\":\"s3://data/other/c\"");

            serve.toHandle().destroy();
            assertThat(requireNonNull(said.readLine())).contains("\"event\":\"stopped\"");
            assertThat(serve.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(serve.exitValue()).isZero();
        } finally {
            serve.destroyForcibly();
        }
    }

    private static void hangUp(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}

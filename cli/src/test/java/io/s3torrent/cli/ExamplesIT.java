package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.cli.Examples.Example;
import io.s3torrent.seeder.s3.EmbeddedS3;
import io.s3torrent.testing.ForeignTool;
import io.s3torrent.testing.PemKeys;
import io.s3torrent.testing.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the examples of README and docs with the launcher and the shipped jar, against a store that checks signatures.
 *
 * <p>The commands run as the pages show them. Variables set the store and free ports; paths, ports and host names are replaced.
 */
class ExamplesIT {
    private static final Pattern MAGNET = Pattern.compile("magnet:\\?\\S+");
    private static final Pattern URL = Pattern.compile("https?://127\\.0\\.0\\.1:\\d+");

    // Positions in README; everyExampleRunsHereOrHasAReason fails when they change.
    private static final int PUT = 2;
    private static final int SEED = 3;
    private static final int DOWNLOAD = 4;
    private static final int SEED_PREFIX = 5;
    private static final int GATEWAY = 6;
    private static final int AWS = 7;
    private static final int TRACKER = 8;
    private static final int DOWNLOAD_FILE = 9;
    private static final int SERVE = 10;

    @TempDir
    private Path folder;

    private final byte[] content = new byte[20_000_000]; // three parts of 8 MiB
    private final Map<String, String> replaced = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private final List<EmbeddedS3> stores = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private List<Example> examples = List.of();
    private EmbeddedS3 store;

    @BeforeEach
    void start() throws IOException {
        new Random(11).nextBytes(content);
        Files.write(folder.resolve("set-2026.tar"), content);
        Files.copy(Path.of("..", "s3torrent"), folder.resolve("s3torrent"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(Path.of(requireNonNull(System.getProperty("s3torrent.jar"))), folder.resolve("s3torrent.jar"));
        store = EmbeddedS3.startSigned(Files.createDirectory(folder.resolve("store")), "reader", "secret-of-reader");
        store.createBucket("my-bucket");
        store.put("my-bucket", "releases/app.bin", new byte[100_000]);
        store.put("my-bucket", "releases/build.log", new byte[1000]);
        examples = Examples.of("README.md");
        replaced.put("./s3torrent", folder.resolve("s3torrent").toString());
        replaced.put("/data", folder.resolve("data").toString());
        replaced.put("/srv/torrents", folder.resolve("torrents").toString());
        replaced.put("/var/lib/s3torrent/peers", folder.resolve("peers").toString());
        replaced.put("seeds.example.org", "127.0.0.1");
        replaced.put("[::]:8080", "127.0.0.1:0");
        replaced.put("[::]:8443", "127.0.0.1:0");
        replaced.put("127.0.0.1:9080", "127.0.0.1:0");
        replaced.put("http://tracker.example.org:6969", "http://127.0.0.1:1");
        replaced.put("BUCKET", "my-bucket");
        replaced.put("KEY", "data/set-2026.tar");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        stores.forEach(EmbeddedS3::close);
        store.close();
    }

    /** A new example of README must run here, or have a reason. */
    @Test
    void everyExampleRunsHereOrHasAReason() {
        assertThat(examples)
                .extracting(
                        example -> example.program() + " " + example.arguments().get(0))
                .containsExactly(
                        "./s3torrent demo", // .ci/run runs it
                        "mvn verify", // runs this test
                        "./s3torrent put",
                        "./s3torrent seed",
                        "./s3torrent download",
                        "./s3torrent seed",
                        "./s3torrent gateway",
                        "aws s3api",
                        "./s3torrent tracker",
                        "./s3torrent download",
                        "./s3torrent serve");
    }

    @Test
    void theStartPrintsWhatReadmeShows() throws Exception {
        assertOutput(examples.get(PUT), finished(examples.get(PUT)));

        List<String> seeding = untilReady(examples.get(SEED));
        assertOutput(examples.get(SEED), seeding);
        String magnet = found(MAGNET, seeding);

        Example download = examples.get(DOWNLOAD);
        replaced.put(download.arguments().get(1), magnet);
        assertOutput(download, finished(download));
        assertThat(folder.resolve("data/set-2026.tar")).hasBinaryContent(content);
    }

    @Test
    void aPrefixIsSeeded() throws Exception {
        assertThat(untilReady(examples.get(SEED_PREFIX)))
                .contains("s3://my-bucket/releases/app.bin")
                .noneMatch(line -> line.contains("build.log"));
    }

    @Test
    void anOldScriptGetsATorrentThatCanBeDownloaded() throws Exception {
        replaced.put("aws", ForeignTool.require("aws").toString());
        finished(examples.get(PUT));

        replaced.put("http://127.0.0.1:8080", found(URL, untilReady(examples.get(GATEWAY))));
        finished(examples.get(AWS));

        Files.move(folder.resolve("out.torrent"), folder.resolve("set-2026.tar.torrent"));
        finished(examples.get(DOWNLOAD_FILE));
        assertThat(folder.resolve("data/set-2026.tar")).hasBinaryContent(content);
    }

    @Test
    void aTrackerStarts() throws Exception {
        Files.createDirectory(folder.resolve("torrents"));

        assertThat(untilReady(examples.get(TRACKER))).isNotEmpty();
    }

    /** The pages whose examples the tests below run, in order. Pages for contributors and docs/cli.md are checked by ExamplesTest only. */
    @Test
    void everyPageWithExamplesIsRun() throws IOException {
        for (String page : DocumentsTest.pagesForUsers()) {
            boolean runs = List.of(
                            "README.md",
                            "docs/costs.md",
                            "docs/download.md",
                            "docs/gateway.md",
                            "docs/seed.md",
                            "docs/serve.md",
                            "docs/tracker.md")
                    .contains(page);
            assertThat(runs || page.equals("docs/cli.md") || Examples.of(page).isEmpty())
                    .as(page)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/costs.md", "docs/seed.md", "docs/tracker.md"})
    void theExamplesOfAPageWorkOneAfterTheOther(String page) throws Exception {
        putObjects();
        replaced.put("http://store.example.org:9000", anonymousStore());
        try (RedisServer redis = RedisServer.start(folder)) {
            replaced.put("redis://redis.example.org:6379", "redis://" + redis.address());
            Files.createDirectory(folder.resolve("srv-torrents"));
            replaced.put("/srv/torrents", folder.resolve("srv-torrents").toString());
            String passkey = "";
            for (Example example : Examples.of(page)) {
                String shown = example.words().stream()
                        .filter(word -> word.endsWith("…"))
                        .findFirst()
                        .orElse("");
                replaced.put(shown, passkey);
                List<String> printed = runOrStart(example);
                passkey = printed.stream()
                        .filter(line -> line.contains("/announce/"))
                        .findFirst()
                        .orElse("")
                        .strip();
            }
        }
    }

    @Test
    void theExamplesForDownloadsWork() throws Exception {
        putObjects();
        List<Example> page = Examples.of("docs/download.md");
        String magnet = found(MAGNET, untilReady(examples.get(SEED)));
        replaced.put(page.get(0).arguments().get(1), magnet);
        for (Example example : page) {
            finished(example);
        }
        assertThat(folder.resolve("data/set-2026.tar")).hasBinaryContent(content);
    }

    @Test
    void theExamplesForGatewaysWork() throws Exception {
        putObjects();
        replaced.put("aws", ForeignTool.require("aws").toString());
        PemKeys keys = PemKeys.make(folder, "gateway", "EC");
        replaced.put("fullchain.pem", keys.certificate().toString());
        replaced.put("key.pem", keys.key().toString());
        variables.put("AWS_CA_BUNDLE", keys.certificate().toString());
        Files.writeString(
                folder.resolve("keys.yaml"),
                "- {access-key: reader, secret-key: secret-of-reader, allow: [\"*\"]}\n"
                        + Examples.blocks("docs/gateway.md", "yaml").get(0));
        for (Example example : Examples.of("docs/gateway.md")) {
            List<String> printed = runOrStart(example);
            if (!example.program().equals("aws")) {
                String url = found(URL, printed);
                replaced.put(url.startsWith("https") ? "https://seeds.example.org:8443" : "http://127.0.0.1:8080", url);
            } else {
                assertThat(folder.resolve("out.torrent")).isNotEmptyFile();
                Files.delete(folder.resolve("out.torrent"));
            }
        }
    }

    @Test
    void theExamplesForServingBucketsWork() throws Exception {
        configure();
        for (Example example : Examples.of("docs/serve.md")) {
            // a state folder of its own, because those before still run
            variables.put(
                    "S3TORRENT_STATE_DIR",
                    folder.resolve("state" + processes.size()).toString());
            assertThat(runOrStart(example)).isNotEmpty();
        }
        assertThat(finished(examples.get(SERVE))).contains("s3://my-bucket/releases/", "  objects      0");
    }

    /** Copies the example of a configuration file. Variables override its ports, and the credentials of its store. */
    private void configure() throws IOException {
        Files.copy(Path.of("..", "docs", "s3torrent.example.yaml"), folder.resolve("s3torrent.yaml"));
        variables.put("S3TORRENT_S3_NO_SIGN_REQUEST", "false");
        variables.put("S3TORRENT_GATEWAY_LISTEN", "127.0.0.1:0");
        variables.put("S3TORRENT_ADMIN_LISTEN", "127.0.0.1:0");
    }

    private void putObjects() throws IOException {
        store.put("my-bucket", "data/set-2026.tar", content);
        store.put("my-bucket", "set.tar", content);
        store.put("my-bucket", "set/a", new byte[100_000]);
        store.put("my-bucket", "set/b", new byte[200_000]);
        store.put("my-bucket", "set/run.log", new byte[10]);
    }

    private String anonymousStore() throws IOException {
        EmbeddedS3 anonymous = EmbeddedS3.start(Files.createDirectory(folder.resolve("anonymous")));
        stores.add(anonymous);
        anonymous.createBucket("my-bucket");
        anonymous.put("my-bucket", "data/set-2026.tar", content);
        return anonymous.endpoint().toString();
    }

    private List<String> runOrStart(Example example) throws Exception {
        boolean runsOn = List.of("seed", "serve", "gateway", "tracker")
                        .contains(example.arguments().get(0))
                && !example.words().contains("--check");
        return runsOn ? untilReady(example) : finished(example);
    }

    /** Runs a command that ends, and returns what it prints. */
    private List<String> finished(Example example) throws Exception {
        Process process = start(example);
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).as("%s%n%s", example, lines).isZero();
        return lines;
    }

    /** Starts a command that keeps running, and returns what it prints until it is ready. */
    private List<String> untilReady(Example example) throws IOException {
        BufferedReader output = start(example).inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.startsWith("ready: ")) {
                return lines;
            }
        }
        throw new AssertionError(example + " ended: " + lines);
    }

    private Process start(Example example) throws IOException {
        List<String> words = example.words().stream()
                .map(word -> replaced.getOrDefault(word, word))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectError(Files.createTempFile(folder, "stderr", ".log").toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(Map.of(
                "AWS_ACCESS_KEY_ID", "reader",
                "AWS_SECRET_ACCESS_KEY", "secret-of-reader",
                "AWS_REGION", "us-east-1",
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_CONFIG_FILE", folder.resolve("none").toString()));
        environment.putAll(Map.of(
                "S3TORRENT_ENDPOINT_URL", store.endpoint().toString(),
                "S3TORRENT_STATE_DIR", folder.resolve("state").toString(),
                "S3TORRENT_LISTEN", "127.0.0.1:0",
                "S3TORRENT_PEER_LISTEN", "127.0.0.1:0",
                "S3TORRENT_TRACKER", "127.0.0.1:0",
                "S3TORRENT_HTTP", "127.0.0.1:0",
                "S3TORRENT_UDP", "127.0.0.1:0",
                "S3TORRENT_SEEDER_LISTEN", "127.0.0.1:0"));
        if (example.words().contains("passkey")) {
            environment.remove("S3TORRENT_TRACKER"); // there it is the URL of a tracker
        }
        environment.putAll(variables);
        example.variables().forEach((name, value) -> environment.put(name, replaced.getOrDefault(value, value)));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Compares the shapes of lines: hashes, numbers and addresses are different in each run. "…" stands for any lines. */
    private void assertOutput(Example example, List<String> printed) {
        List<String> expected = example.output().stream().map(this::shape).toList();
        List<String> actual = printed.stream()
                .filter(line -> !line.isBlank())
                .map(this::shape)
                .toList();

        if (expected.contains("  …")) {
            assertThat(actual)
                    .containsSubsequence(expected.stream()
                            .filter(line -> !line.equals("  …"))
                            .toList());
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private String shape(String line) {
        return line.replace(folder.toString(), "")
                .replaceAll("[0-9a-f]{40}", "HASH")
                .replace("[::]:", "")
                .replaceAll("\\d[\\d.:]*(?: (?:bytes|[kMG]?i?B))?", "N");
    }

    private static String found(Pattern pattern, List<String> lines) {
        Matcher matcher = pattern.matcher(String.join("\n", lines));
        assertThat(matcher.find()).as("%s in %s", pattern, lines).isTrue();
        return matcher.group();
    }
}

package io.s3torrent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.s3torrent.seeder.s3.client.ChecksumS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads a file with the shipped jar, and ends the process in the middle of an upload. */
class PutIT {
    private static final int LENGTH = 80 << 20;

    @TempDir
    private Path folder;

    private ChecksumS3 store;
    private Path file;
    private final List<Process> processes = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        store = ChecksumS3.start();
        file = folder.resolve("file.bin");
        byte[] content = new byte[LENGTH];
        new Random(7).nextBytes(content);
        Files.write(file, content);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        ended.countDown(); // a request on hold would keep the store and its parts in memory
        store.close();
    }

    @Test
    void aSignalEndsItWithNothingLeft() throws Exception {
        Process put = stuckAtPart(9);

        put.toHandle().destroy(); // SIGTERM; SIGINT is handled in the same way

        assertThat(put.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(put.exitValue()).isEqualTo(128 + 15);
        assertThat(store.unfinished()).isZero();
        assertThat(store.object("bucket", "k")).isEmpty();
    }

    @Test
    void killedItLeavesPartsAndResumesFromThem() throws Exception {
        Process put = stuckAtPart(9);
        put.destroyForcibly().waitFor();
        store.watch(request -> 0);
        int before = store.requests().size();

        Process again = put("--resume");
        String said = new String(again.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(again.waitFor()).isZero();
        assertThat(said).contains("\"keptBytes\":" + (8 * (8 << 20)));
        assertThat(store.object("bucket", "k").orElseThrow().bytes()).isEqualTo(Files.readAllBytes(file));
        assertThat(store.requests().subList(before, store.requests().size()))
                .filteredOn(request -> request.contains("partNumber="))
                .hasSize(2);
        assertThat(store.unfinished()).isZero();
    }

    @Test
    void standardInputIsPut() throws Exception {
        Process put = put(ProcessBuilder.Redirect.from(file.toFile()), "-");

        assertThat(put.waitFor()).isZero();
        assertThat(store.object("bucket", "k").orElseThrow().bytes()).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void aSignalEndsAnUploadThatWaitsForStandardInput() throws Exception {
        Process put = put(ProcessBuilder.Redirect.PIPE, "-");
        put.getOutputStream().write(new byte[40 << 20]);
        put.getOutputStream().flush();
        await().atMost(60, TimeUnit.SECONDS).until(() -> store.unfinishedParts().contains(1));

        put.toHandle().destroy();

        assertThat(put.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(put.exitValue()).isEqualTo(128 + 15);
        assertThat(store.unfinished()).isZero();
    }

    /** Runs until all parts before this one are in the store and the others on their way, on which they stay. */
    private Process stuckAtPart(int number) throws IOException {
        store.watch(request -> {
            for (int later = number; later <= 10; later++) {
                if (request.contains("partNumber=" + later + "&")) {
                    hold();
                }
            }
            return 0;
        });
        Process put = put();
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> store.unfinishedParts().size() == number - 1
                        && IntStream.rangeClosed(number, 10).allMatch(this::isAsked));
        return put;
    }

    private boolean isAsked(int part) {
        return store.requests().stream().anyMatch(request -> request.contains("partNumber=" + part + "&"));
    }

    private void hold() throws IOException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Process put(String... more) throws IOException {
        return put(ProcessBuilder.Redirect.PIPE, file.toString(), more);
    }

    private Process put(ProcessBuilder.Redirect input, String source, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                requireNonNull(System.getProperty("s3torrent.jar")),
                "put",
                source,
                "s3://bucket/k",
                "-o",
                "json",
                "--endpoint-url",
                store.endpoint().toString(),
                "--no-sign-request"));
        words.addAll(List.of(more));
        Process process = new ProcessBuilder(words)
                .redirectInput(input)
                .redirectError(Files.createTempFile(folder, "stderr", ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }
}

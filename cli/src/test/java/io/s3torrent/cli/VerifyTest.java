package io.s3torrent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class VerifyTest {
    private static final int PIECE = 16 << 10;

    @TempDir
    Path temp;

    private Path set;
    private Path torrent;

    @BeforeEach
    void write() throws IOException {
        set = temp.resolve("set");
        torrent = temp.resolve("set.torrent");
        file("a.bin", 60 * PIECE);
        file("b/c.bin", 3 * PIECE);
    }

    @Test
    void whatIsRightIsGood() {
        create("v1");

        Run run = verify(set.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).startsWith(set + "\n  info-hash    ").endsWith("\n  result       good\n");
        assertThat(run.stderr()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "hybrid", "v2"})
    void badPiecesAndFilesAreListedLocallyAndInAStore(String format) throws IOException {
        create(format);
        change("a.bin", 2, 3, 7);

        Run local = verify(set.toString(), "-o", "json");
        assertThat(local.exitCode()).isEqualTo(1);
        assertThat(local.stdout())
                .startsWith("{\"event\":\"verified\"")
                .contains("\"good\":false,\"badPieces\":3,\"bad\":[\"2-3\",\"7\"],\"badFiles\":[],\"s3Bytes\":0");
        assertThat(local.stderr()).isEqualTo("s3torrent: set: 3 of 63 pieces are bad\n");
        try (EmbeddedS3 store = uploaded()) {
            String[] s3 = {"--endpoint-url", store.endpoint().toString(), "--no-sign-request"};
            Run stored = verify("s3://data/set/", s3);
            assertThat(stored.exitCode()).isEqualTo(1);
            assertThat(stored.stdout())
                    .startsWith("s3://data/set/\n")
                    .contains("\n  bad pieces   #2-3\n  bad pieces   #7\n", "\n  read         1.0 MB in ");
        }
        Files.delete(set.resolve("b/c.bin"));
        Run missing = verify(set.toString());
        assertThat(missing.stdout())
                .contains("\n  bad pieces   #60-62\n  bad file     b/c.bin: missing\n")
                .endsWith("  result       bad: 6 of 63 pieces are bad, 1 file is missing or not as long\n");
    }

    @Test
    void manyBadPiecesAreCutShort() throws IOException {
        create("v1");
        int[] odd = new int[30];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = 2 * i + 1;
        }
        change("a.bin", odd);

        Run text = verify(set.toString());
        assertThat(text.stdout()).contains("  bad pieces   #39\n  bad pieces   and 10 more lines\n");
        assertThat(verify(set.toString(), "-o", "json").stdout()).contains("\"badPieces\":30", ",\"39\"]");
    }

    @Test
    void anObjectOfAnotherLengthDoesNotFit() throws IOException {
        create("v1");
        file("a.bin", 59 * PIECE);
        try (EmbeddedS3 store = uploaded()) {
            Run run =
                    verify("s3://data/set/", "--endpoint-url", store.endpoint().toString(), "--no-sign-request");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.stderr()).contains("has 983040 bytes, but s3://data/set/a.bin has 966656");
        }
    }

    @Test
    void whatIsNotThereIsNamed() {
        create("v1");

        Run run = verify(temp.resolve("missing").toString());

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.stderr()).contains(temp.resolve("missing") + ": no such file or folder");
    }

    private void create(String format) {
        Run run = Run.of(
                "create", set.toString(), "-O", torrent.toString(), "--piece-length", "16KiB", "--format", format);
        assertThat(run.exitCode()).isZero();
    }

    private Run verify(String content, String... more) {
        List<String> args = new ArrayList<>(List.of("verify", torrent.toString(), content));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    private void change(String name, int... pieces) throws IOException {
        byte[] bytes = Files.readAllBytes(set.resolve(name));
        for (int piece : pieces) {
            bytes[piece * PIECE] ^= 1;
        }
        Files.write(set.resolve(name), bytes);
    }

    /** A store in which the files are objects. */
    private EmbeddedS3 uploaded() throws IOException {
        EmbeddedS3 store = EmbeddedS3.start(Files.createTempDirectory(temp, "store"));
        store.createBucket("data");
        try (Stream<Path> files = Files.walk(set)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                store.put("data", "set/" + set.relativize(file), Files.readAllBytes(file));
            }
        }
        return store;
    }

    private void file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Path file = set.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}

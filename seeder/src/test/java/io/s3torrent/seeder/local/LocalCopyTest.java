package io.s3torrent.seeder.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.prefix.KeyFilter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalCopyTest {
    private static final int PIECE = 16 << 10;

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(temp.resolve("set"));
    }

    @ParameterizedTest
    @EnumSource(TorrentFormat.class)
    void oneChangedByteIsOneBadPiece(TorrentFormat format) throws IOException {
        file("a", 4 * PIECE); // pieces 0 to 3
        Path b = file("b/c", 700 * PIECE + 9); // 4 to 704, in two strides
        Info info = torrent(format);
        assertThat(bad(info, folder)).isEmpty();
        assertThat(bad(info, temp)).as("the folder that it lies in").isEmpty();
        assertThat(LocalCopy.of(info, folder).problems()).isEmpty();

        change(b, 600 * PIECE);
        change(b, 700 * PIECE + 8);

        assertThat(bad(info, folder)).containsExactly(604, 704);
    }

    @ParameterizedTest
    @EnumSource(TorrentFormat.class)
    void aMissingFileAndAShorterOneAreToldAndOnlyTheirPiecesAreBad(TorrentFormat format) throws IOException {
        Path a = file("a", 4 * PIECE);
        Path b = file("b", 4 * PIECE);
        file("c", 400 * PIECE);
        file("empty", 0);
        Info info = torrent(format);
        Files.delete(a);
        Files.delete(folder.resolve("empty"));
        try (RandomAccessFile file = new RandomAccessFile(b.toFile(), "rw")) {
            file.setLength(2 * PIECE + 1);
        }

        LocalCopy copy = LocalCopy.of(info, folder);

        assertThat(copy.problems())
                .extracting(problem -> problem.file().path().get(0) + ": " + problem.text())
                .containsExactlyInAnyOrder("a: missing", "b: 32769 bytes instead of 65536", "empty: missing");
        assertThat(copy.badPieces(HashingListener.NONE).stream()).containsExactly(0, 1, 2, 3, 6, 7);
    }

    @ParameterizedTest
    @EnumSource(TorrentFormat.class)
    void aSingleFileIsNamedOrLiesInTheFolder(TorrentFormat format) throws IOException {
        Path one = file("one", 3 * PIECE + 1);
        Info info = LocalFolder.of(one, KeyFilter.ALL, Optional.empty())
                .make(new InfoOptions("one", PIECE, format, false, Optional.empty()), HashingListener.NONE);

        assertThat(bad(info, one)).isEmpty();
        assertThat(bad(info, folder)).isEmpty();
        Path moved = Files.move(one, temp.resolve("other name"));
        assertThat(bad(info, moved)).isEmpty();
        assertThat(bad(info, folder)).containsExactly(0, 1, 2, 3);
        assertThat(LocalCopy.of(info, folder).problems()).hasSize(1);
        Files.write(moved, new byte[4 * PIECE]);
        assertThat(LocalCopy.of(info, moved).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).isEqualTo("65536 bytes instead of 49153"));
        assertThatThrownBy(() -> LocalCopy.of(info, temp.resolve("nowhere"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void ofAHybridBothFormatsAreChecked() throws IOException {
        file("a", 4 * PIECE);
        Info hybrid = torrent(TorrentFormat.HYBRID);
        byte[] raw = hybrid.raw();
        String text = new String(raw, StandardCharsets.ISO_8859_1);
        int pieces = text.indexOf("6:pieces80:") + "6:pieces80:".length();
        raw[pieces + 20] ^= 1; // the SHA-1 of piece 1
        assertThat(bad(Info.parse(raw), folder)).as("without piece layers").containsExactly(1);

        file("a", 4 * PIECE);
        change(folder.resolve("a"), 0);
        assertThat(hybrid.hashesOfAllFormats()).hasSize(2).allSatisfy(hashes -> {
            BitSet bad = new BitSet();
            byte[] bytes = Files.readAllBytes(folder.resolve("a"));
            PieceHasher.verifier(hashes, 0, 4, bad).accept(bytes, 0, bytes.length);
            assertThat(bad.stream()).containsExactly(0);
        });
    }

    @Test
    void namesThatLeadElsewhereAreNotRead() throws IOException {
        byte[] secret = new byte[PIECE];
        Files.write(temp.resolve("secret"), secret);
        Info plain = LocalFolder.of(temp.resolve("secret"), KeyFilter.ALL, Optional.empty())
                .make(InfoOptions.v1("secret", PIECE), HashingListener.NONE);
        String hashes = new String(plain.pieceHashes(), StandardCharsets.ISO_8859_1);
        String info = "d5:filesld6:lengthi" + PIECE + "e4:pathl2:..6:secreteee4:name1:n12:piece lengthi" + PIECE
                + "e6:pieces20:" + hashes + "e";
        Info hostile = Info.parse(info.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(bad(hostile, folder)).containsExactly(0);
        assertThat(LocalCopy.of(hostile, folder).problems()).hasSize(1);
    }

    @Test
    void allBytesAreReported() throws IOException {
        file("a", 700 * PIECE);
        Info info = torrent(TorrentFormat.V1);
        AtomicLong most = new AtomicLong();

        BitSet bad = LocalCopy.of(info, folder).badPieces((done, total) -> most.accumulateAndGet(done, Math::max));

        assertThat(bad).isEqualTo(new BitSet());
        assertThat(most.get()).isEqualTo(700L * PIECE);
    }

    private Info torrent(TorrentFormat format) throws IOException {
        return LocalFolder.of(folder, KeyFilter.ALL, Optional.empty())
                .make(new InfoOptions("set", PIECE, format, false, Optional.empty()), HashingListener.NONE);
    }

    private static List<Integer> bad(Info info, Path path) throws IOException {
        return LocalCopy.of(info, path).badPieces(HashingListener.NONE).stream()
                .boxed()
                .toList();
    }

    private static void change(Path path, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            int old = file.read();
            file.seek(position);
            file.write(old ^ 1);
        }
    }

    private Path file(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(name.hashCode()).nextBytes(bytes);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }
}

package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MemoryTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.TorrentFormat;
import io.s3torrent.testing.ForeignTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a torrent depends only on the bytes, the name and the piece length: foreign tools create the same one. */
class InfoHashIT {
    /** Prints both hashes of the torrent that libtorrent creates from a path, and of the one that it reads from a file. */
    private static final String CREATE_AND_READ = """
            import sys, libtorrent as lt
            path, piece, form, made = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
            files = lt.file_storage()
            lt.add_files(files, path)
            flags = {'v1': lt.create_torrent.v1_only | lt.create_torrent.canonical_files, 'hybrid': 0,
                     'v2': lt.create_torrent.v2_only}[form]
            torrent = lt.create_torrent(files, piece, flags)
            torrent.set_priv('private' in sys.argv)
            lt.set_piece_hashes(torrent, path.rsplit('/', 1)[0])
            for info in lt.torrent_info(torrent.generate()), lt.torrent_info(made):
                print(info.info_hashes().v1, info.info_hashes().v2, info.num_pieces())
            """;

    private static final String NONE = "0";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "one byte, 1, 262144",
        "exact.bin, 262144, 262144",
        "plus one, 262145, 262144",
        "several pieces, 5000000, 65536",
        "\u00fc+%2F .bin, 3000001, 1048576"
    })
    void equalsMktorrents(String name, int length, int pieceLength) throws Exception {
        TestTorrent ours = TestTorrent.of(name, length, pieceLength);
        Path file = Files.write(folder.resolve(name), ours.content());
        Path made = folder.resolve("made.torrent");
        String exponent = String.valueOf(Integer.numberOfTrailingZeros(pieceLength));
        output(ForeignTool.require("mktorrent").toString(), "-l", exponent, "-o", made.toString(), file.toString());
        assertThat(MetainfoCodec.decode(Files.readAllBytes(made)).info())
                .isEqualTo(ours.metainfo().info());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16384", // one short block
        "16384, 16384",
        "16385, 16384", // two pieces of one block
        "49153, 65536", // less than a piece, three blocks and a byte
        "65536, 65536",
        "65537, 65536", // the last piece is one byte
        "98304, 32768", // three pieces: their number is no power of two
        "5000000, 65536",
        "3000001, 1048576"
    })
    void bothHashesOfAFileEqualLibtorrents(int length, int pieceLength) throws Exception {
        for (TorrentFormat format : TorrentFormat.values()) {
            String name = "\u00fc+%2F " + format + ".bin";
            assertEqualsLibtorrents(MemoryTorrent.ofFile(spec(name, pieceLength, format, false), length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothHashesOfAFolderEqualLibtorrents(TorrentFormat format) throws Exception {
        Map<String, Integer> files = Map.ofEntries(
                Map.entry("b", 100),
                Map.entry("a/c", 16384 * 63 + 1),
                Map.entry("a/deep/er", 16384),
                Map.entry("a/z", 0),
                Map.entry("aa", 2_000_000),
                Map.entry("Z", 1 << 20),
                Map.entry("\u00e9", 32769),
                Map.entry("\ud83d\ude00", 7),
                Map.entry("\uffee", 9),
                Map.entry("zz", 16384 * 2),
                Map.entry("zzz", 20_000_000));
        assertEqualsLibtorrents(MemoryTorrent.ofFolder(spec("dir", 32768, format, true), files));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-b", "a b", "a.b"})
    void aFolderComesBeforeAFileThatOnlyStartsLikeItWhenThereIsATree(String name) throws Exception {
        for (TorrentFormat format : List.of(TorrentFormat.HYBRID, TorrentFormat.V2)) {
            assertEqualsLibtorrents(MemoryTorrent.ofFolder(
                    spec("dir", 16384, format, false), Map.of("a/c", 20_000, name, 20_000, "a/\u00e9", 1)));
        }
    }

    private static InfoOptions spec(String name, int pieceLength, TorrentFormat format, boolean isPrivate) {
        return new InfoOptions(name, pieceLength, format, isPrivate, Optional.empty());
    }

    private void assertEqualsLibtorrents(MemoryTorrent made) throws Exception {
        Info ours = made.info();
        Path file = Files.write(folder.resolve("ours.torrent"), made.file());
        String said = output(
                ForeignTool.requirePython("libtorrent").toString(),
                "-c",
                CREATE_AND_READ,
                made.write(folder).toString(),
                String.valueOf(ours.layout().pieceLength()),
                ours.spec().format().name().toLowerCase(Locale.ROOT),
                file.toString(),
                ours.isPrivate() ? "private" : "");
        String v1 = ours.spec().format().hasV1() ? ours.infoHash().hex() : NONE.repeat(40);
        String v2 = ours.infoHashV2().map(Object::toString).orElse(NONE.repeat(64));
        String line = v1 + " " + v2 + " " + ours.layout().pieceCount();
        assertThat(said.lines()).containsExactly(line, line);
        assertThat(MetainfoCodec.decode(made.file()).info()).isEqualTo(ours);
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}

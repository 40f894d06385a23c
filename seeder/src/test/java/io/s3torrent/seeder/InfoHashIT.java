package io.s3torrent.seeder;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.testing.ForeignTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A torrent is a function of the bytes, the name and the piece length: the creators of others make the same one. */
class InfoHashIT {
    private static final String CREATE = """
            import sys, libtorrent as lt
            path, piece = sys.argv[1], int(sys.argv[2])
            files = lt.file_storage()
            lt.add_files(files, path)
            torrent = lt.create_torrent(files, piece, lt.create_torrent.v1_only)
            lt.set_piece_hashes(torrent, path.rsplit('/', 1)[0])
            print(lt.torrent_info(torrent.generate()).info_hash())
            """;

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
    void equalsLibtorrentsAndMktorrents(String name, int length, int pieceLength) throws Exception {
        TestTorrent ours = TestTorrent.of(name, length, pieceLength);
        Path file = Files.write(folder.resolve(name), ours.content());
        String libtorrent = output(
                ForeignTool.requirePython("libtorrent").toString(),
                "-c",
                CREATE,
                file.toString(),
                String.valueOf(pieceLength));
        assertThat(libtorrent).isEqualTo(ours.infoHash().hex());

        Path made = folder.resolve("made.torrent");
        String exponent = String.valueOf(Integer.numberOfTrailingZeros(pieceLength));
        output(ForeignTool.require("mktorrent").toString(), "-l", exponent, "-o", made.toString(), file.toString());
        assertThat(MetainfoCodec.decode(Files.readAllBytes(made)).info())
                .isEqualTo(ours.metainfo().info());
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}

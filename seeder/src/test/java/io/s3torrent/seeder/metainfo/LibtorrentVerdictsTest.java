package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Torrents that libtorrent 2.0.8 loads are loaded under the same info-hash and with the same number of files.
 *
 * <p>A line of libtorrent-verdicts.txt has a description, libtorrent's verdict, our verdict if it differs, and the file, in which {@code
 * \0a} stands for a byte.
 */
class LibtorrentVerdictsTest {
    private static final String SAME = "same";

    static Stream<Arguments> verdicts() throws IOException {
        try (InputStream in = LibtorrentVerdictsTest.class.getResourceAsStream("libtorrent-verdicts.txt")) {
            String lines = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            List<Arguments> verdicts = lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 4))
                    .map(columns -> Arguments.of(columns[0], columns[1], columns[2], columns[3]))
                    .toList();
            return verdicts.stream();
        }
    }

    private static byte[] unescaped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            boolean escaped = text.charAt(i) == '\\';
            bytes.write(escaped ? Integer.parseInt(text.substring(i + 1, i + 3), 16) : text.charAt(i));
            i += escaped ? 2 : 0;
        }
        return bytes.toByteArray();
    }

    private static String verdict(byte[] file) {
        try {
            Info info = MetainfoCodec.decode(file).info();
            long files = info.files().stream().filter(entry -> !entry.pad()).count();
            return info.infoHash() + (info.isPrivate() ? " private" : "") + " files " + files;
        } catch (MetainfoException e) {
            return "refused";
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("verdicts")
    void isReadAsLibtorrentReadsIt(String what, String libtorrent, String ours, String file) {
        String expected = ours.equals(SAME) ? libtorrent : ours;
        assertThat(verdict(unescaped(file)).replaceFirst("^[0-9a-f]{40}.*", ours.equals("loaded") ? "loaded" : "$0"))
                .isEqualTo(expected);
    }
}

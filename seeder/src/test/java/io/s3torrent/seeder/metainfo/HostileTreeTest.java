package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.Bencode;
import io.s3torrent.bittorrent.Bencode.BDict;
import io.s3torrent.bittorrent.Bencode.BString;
import io.s3torrent.bittorrent.BencodeDecoder;
import io.s3torrent.bittorrent.BencodeDecoder.Limits;
import io.s3torrent.bittorrent.BencodeEncoder;
import io.s3torrent.bittorrent.BencodeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Hostile v2 torrents are rejected. */
class HostileTreeTest {
    private static final String ROOT = "11:pieces root32:" + "r".repeat(32);
    private static final String REST = "12:meta versioni2e4:name1:n12:piece lengthi16384e";

    private static Metainfo decode(String latin1) throws MetainfoException {
        return MetainfoCodec.decode(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertRefused(byte[] file, String reason) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> MetainfoCodec.decode(file))
                        .isInstanceOf(MetainfoException.class)
                        .hasMessageContaining(reason));
    }

    /** R stands for a root. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de | the torrent has 0 bytes",
                "d1:ad0:d6:lengthi-5eReee | of -5 bytes",
                "d1:ad0:d6:lengthi5eeee | no pieces root of 32",
                "d1:ad0:d6:lengthi5e11:pieces root31:0123456789012345678901234567890eee | no pieces root of 32",
                "d1:ad0:d6:lengthi5e11:pieces root33:012345678901234567890123456789012eee | no pieces root of 32",
                "d1:ad0:d6:lengthi16385eReee | piece layers: 0 bytes for a file of 16385 (expected: 64)",
                "d1:ad0:d6:lengthi9223372036854775807eReee | add up",
                "d1:ad0:d6:lengthi4611686018427387904eReee | fewer than 2^31 pieces",
                "d1:ad0:d6:lengthi9223372036854775807eRee1:bd0:d6:lengthi1eReee | add up",
                "d0:d6:lengthi5eRee | neither a file nor a folder",
                "d1:ad0:d6:lengthi5eRe1:bd0:d6:lengthi5eReeee | neither a file nor a folder",
                "d1:ad0:i5eee | neither a file nor a folder",
                "d1:ai5ee | neither a file nor a folder",
                "d1:a0:e | neither a file nor a folder",
                "d1:ad0:d4:attr1:p6:lengthi5eReee | is a pad file"
            })
    void aTreeThatIsNoneIsRefused(String tree, String reason) {
        String file = "d4:infod9:file tree" + tree.replace("R", ROOT) + REST + "ee";
        assertRefused(file.getBytes(StandardCharsets.ISO_8859_1), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "i3e, i16384e, meta version: 3",
        "i2e, i8192e, a power of two",
        "i2e, i49152e, a power of two",
        "i2e, i1073741824e, piece length: 1073741824"
    })
    void aVersionOrPieceLengthThatV2DoesNotKnowIsRefused(String version, String pieceLength, String reason) {
        String file = "d4:infod9:file treed1:nd0:d6:lengthi5e" + ROOT + "eee12:meta version" + version
                + "4:name1:n12:piece length" + pieceLength + "ee";
        assertRefused(file.getBytes(StandardCharsets.ISO_8859_1), reason);
    }

    @Test
    void aSymbolicLinkInATreeHasNoBytes() throws MetainfoException {
        Info info = decode("d4:infod9:file treed1:ad0:d6:lengthi5e" + ROOT + "ee1:bd0:d4:attr1:l12:symlink pathl1:aeeee"
                        + REST + "ee")
                .info();
        assertThat(info.files())
                .containsExactly(
                        new FileEntry(List.of("a"), 5, false),
                        FileEntry.pad(16379),
                        FileEntry.link(List.of("b"), List.of("a")));
    }

    @Test
    void aDeepTreeIsRefused() {
        assertThatThrownBy(() -> decode("d4:infod9:file tree" + "d1:a".repeat(100_000)))
                .hasMessageContaining("nested deeper than 100");
        assertThatThrownBy(() -> decode("d4:infod12:meta versioni2e4:name1:n12:piece lengthi16384eee"))
                .hasMessageContaining("without a file tree");
    }

    @Test
    void manyFilesInFoldersInFoldersAreRefusedBeforeTheirPathsFillTheMemory() {
        StringBuilder files = new StringBuilder();
        for (int i = 10_000; i < 70_000; i++) {
            files.append("5:").append(i).append("d0:d6:lengthi0eee");
        }
        String file = "d4:infod9:file tree" + "d1:a".repeat(90) + "d" + files + "e" + "e".repeat(90) + REST + "ee";
        assertRefused(file.getBytes(StandardCharsets.ISO_8859_1), "more than 4000000 names in the paths of all files");
    }

    @Test
    void manyFilesThatShareOneLayerDoNotAddUpToMoreThanTwoMillionPieces() throws MetainfoException {
        int pieces = 70_000;
        byte[] layer = new byte[pieces * 32];
        String root = new String(PieceRoots.root(layer, 16384), StandardCharsets.ISO_8859_1);
        StringBuilder tree = new StringBuilder();
        for (int i = 10; i < 40; i++) {
            tree.append("2:" + i + "d0:d6:lengthi" + pieces * 16384L + "e11:pieces root32:" + root + "ee");
        }
        String file = "d4:infod9:file treed" + tree + "e" + REST + "e12:piece layersd32:" + root + layer.length + ":"
                + new String(layer, StandardCharsets.ISO_8859_1) + "ee";
        assertRefused(file.getBytes(StandardCharsets.ISO_8859_1), "more than 2097152 pieces");
    }

    private static MemoryTorrent folder(TorrentFormat format) throws MetainfoException {
        return MemoryTorrent.ofFolder(
                new InfoOptions("n", 16384, format, false, Optional.empty()),
                Map.of("a", 40_000, "b/c", 5, "d", 50_000));
    }

    private static byte[] withLayers(MemoryTorrent torrent, UnaryOperator<byte[]> change) throws BencodeException {
        Map<String, Bencode> outer = outer(torrent);
        Map<String, Bencode> layers = new TreeMap<>(
                new BDict(outer).dict("piece layers").orElseThrow().entries());
        layers.replaceAll((root, layer) -> new BString(change.apply(((BString) layer).bytes())));
        outer.put("piece layers", new BDict(layers));
        return BencodeEncoder.encode(new BDict(outer));
    }

    private static Map<String, Bencode> outer(MemoryTorrent torrent) throws BencodeException {
        return new TreeMap<>(
                BencodeDecoder.decodeDict(torrent.file(), Limits.METAINFO).entries());
    }

    @ParameterizedTest
    @EnumSource(names = {"HYBRID", "V2"})
    void pieceLayersThatAreMissingShortLongOrWrongAreRefused(TorrentFormat format) throws Exception {
        MemoryTorrent torrent = folder(format);
        assertThat(MetainfoCodec.decode(withLayers(torrent, layer -> layer)).info())
                .isEqualTo(torrent.info());
        assertRefused(withLayers(torrent, layer -> Arrays.copyOf(layer, layer.length - 32)), "piece layers: 64 bytes");
        assertRefused(withLayers(torrent, layer -> Arrays.copyOf(layer, layer.length + 1)), "piece layers: 97 bytes");
        assertRefused(withLayers(torrent, HostileTreeTest::flipped), "does not lead to its pieces root");
    }

    @Test
    void aTorrentWithoutPieceLayersIsAV1TorrentOrNone() throws Exception {
        Metainfo hybrid = MetainfoCodec.decode(withoutLayers(folder(TorrentFormat.HYBRID)));
        assertThat(hybrid.info()).isEqualTo(folder(TorrentFormat.HYBRID).info());
        assertThat(MetainfoCodec.decode(MetainfoCodec.encode(hybrid))).isEqualTo(hybrid);
        assertRefused(withoutLayers(folder(TorrentFormat.V2)), "piece layers: 0 bytes");
    }

    private static byte[] withoutLayers(MemoryTorrent torrent) throws BencodeException {
        Map<String, Bencode> without = outer(torrent);
        without.remove("piece layers");
        return BencodeEncoder.encode(new BDict(without));
    }

    private static byte[] flipped(byte[] layer) {
        layer[40] ^= 1;
        return layer;
    }

    @Test
    void aHybridFromPeersIsAV1TorrentAndAV2OnlyOneNeedsItsLayers() throws MetainfoException {
        MemoryTorrent hybrid = folder(TorrentFormat.HYBRID);
        assertThat(Info.parse(hybrid.info().raw())).isEqualTo(hybrid.info());
        byte[] v2 = folder(TorrentFormat.V2).info().raw();
        assertThatThrownBy(() -> Info.parse(v2)).hasMessageContaining("piece layers: 0 bytes");
    }

    /** Each row changes the files of {@link #folder} in a hybrid into a hostile form. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1:a | 1:x | differs between the file tree and the list of files",
                "lengthi40000e | lengthi39999e | differs between the file tree and the list of files",
                "1:b1:c | 1:b1:d | differs between the file tree and the list of files",
                "1:b1:c | 1:c1:b | differs between the file tree and the list of files",
                "4:attr1:p | 4:attr1:x | differs between the file tree and the list of files",
                "lengthi5e4:path | lengthi0e4:path | differs between the file tree and the list of files",
                "9:file tree | 9:file_tree | without a file tree",
                "6:pieces | 6:pieses | info.pieces: 0 bytes",
                "5:files | 5:filez | neither length nor files"
            })
    void aHybridThatIsNotTheSameToAllIsRefused(String right, String wrong, String reason) throws MetainfoException {
        String file = new String(folder(TorrentFormat.HYBRID).file(), StandardCharsets.ISO_8859_1);
        int list = Math.max(file.indexOf("5:files"), 0);
        int at = file.indexOf(right, right.contains(":file") || right.contains("pieces") ? 0 : list);
        String changed = file.substring(0, at) + wrong + file.substring(at + right.length());
        assertRefused(changed.getBytes(StandardCharsets.ISO_8859_1), reason);
    }

    @Test
    void whateverIsAcceptedIsWrittenAsItWasAndNothingElseIsThrown() throws MetainfoException {
        Random random = new Random(52);
        byte[] seed = folder(TorrentFormat.HYBRID).file();
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = seed.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) "0123456789:ildex-".charAt(random.nextInt(17));
            }
            try {
                Info info = MetainfoCodec.decode(mutated).info();
                assertThat(new String(mutated, StandardCharsets.ISO_8859_1))
                        .as("seed 52, round %d", round)
                        .contains(new String(info.raw(), StandardCharsets.ISO_8859_1));
                accepted++;
            } catch (MetainfoException e) {
                assertThat(e).as("seed 52, round %d", round).hasMessageMatching("(?s).+");
            }
        }
        assertThat(accepted).isPositive();
    }
}

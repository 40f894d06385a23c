package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.hashing.TorrentHashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetainfoCodecTest {
    private static final String HASH = "x".repeat(20);
    private static final String HASHES = "abcdefghijklmnopqrstABCDEFGHIJKLMNOPQRST";
    private static final String RIGHT = "6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces20:" + HASH;

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Metainfo decode(String latin1) throws MetainfoException {
        return MetainfoCodec.decode(bytes(latin1));
    }

    @Test
    void goesThroughItsFileFormByteForByte() throws MetainfoException {
        Metainfo metainfo = new Metainfo(
                TestTorrent.of("name", 100_000, 1 << 14).metainfo().info(),
                List.of(List.of("http://a/announce", "http://b/announce"), List.of("udp://c:1/announce")),
                List.of("https://seed/"),
                Optional.of("s3torrent"),
                Optional.of("what it is"),
                Optional.of(Instant.ofEpochSecond(1_700_000_000)));
        byte[] file = MetainfoCodec.encode(metainfo);
        assertThat(MetainfoCodec.decode(file)).isEqualTo(metainfo);
        assertThat(MetainfoCodec.encode(MetainfoCodec.decode(file))).isEqualTo(file);
    }

    @Test
    void keepsInfoKeysItDoesNotKnowForTheyAreInTheHash() throws MetainfoException {
        String info = "d" + RIGHT + "6:sourcei7ee";
        Metainfo metainfo = decode("d4:info" + info + "5:nodesle8:url-list9:http://x/e");
        assertThat(metainfo.infoHash()).isEqualTo(InfoHash.ofInfo(bytes(info)));
        assertThat(new String(MetainfoCodec.encode(metainfo), StandardCharsets.ISO_8859_1))
                .contains(info);
        assertThat(metainfo.webSeeds()).containsExactly("http://x/");
    }

    /** Text that looks like the key may come before it, and the length may be written in several ways. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4:name1:a6:pieces40:" + HASHES + "6:lengthi20000e12:piece lengthi16384e",
                "1:ad6:pieces40:0123456789012345678901234567890123456789e6:lengthi20000e4:name1:a12:piece lengthi16384e6:pieces40:"
                        + HASHES,
                "1:x12:6:pieces40:x6:lengthi20000e4:name9:6:pieces012:piece lengthi16384e06:pieces0040:" + HASHES
                        + "1:yle"
            })
    void theHashesAreFoundInADictionaryInAnyOrder(String keys) throws MetainfoException {
        Info info = decode("d8:announce1:x4:infod" + keys + "e7:comment1:ye\n").info();
        assertThat(info.infoHash()).isEqualTo(InfoHash.ofInfo(bytes("d" + keys + "e")));
        assertThat(info.pieceHashes()).isEqualTo(bytes(HASHES));
        assertThat(info.matches(1, bytes(HASHES.substring(20)))).isTrue();
        assertThat(info.raw(info.pieceHashesStart(), info.pieceHashesStart() + 40))
                .isEqualTo(bytes(HASHES));
        assertThat(Info.parse(info.raw()).pieceHash(0)).isEqualTo(bytes(HASHES.substring(0, 20)));
        assertThat(MetainfoCodec.decode(MetainfoCodec.encode(Metainfo.of(info, List.of(), "z")))
                        .info())
                .isEqualTo(info);
    }

    @Test
    void metadataFromPeersIsOneDictionaryAndNothingElse() throws MetainfoException {
        byte[] info = bytes("d" + RIGHT + "e");
        assertThat(Info.parse(info).name()).isEqualTo("a");
        assertThatThrownBy(() -> Info.parse(Arrays.copyOf(info, info.length + 1)))
                .hasMessageContaining("1 trailing bytes");
        assertThatThrownBy(() -> Info.parse(bytes("d" + RIGHT + "4:name1:be")))
                .hasMessageContaining("duplicate key");
        assertThatThrownBy(() -> Info.parse(bytes("d1:ald1:xi1e1:xi1eee" + RIGHT + "e")))
                .hasMessageContaining("duplicate key");
    }

    @Test
    void readsFilesAndTheirPads() throws MetainfoException {
        Info info = decode("d4:infod5:filesld6:lengthi5e4:pathl1:d1:aeed4:attr1:p6:lengthi16379e4:pathl4:.pad5:16379ee"
                        + "d6:lengthi0e4:pathl1:beee4:name1:n12:piece lengthi16384e6:pieces20:" + HASH
                        + "7:privatei1eee")
                .info();
        assertThat(info.isSingleFile()).isFalse();
        assertThat(info.isPrivate()).isTrue();
        assertThat(info.files())
                .containsExactly(
                        new FileEntry(List.of("d", "a"), 5, false),
                        new FileEntry(List.of(".pad", "16379"), 16379, true),
                        new FileEntry(List.of("b"), 0, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "d8:announce1:xe | no info dictionary",
                "4:spam | not a dictionary",
                "d4:infod6:lengthi5e12:piece lengthi16384e6:pieces0:ee | no name",
                "d4:infod4:name1:a12:piece lengthi16384e6:pieces0:ee | neither length nor files (expected: one of them)",
                "d4:infod5:filesle6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces0:ee | the torrent has 0 bytes",
                "d4:infod6:lengthi-5e4:name1:a12:piece lengthi16384e6:pieces0:ee | of -5 bytes",
                "d4:infod6:lengthi0e4:name1:a12:piece lengthi16384e6:pieces0:ee | the torrent has 0 bytes",
                "d4:infod6:lengthi5e4:name1:a12:piece lengthi0e6:pieces0:ee | piece length: 0",
                "d4:infod6:lengthi5e4:name1:a12:piece lengthi-1e6:pieces0:ee | piece length: -1",
                "d4:infod6:lengthi5e4:name1:a12:piece lengthi536870913e6:pieces0:ee | piece length: 536870913",
                "d4:infod6:lengthi5e4:name1:a12:piece lengthi16384e6:pieces19:xxxxxxxxxxxxxxxxxxxee | pieces: 19 bytes",
                "d4:infod6:lengthi9223372036854775807e4:name1:a12:piece lengthi1e6:pieces0:ee | fewer than 2^31",
                "d4:infod5:filesld6:lengthi9223372036854775807e4:pathl1:aeed6:lengthi9e4:pathl1:beee4:name1:a12:piece lengthi16384e6:pieces0:ee | add up",
                "d4:infod5:filesli1ee4:name1:a12:piece lengthi16384e6:pieces0:ee | not a dictionary",
                "d4:infod5:filesld6:lengthi1eee4:name1:a12:piece lengthi16384e6:pieces0:ee | expected: a path"
            })
    void refusesWhatIsInconsistent(String file, String reason) {
        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(MetainfoException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aFileIsReadUpTo32MebibytesAndMadeUpToTenMegabytes() throws MetainfoException {
        String info = "d4:infod" + RIGHT + "e8:url-list";
        int rest = MetainfoCodec.MAX_BYTES - info.length() - "e".length() - "33554000:".length();
        String longest = info + rest + ":" + "x".repeat(rest) + "e";
        assertThat(longest).hasSize(32 << 20);
        assertThat(decode(longest).webSeeds()).hasSize(1);
        assertThatThrownBy(() -> decode(longest + "\n"))
                .hasMessage("not a torrent: 33554433 bytes (expected: <= 33554432)");
        InfoOptions spec = InfoOptions.v1("n", 16384);
        List<FileEntry> tooMany = List.of(new FileEntry(List.of("n"), 500_000L * 16384, false));
        assertThatThrownBy(() -> new TorrentHashes(spec, tooMany)).hasMessageContaining("more than 10000000 bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "8:announcel8:http://ae | http://a",
                "8:announce10: http://a# | http://a",
                "8:announcei5e | none",
                "8:announce0: | none",
                "8:announcel0:8:http://a8:http://be | http://a http://b",
                "13:announce-list8:http://a | http://a",
                "13:announce-listl8:http://a8:http://be | http://a http://b",
                "8:announce8:http://b13:announce-listle | http://b",
                "8:announce8:http://b13:announce-listllee | http://b",
                "8:announce8:http://b13:announce-listlli5eee | http://b",
                "8:announce8:http://b13:announce-listll8:http://aee | http://a",
                "8:announce8:http://b8:announce8:http://a | http://b"
            })
    void trackersAreFoundWhereOthersWriteThem(String outer, String trackers) throws MetainfoException {
        Metainfo metainfo = decode("d" + outer.replace('#', '\n') + "4:infod" + RIGHT + "ee");
        assertThat(String.join(" ", metainfo.trackers())).isEqualTo(trackers == null ? "" : trackers);
    }
}

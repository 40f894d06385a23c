package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.bittorrent.SoftwareName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What changes an info-hash and what does not. */
class InfoOptionsTest {
    private static final Optional<String> NONE = Optional.empty();

    private static Info info(String name, int pieceLength, TorrentFormat format, boolean isPrivate, String source)
            throws MetainfoException {
        Optional<String> given = Optional.of(source).filter(text -> !text.isEmpty());
        return MemoryTorrent.ofFile(new InfoOptions(name, pieceLength, format, isPrivate, given), 100_000)
                .info();
    }

    @ParameterizedTest
    @EnumSource
    void namePieceLengthFormatPrivateAndSourceDecideTheInfoHashAndNothingElseIsWritten(TorrentFormat format)
            throws MetainfoException {
        Info plain = info("n", 16384, format, false, "");
        assertThat(info("n", 16384, format, false, "")).isEqualTo(plain);
        assertThat(Stream.of(
                                plain,
                                info("m", 16384, format, false, ""),
                                info("n", 32768, format, false, ""),
                                info("n", 16384, format, true, ""),
                                info("n", 16384, format, false, "s"),
                                info(
                                        "n",
                                        16384,
                                        format == TorrentFormat.V1 ? TorrentFormat.V2 : TorrentFormat.V1,
                                        false,
                                        ""))
                        .map(Info::infoHash)
                        .distinct())
                .hasSize(6);
        assertThat(new String(plain.raw(), StandardCharsets.ISO_8859_1))
                .doesNotContain("private", "source", "comment", "date");
    }

    @Test
    void aPlaceForSuccessorsIsPartOfTheInfoHashAndReadBack() throws MetainfoException {
        for (TorrentFormat format : TorrentFormat.values()) {
            InfoOptions spec = new InfoOptions("n", 16384, format, true, Optional.of("s"));
            InfoOptions updating = spec.withUpdateUrl(Optional.of("http://u/"));
            Info info = MemoryTorrent.ofFile(updating, 100_000).info();

            assertThat(info.infoHash())
                    .isNotEqualTo(MemoryTorrent.ofFile(spec, 100_000).info().infoHash());
            assertThat(info.spec()).isEqualTo(updating);
            assertThat(new String(info.raw(), StandardCharsets.ISO_8859_1))
                    .endsWith("6:source1:s10:update-url9:http://u/e");
        }
    }

    @Test
    void whatStandsAroundTheInfoDoesNotChangeTheInfoHash() throws MetainfoException {
        Info info = info("n", 16384, TorrentFormat.HYBRID, true, "s");
        Metainfo full = Metainfo.of(info, List.of("http://t/announce"), SoftwareName.NAME)
                .withComment(Optional.of("c"))
                .withWebSeeds(List.of("http://w/"))
                .withCreationDate(Optional.of(Instant.parse("2024-05-06T07:08:09.999Z")));
        Metainfo read = MetainfoCodec.decode(MetainfoCodec.encode(full));
        assertThat(read).isEqualTo(full);
        assertThat(read.creationDate()).contains(Instant.parse("2024-05-06T07:08:09Z"));
        assertThat(read.infoHash()).isEqualTo(info.infoHash());
        assertThat(read.info().spec()).isEqualTo(info.spec());
        assertThat(MetainfoCodec.encode(full.withCreationDate(Optional.empty())))
                .isNotEqualTo(MetainfoCodec.encode(full));
    }

    /** Golden values: libtorrent's create_torrent gives the same. Another value would be another info-hash for all users. */
    @ParameterizedTest
    @CsvSource({
        "V1, 79045828c778164b2cea209e2030f3771d47392e, ",
        "HYBRID, 1f42578a9f8c02aa4f0280010bb4a14dde2fff40, 30f34bab1d9ca44fecda845f015815a7b23dd871c1b78556d0105c140ff06d9f",
        "V2, a55497e432279e4af3a3f88064deeac5f807b22e, a55497e432279e4af3a3f88064deeac5f807b22e098c079b103f893ceb9eca1d"
    })
    void theSameBytesAlwaysGiveTheSameHashes(TorrentFormat format, String infoHash, @Nullable String infoHashV2)
            throws MetainfoException {
        InfoOptions spec = new InfoOptions("golden", 16384, format, false, NONE);
        Info info = MemoryTorrent.ofFolder(spec, Map.of("a/b", 500_000, "b", 0, "c", 16385))
                .info();
        assertThat(info.infoHash()).hasToString(infoHash);
        assertThat(info.infoHashV2().map(InfoHashV2::hex)).isEqualTo(Optional.ofNullable(infoHashV2));
    }

    @Test
    void aV2PieceLengthIsAPowerOfTwoFromSixteenKibibytes() {
        for (int pieceLength : new int[] {8192, 16385, 3 << 14}) {
            assertThatThrownBy(() -> new InfoOptions("n", pieceLength, TorrentFormat.HYBRID, false, NONE))
                    .hasMessageContaining("pieceLength: " + pieceLength + " (expected: a power of two, >= 16384");
        }
        assertThat(InfoOptions.v1("n", 16385).pieceLength()).isEqualTo(16385);
    }
}

package io.s3torrent.seeder.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnetTest {
    private static final String HEX = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

    @Test
    void goesThroughItsText() {
        Magnet magnet = new Magnet(
                Optional.of(InfoHash.ofHex(HEX)),
                Optional.empty(),
                Optional.of("a b&c=d+e/\u00fc"),
                Optional.of(5_000_000_000L),
                List.of("http://[::1]:6969/announce", "udp://h:1/a?b=c"),
                List.of("https://seed/x y"));
        assertThat(magnet.toString())
                .startsWith("magnet:?xt=urn:btih:" + HEX + "&dn=a%20b%26c%3Dd%2Be%2F%C3%BC&xl=5000000000&tr=");
        assertThat(Magnet.parse(magnet.toString())).isEqualTo(magnet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAGNET:?XT=URN:BTIH:DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
                "magnet:?dn=x&xt=urn:btih:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ&unknown",
                "magnet:?xt=urn:btmh:1114ff&xt=urn:btih:" + HEX + "&tr.1=",
                "magnet:?xt=urn:btmh:1220ff&xt=urn:btih:" + HEX,
                "magnet:?dn=x&xt=urn:btih:3i42h3s6nnfq2msvx7xzkyayscx5qbyj",
                "magnet:?xt=urn:btih:" + HEX + "&dn=100%",
                "magnet:?dn=%zz&xt=urn:btih:" + HEX + "&tr=http://a/%",
                "magnet:?xt=%&xt=urn:btih:" + HEX + "&%",
                "magnet:?xt=urn:btih:xyz&xt=urn:btih:" + HEX,
                "magnet:?xt=urn:btih:01234567890123456789012345678901&xt=urn:btih:" + HEX,
                "magnet:?&&xt=urn%3Abtih%3A" + HEX + "&&=&=x&x.pe=1.2.3.4:5",
                " magnet:?xt.1=urn:btih:" + HEX + "\r\n",
                "magnet:?dn=x&amp;xt=urn:btih:" + HEX + "&amp;tr=http://a/"
            })
    void readsWhatOtherProgramsWrite(String uri) {
        assertThat(Magnet.parse(uri).infoHash()).isEqualTo(InfoHash.ofHex(HEX));
    }

    @Test
    void aStrayPercentCostsThatParameterAlone() {
        Magnet magnet = Magnet.parse(
                "magnet:?xt=urn:btih:" + HEX
                        + "&dn=100%&xl=12%&tr=http://a/%&tr=http%3A%2F%2Fb&tr=http://b&tr=&tr=%20http://c%0A&ws=%&ws=http://d/");
        assertThat(magnet)
                .isEqualTo(new Magnet(
                        Optional.of(InfoHash.ofHex(HEX)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("http://b", "http://c"),
                        List.of("http://d/")));
    }

    @Test
    void namesAHybridByBothHashesAndAV2TorrentByItsOwn() {
        String btmh = "xt=urn:btmh:1220" + "0123456789abcdef".repeat(4);
        InfoHashV2 v2 = InfoHashV2.ofHex("0123456789abcdef".repeat(4));
        Magnet hybrid = Magnet.parse("magnet:?" + btmh + "&xt=urn:btih:" + HEX);
        assertThat(hybrid).hasToString("magnet:?xt=urn:btih:" + HEX + "&" + btmh);
        assertThat(hybrid.infoHash()).isEqualTo(InfoHash.ofHex(HEX));
        Magnet alone = Magnet.parse("magnet:?" + btmh.toUpperCase(Locale.ROOT));
        assertThat(alone).hasToString("magnet:?" + btmh);
        assertThat(alone.infoHash()).isEqualTo(v2.truncated()).hasToString("0123456789abcdef0123456789abcdef01234567");
        assertThat(alone.infoHashV1()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "magnet:?xt=urn:btmh:1220ff",
                "magnet:?xt=urn:btmh:1114ff",
                "http://x",
                "magnet:?",
                "magnet:?xt=urn:btih:xyz",
                "magnet:?xt=urn:btih:" + HEX + "00",
                "magnet:?xt=%zz",
                "magnet:?xt=urn:btih:01234567890123456789012345678901"
            })
    void refusesWhatNamesNoTorrent(String uri) {
        assertThatThrownBy(() -> Magnet.parse(uri)).isInstanceOf(IllegalArgumentException.class);
    }
}

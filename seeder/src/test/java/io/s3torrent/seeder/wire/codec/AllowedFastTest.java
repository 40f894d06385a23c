package io.s3torrent.seeder.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AllowedFastTest {
    private static final InfoHash HASH = InfoHash.ofHex("aa".repeat(20));

    @Test
    void theSetIsThatOfBep6sExample() throws UnknownHostException {
        InetAddress peer = InetAddress.getByName("80.4.4.200");
        assertThat(AllowedFast.of(HASH, 1313, peer))
                .startsWith(1059, 431, 808, 1217, 287, 376, 1188, 353, 508)
                .hasSize(AllowedFast.COUNT)
                .isEqualTo(AllowedFast.of(HASH, 1313, InetAddress.getByName("80.4.4.1")));
    }

    @Test
    void aSmallTorrentIsGivenWhole() throws UnknownHostException {
        assertThat(AllowedFast.of(HASH, 3, InetAddress.getByName("80.4.4.200"))).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void thereIsNoneForIpv6() throws UnknownHostException {
        assertThat(AllowedFast.of(HASH, 1313, InetAddress.getByName("2001:db8::1")))
                .isEmpty();
    }
}

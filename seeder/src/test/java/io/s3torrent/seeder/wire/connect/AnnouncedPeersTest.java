package io.s3torrent.seeder.wire.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.net.Cidr;
import org.junit.jupiter.api.Test;

class AnnouncedPeersTest {
    private static final InfoHash TORRENT = InfoHash.ofHex("01".repeat(20));
    private static final InfoHash OTHER = InfoHash.ofHex("02".repeat(20));
    private static final Cidr A = Cidr.parse("10.0.0.1");
    private static final Cidr B = Cidr.parse("10.0.0.2");
    private static final long NOW = 5;
    private static final long LATER = NOW + AnnouncedPeers.CONNECT_NANOS;

    private final AnnouncedPeers announced = new AnnouncedPeers();

    @Test
    void countsTheAddressesOfATorrentForOneThatIsAmongThem() {
        announced.add(TORRENT, A, NOW);
        announced.add(OTHER, B, NOW);
        assertThat(announced.countWith(TORRENT, A, NOW)).isEqualTo(1);
        assertThat(announced.countWith(TORRENT, B, NOW)).isZero();

        announced.add(TORRENT, B, NOW);

        assertThat(announced.countWith(TORRENT, A, NOW)).isEqualTo(2);
    }

    @Test
    void anAnnounceIsForgottenWhenItsPeerHasHadTimeToConnect() {
        announced.add(TORRENT, A, NOW);
        announced.add(TORRENT, B, NOW + 1);
        assertThat(announced.countWith(TORRENT, A, LATER - 1)).isEqualTo(2);

        assertThat(announced.countWith(TORRENT, A, LATER)).isZero();
        assertThat(announced.countWith(TORRENT, B, LATER)).isEqualTo(1);
    }

    @Test
    void aSecondAnnounceIsRememberedForLonger() {
        announced.add(TORRENT, A, NOW);
        announced.add(TORRENT, B, NOW);
        announced.add(TORRENT, A, NOW + 9);

        assertThat(announced.countWith(TORRENT, A, LATER)).isEqualTo(1);
        assertThat(announced.countWith(TORRENT, B, LATER)).isZero();
    }

    @Test
    void strangersCannotFillTheMemory() {
        announced.add(TORRENT, A, NOW);
        for (int i = 0; i < AnnouncedPeers.MOST; i++) {
            announced.add(TORRENT, Cidr.parse("10.1." + (i >> 8) + "." + (i & 255)), NOW);
        }

        assertThat(announced.countWith(TORRENT, A, NOW)).isZero();
        assertThat(announced.countWith(TORRENT, Cidr.parse("10.1.0.0"), NOW)).isEqualTo(AnnouncedPeers.MOST);
    }
}

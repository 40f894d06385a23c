package io.s3torrent.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerIdTest {

    @Test
    void peerIdStartsWithItsPrefix() {
        PeerId id = PeerId.random("-S30100-", new Random(1));
        assertThat(id.toString()).startsWith("-S30100-").hasSize(20);
        assertThat(PeerId.of(new byte[20])).hasToString(".".repeat(20));
    }
}

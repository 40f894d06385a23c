package io.s3torrent.seeder.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.bittorrent.SoftwareName;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectedPeerTest {
    private final ConnectedPeer peer =
            new ConnectedPeer(new EmbeddedChannel(), PeerId.random(SoftwareName.PEER_ID_PREFIX, new Random()), true);

    @Test
    void isIdleUntilItGetsBlocksOrIsHeldBack() {
        long start = peer.idleSince(Long.MAX_VALUE);
        assertThat(start - System.nanoTime()).isNotPositive();
        peer.noteUse(false, start + 5);
        assertThat(peer.idleSince(start + 6)).isEqualTo(start);
        peer.sent(16384);
        assertThat(peer.idleSince(start + 7)).as("at once").isEqualTo(start + 7);
        peer.noteUse(false, start + 10);
        assertThat(peer.idleSince(start + 11)).isEqualTo(start + 10);
        peer.noteUse(true, start + 15);
        assertThat(peer.idleSince(start + 16)).isEqualTo(start + 16);
        peer.noteUse(false, start + 20);
        assertThat(peer.idleSince(start + 100)).isEqualTo(start + 20);
    }
}

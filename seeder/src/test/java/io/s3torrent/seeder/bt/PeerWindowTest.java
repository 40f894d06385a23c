package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.seeder.bt.PeerWindow.BlockRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerWindowTest {
    private final PeerWindow window = new PeerWindow();
    private final List<BlockRequest> reads = new ArrayList<>();

    @Test
    void readsBeyondTheWindowWaitForAnEnd() {
        for (int i = 0; i < PeerWindow.OPEN + 2; i++) {
            assertThat(start(i)).isTrue();
        }
        assertThat(reads).hasSize(PeerWindow.OPEN);
        window.end(block(7));
        assertThat(reads).hasSize(PeerWindow.OPEN + 1).endsWith(block(PeerWindow.OPEN));
        window.end(block(7));
        assertThat(reads).hasSize(PeerWindow.OPEN + 1);
        window.end(block(8));
        assertThat(reads).endsWith(block(PeerWindow.OPEN + 1));
    }

    @Test
    void blockAskedForTwiceTakesOnePlace() {
        for (int i = 0; i < 2 * PeerWindow.OPEN; i++) {
            start(0);
        }
        start(1);
        assertThat(reads).hasSize(2 * PeerWindow.OPEN + 1);
    }

    @Test
    void waitingRequestsAreBounded() {
        for (int i = 0; i < PeerWindow.OPEN + PeerWindow.WAITING; i++) {
            assertThat(start(i)).isTrue();
        }
        assertThat(start(PeerWindow.OPEN + PeerWindow.WAITING)).isFalse();
    }

    private boolean start(int piece) {
        return window.start(block(piece), () -> reads.add(block(piece)));
    }

    private static BlockRequest block(int piece) {
        return new BlockRequest(piece, 0, 1);
    }
}

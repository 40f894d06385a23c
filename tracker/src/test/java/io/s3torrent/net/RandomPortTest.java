package io.s3torrent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RandomPortTest {
    private int attempts;

    /** Ports are in use until attempt {@code free}. */
    private int openAt(int free) throws RandomPort.UdpTakenException {
        if (++attempts < free) {
            throw new RandomPort.UdpTakenException(new IOException("Address already in use"));
        }
        return attempts;
    }

    @Test
    void ofTwentyNumbersOneThatIsFreeIsFound() throws IOException {
        assertThat(RandomPort.open(true, () -> openAt(20))).isEqualTo(20);
    }

    @Test
    void afterTwentyItIsAFailure() {
        assertThatThrownBy(() -> RandomPort.open(true, () -> openAt(21)))
                .isInstanceOf(RandomPort.UdpTakenException.class)
                .hasMessage("Address already in use");
        assertThat(attempts).isEqualTo(20);
    }

    @Test
    void aChosenNumberIsTriedOnce() {
        assertThatThrownBy(() -> RandomPort.open(false, () -> openAt(2)))
                .isInstanceOf(RandomPort.UdpTakenException.class);
        assertThat(attempts).isOne();
    }

    @Test
    void whatElseFailsIsNotTriedAgain() {
        assertThatThrownBy(() -> RandomPort.open(true, () -> {
                    attempts++;
                    throw new IOException("the store cannot be used");
                }))
                .hasMessage("the store cannot be used");
        assertThat(attempts).isOne();
    }
}

package io.s3torrent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {
    private final List<Integer> tried = new ArrayList<>();

    @Test
    void aProcessThatEndsAtItsStartIsStartedAtAnotherPort() throws IOException {
        int port = FreePort.start(free -> {
            tried.add(free);
            if (tried.size() == 1) {
                FreePort.awaitReady(new ProcessBuilder("false").start(), () -> false);
            }
            return free;
        });
        assertThat(tried).hasSize(2).last().isEqualTo(port);
    }

    @Test
    void oneThatAlwaysEndsIsAFailure() {
        assertThatThrownBy(() -> FreePort.start(free -> {
                    FreePort.awaitReady(new ProcessBuilder("false").start(), () -> false);
                    return free;
                }))
                .isInstanceOf(BindException.class)
                .hasMessage("the process ended at its start with exit code 1");
    }

    @Test
    void whatElseGoesWrongIsAFailureAtOnce() {
        assertThatThrownBy(() -> FreePort.start(free -> {
                    tried.add(free);
                    throw new IOException("no such host");
                }))
                .hasMessage("no such host");
        assertThat(tried).hasSize(1);
    }
}

package io.s3torrent.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EventTest {
    private final Event event = new Event("{\"event\":\"done\",\"size\":17,\"seconds\":1.25,\"path\":\"/a b\"}");

    @Test
    void readsStringsAndNumbers() {
        assertThat(event.name()).isEqualTo("done");
        assertThat(event.text("path")).isEqualTo("/a b");
        assertThat(event.number("size")).isEqualTo(17);
        assertThat(event.text("seconds")).isEqualTo("1.25");
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> event.text("magnet"))
                .withMessageContaining("magnet");
    }
}

package io.s3torrent.seeder.wire.mse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstBytesTest {

    @ParameterizedTest
    @CsvSource({
        "'', TOO_FEW",
        "134269, TOO_FEW",
        "13426974, BITTORRENT",
        "13426975, RANDOM",
        "47455420, OTHER_PROTOCOL",
        "47455421, RANDOM",
        "16030102, OTHER_PROTOCOL",
        "16030301, OTHER_PROTOCOL",
        "16030501, RANDOM",
        "00000000, RANDOM",
        "ffffffff, RANDOM"
    })
    void fourBytesTell(String hex, FirstBytes expected) {
        assertThat(FirstBytes.of(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))))
                .isEqualTo(expected);
    }
}

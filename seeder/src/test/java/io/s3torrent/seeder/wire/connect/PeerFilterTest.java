package io.s3torrent.seeder.wire.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerFilterTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', 192.0.2.1, true",
        "10.0.0.0/8, '', 10.0.0.1, true",
        "10.0.0.0/8, '', 192.0.2.1, false",
        "10.0.0.0/8, '', ::1, false",
        "'', 10.0.0.0/8, 10.0.0.1, false",
        "'', 10.0.0.0/8, 192.0.2.1, true",
        "10.0.0.0/8, 10.1.0.0/16, 10.1.0.1, false",
        "10.1.0.0/16, 10.0.0.0/8, 10.1.0.1, false",
        "10.0.0.0/8 ::/0, '', 2001:db8::1, true"
    })
    void denyWinsAndAllowMeansOnlyThose(String allow, String deny, String address, boolean admitted)
            throws UnknownHostException {
        assertThat(new PeerFilter(blocks(allow), blocks(deny)).admits(InetAddress.getByName(address)))
                .isEqualTo(admitted);
    }

    private static List<Cidr> blocks(String text) {
        return Stream.of(text.split(" "))
                .filter(block -> !block.isEmpty())
                .map(Cidr::parse)
                .toList();
    }
}

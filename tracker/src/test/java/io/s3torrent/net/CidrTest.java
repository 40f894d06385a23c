package io.s3torrent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, 11.0.0.0",
        "192.0.2.128/25, 192.0.2.128, 192.0.2.127",
        "192.0.2.1, 192.0.2.1, 192.0.2.2",
        "2001:db8::/32, 2001:db8:ffff::1, 2001:db9::",
        "2001:db8:0:8000::/49, 2001:db8:0:ffff::, 2001:db8:0:7fff::",
        "::1, ::1, ::2",
        "0.0.0.0/0, 255.255.255.255, ::1",
        "::/0, ::2, 127.0.0.1",
        "::ffff:10.0.0.0/104, 10.1.2.3, 11.1.2.3"
    })
    void anAddressIsInOrOut(String block, String in, String out) throws UnknownHostException {
        assertThat(Cidr.parse(block).contains(InetAddress.getByName(in))).isTrue();
        assertThat(Cidr.parse(block).contains(InetAddress.getByName(out))).isFalse();
    }

    @Test
    void aMappedAddressIsTheIpv4AddressThatItStandsFor() throws UnknownHostException {
        // InetAddress.getByName would convert it to IPv4, but a socket may not.
        byte[] raw = HexFormat.of().parseHex("00000000000000000000ffff0a010203");
        Inet6Address mapped = Inet6Address.getByAddress(null, raw, -1);
        assertThat(Cidr.parse("10.0.0.0/8").contains(mapped)).isTrue();
        assertThat(Cidr.parse("::/0").contains(mapped)).isFalse();
        assertThat(Cidr.around(mapped, 64)).isEqualTo(Cidr.parse("10.1.2.3"));
    }

    @Test
    void theNetworkAroundAnAddress() throws UnknownHostException {
        assertThat(Cidr.around(InetAddress.getByName("2001:db8:1:2:3::4"), 64))
                .isEqualTo(Cidr.parse("2001:db8:1:2::/64"));
        assertThat(Cidr.around(InetAddress.getByName("192.0.2.7"), 64)).hasToString("192.0.2.7/32");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/",
                "10.0.0.0/33",
                "::/129",
                "10.0.0/8",
                "256.0.0.0/8",
                "localhost",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "1:2/16",
                "fe80::1%eth0",
                "10.0.0.0/1000",
                " 10.0.0.0/8",
                "::ffff:0:0/200"
            })
    void whatIsNoBlockIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" (expected: an address block such as 10.0.0.0/8");
    }

    @Test
    void bitsBeyondThePrefixAreRefusedWithTheBlockThatMayBeMeant() {
        assertThatThrownBy(() -> Cidr.parse("10.1.2.3/8")).hasMessageEndingWith("; the block around it is 10.0.0.0/8)");
    }
}

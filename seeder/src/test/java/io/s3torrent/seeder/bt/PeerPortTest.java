package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.s3torrent.testing.Ipv4Jvm;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PeerPortTest {
    private static String bound(String host) {
        try (PeerPort port = PeerPort.bind(new InetSocketAddress(host, 0))) {
            return port.address().getAddress().getHostAddress();
        } catch (IOException e) {
            return "fails";
        }
    }

    /** Prints the bound addresses. Runs in a JVM without IPv6. */
    public static void main(String[] hosts) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (String host : hosts) {
            out.println("bound: " + bound(host));
        }
    }

    @Test
    void whereIpv6IsOffTheWildcardIsThatOfIpv4AndOtherAddressesFail() throws IOException {
        assertThat(Ipv4Jvm.run(PeerPortTest.class, "::", "::1", "127.0.0.1"))
                .filteredOn(line -> line.startsWith("bound: "))
                .containsExactly("bound: 0.0.0.0", "bound: fails", "bound: 127.0.0.1");
    }

    @Test
    void theWildcardOfIpv4IsNoAddressOfIpv6() throws IOException {
        try (PeerPort port = PeerPort.bind(new InetSocketAddress("0.0.0.0", 0))) {
            assertThat(port.address().getAddress()).isEqualTo(InetAddress.getByName("0.0.0.0"));
            new Socket("127.0.0.1", port.port()).close();
            assertThatThrownBy(() -> new Socket("::1", port.port()).close()).isInstanceOf(IOException.class);
        }
    }
}

package io.s3torrent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.s3torrent.testing.Ipv4Jvm;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests on which addresses {@link EventLoops} listens, with epoll and with NIO. */
class EventLoopsListenTest {
    @Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {}

    private static EventLoops transport(boolean portable) {
        return portable ? EventLoops.startPortable("test", 1) : EventLoops.start("test", 1);
    }

    private static InetSocketAddress listen(EventLoops transport, boolean datagrams, String host) throws IOException {
        InetSocketAddress at = new InetSocketAddress(host, 0);
        Nothing nothing = new Nothing();
        Channel channel = datagrams
                ? transport.listen(
                        "the test", at, new Bootstrap().group(transport.group()).handler(nothing))
                : transport.listen(
                        "the test",
                        at,
                        new ServerBootstrap().group(transport.group()).childHandler(nothing));
        return (InetSocketAddress) channel.localAddress();
    }

    /** Prints the address that each host listens on; runs in a JVM without IPv6. */
    public static void main(String[] hosts) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (boolean portable : new boolean[] {false, true}) {
            try (EventLoops transport = transport(portable)) {
                for (String host : hosts) {
                    out.println("TCP " + answer(transport, false, host));
                    out.println("UDP " + answer(transport, true, host));
                }
            }
        }
    }

    private static String answer(EventLoops transport, boolean datagrams, String host) {
        try {
            return listen(transport, datagrams, host).getAddress().getHostAddress();
        } catch (IOException e) {
            return "fails";
        }
    }

    @Test
    void whereIpv6IsOffTheWildcardIsThatOfIpv4AndOtherAddressesFail() throws IOException {
        assertThat(Ipv4Jvm.run(EventLoopsListenTest.class, "::", "::1", "127.0.0.1"))
                .filteredOn(line -> line.startsWith("TCP ") || line.startsWith("UDP "))
                .containsExactly(
                        "TCP 0.0.0.0",
                        "UDP 0.0.0.0",
                        "TCP fails",
                        "UDP fails",
                        "TCP 127.0.0.1",
                        "UDP 127.0.0.1",
                        "TCP 0.0.0.0",
                        "UDP 0.0.0.0",
                        "TCP fails",
                        "UDP fails",
                        "TCP 127.0.0.1",
                        "UDP 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theWildcardOfIpv4IsNoAddressOfIpv6(boolean portable) throws IOException {
        try (EventLoops transport = transport(portable)) {
            InetSocketAddress bound = listen(transport, false, "0.0.0.0");
            assertThat(bound.getAddress()).isEqualTo(InetAddress.getByName("0.0.0.0"));
            try (Socket four = new Socket("127.0.0.1", bound.getPort())) {
                assertThat(four.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> new Socket("::1", bound.getPort()).close()).isInstanceOf(IOException.class);
            assertThat(listen(transport, true, "0.0.0.0").getAddress()).isEqualTo(InetAddress.getByName("0.0.0.0"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theWildcardOfIpv6TakesBoth(boolean portable) throws IOException {
        try (EventLoops transport = transport(portable)) {
            InetSocketAddress bound = listen(transport, false, "::");
            for (String host : new String[] {"127.0.0.1", "::1"}) {
                try (Socket socket = new Socket(host, bound.getPort())) {
                    assertThat(socket.isConnected()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "0.0.0.0"})
    void aPortThatIsTakenIsAFailureAndNoOtherFamilyIsTried(String host) throws IOException {
        try (ServerSocket taken = new ServerSocket();
                EventLoops transport = transport(false)) {
            taken.bind(new InetSocketAddress(host, 0));
            InetSocketAddress at = new InetSocketAddress(host, taken.getLocalPort());
            ServerBootstrap server =
                    new ServerBootstrap().group(transport.group()).childHandler(new Nothing());
            assertThatThrownBy(() -> transport.listen("the test", at, server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the test cannot listen on ")
                    .hasMessageContaining("in use");
        }
        assertThat(AddressText.isIpv6Off(new InetSocketAddress("::", 1), new BindException("Permission denied")))
                .isFalse();
    }
}

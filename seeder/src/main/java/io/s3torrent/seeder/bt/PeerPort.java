package io.s3torrent.seeder.bt;

import io.s3torrent.net.AddressText;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port for peers. It is bound before the library starts, because the library needs its number, and would only log a taken port. */
final class PeerPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerPort.class);
    private static final int BACKLOG = 1024;

    private final ServerSocketChannel server;
    private final InetSocketAddress address;

    private PeerPort(ServerSocketChannel server) throws IOException {
        this.server = server;
        this.address = (InetSocketAddress) server.getLocalAddress();
    }

    /**
     * Binds an address; port 0 means any free port.
     *
     * @throws BindException if the address is taken or not ours; the message names the address
     */
    static PeerPort bind(InetSocketAddress address) throws IOException {
        try {
            return open(address);
        } catch (IOException | UnsupportedAddressTypeException e) {
            if (AddressText.isIpv6Off(address, e)) {
                return bind(AddressText.anyIpv4(address.getPort()));
            }
            BindException told = new BindException("cannot listen on " + address + ": " + e.getMessage());
            told.initCause(e);
            throw told;
        }
    }

    /** Opens an IPv4-only socket for an IPv4 address. For {@code 0.0.0.0}, the JDK would otherwise also listen on IPv6. */
    private static PeerPort open(InetSocketAddress address) throws IOException {
        ServerSocketChannel server = address.getAddress() instanceof Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
        try {
            server.bind(address, BACKLOG);
            return new PeerPort(server);
        } catch (IOException | UnsupportedAddressTypeException e) {
            server.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    int port() {
        return address.getPort();
    }

    /** Waits for a connection. */
    SocketChannel accept() throws IOException {
        return server.accept();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("Could not close port {}", port(), e);
        }
    }
}

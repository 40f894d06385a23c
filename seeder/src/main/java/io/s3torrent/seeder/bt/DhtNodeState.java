package io.s3torrent.seeder.bt;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import lbms.plugins.mldht.DHTConfiguration;

/**
 * Where our node is, and what it keeps between runs.
 *
 * @param listen an IPv4 address, maybe the wildcard
 * @param folder of its id and the nodes it knows; nothing is kept when there is no such folder
 */
record DhtNodeState(InetSocketAddress listen, Path folder) implements DHTConfiguration {
    /** No packet is sent there: a connected UDP socket only tells whether there is a way. */
    private static final byte[] FAR_AWAY = {8, 8, 8, 8};

    /** The library gives it this name. */
    private static final String NODES = "IPv4-table.cache";

    /**
     * The place that goes with a port for peers.
     *
     * @throws IOException when the address is none for the DHT of IPv4, or the UDP port is taken: the library would only print that
     */
    static DhtNodeState of(InetSocketAddress peers, Path folder) throws IOException {
        InetAddress address = peers.getAddress();
        if (address.isLoopbackAddress() || (address instanceof Inet6Address && !address.isAnyLocalAddress())) {
            throw new BindException("the DHT cannot be on " + peers + " (expected: an IPv4 address others can reach)");
        }
        InetAddress v4 = address.isAnyLocalAddress() ? InetAddress.getByAddress(new byte[4]) : address;
        InetSocketAddress listen = new InetSocketAddress(v4, peers.getPort());
        try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET)) {
            probe.bind(listen);
        } catch (BindException e) {
            BindException told =
                    new BindException("cannot listen for the DHT on UDP " + listen + ": " + e.getMessage());
            told.initCause(e);
            throw told;
        }
        return new DhtNodeState(listen, folder);
    }

    /** Forgets the nodes that it knows; false when it knew none. */
    boolean forgetNodes() throws IOException {
        return Files.deleteIfExists(folder.resolve(NODES));
    }

    @Override
    public boolean isPersistingID() {
        return true;
    }

    @Override
    public Path getStoragePath() {
        return folder;
    }

    @Override
    public int getListeningPort() {
        return listen.getPort();
    }

    /** We bring the nodes to begin with. */
    @Override
    public boolean noRouterBootstrap() {
        return true;
    }

    /** At each public address, where no default route tells the right one; the library prints a stack trace when it finds none. */
    @Override
    public boolean allowMultiHoming() {
        try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET)) {
            probe.connect(new InetSocketAddress(InetAddress.getByAddress(FAR_AWAY), listen.getPort()));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public Predicate<InetAddress> filterBindAddress() {
        InetAddress only = listen.getAddress();
        return only.isAnyLocalAddress() ? any -> true : only::equals;
    }
}

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
 * The address of our DHT node, and the folder of its state.
 *
 * @param listen an IPv4 address, possibly the wildcard
 * @param folder keeps the node's id and the nodes it knows; if the folder does not exist, nothing is kept
 */
record DhtNodeState(InetSocketAddress listen, Path folder) implements DHTConfiguration {
    /** Receives no packet: connecting a UDP socket only checks whether there is a route. */
    private static final byte[] FAR_AWAY = {8, 8, 8, 8};

    /** The library's name for this file. */
    private static final String NODES = "IPv4-table.cache";

    /**
     * Derives the node's address from the peer port's.
     *
     * @throws IOException if the address is not usable for the IPv4 DHT, or the UDP port is taken (the library would only print that)
     */
    static DhtNodeState of(InetSocketAddress peers, Path folder) throws IOException {
        InetAddress address = peers.getAddress();
        if (address.isLoopbackAddress() || (address instanceof Inet6Address && !address.isAnyLocalAddress())) {
            throw new BindException("the DHT cannot use " + peers + " (expected: an IPv4 address others can reach)");
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

    /** Deletes the known nodes. Returns false if there were none. */
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

    /** True, because we provide the bootstrap nodes. */
    @Override
    public boolean noRouterBootstrap() {
        return true;
    }

    /** True if there is no default route: the node then uses every public address. Otherwise the library would print a stack trace. */
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

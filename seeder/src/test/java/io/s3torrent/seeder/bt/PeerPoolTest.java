package io.s3torrent.seeder.bt;

import static org.assertj.core.api.Assertions.assertThat;

import bt.event.EventBus;
import bt.net.ConnectionKey;
import bt.net.InetPeer;
import bt.net.PeerConnection;
import bt.runtime.Config;
import bt.service.RuntimeLifecycleBinder;
import io.s3torrent.seeder.engine.TestTorrent;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerPoolTest {
    private static final int PORT = 6881;
    private static final ConnectionKey KEY = new ConnectionKey(
            InetPeer.build(InetAddress.getLoopbackAddress(), PORT),
            PORT,
            BtTorrent.id(TestTorrent.of("object.bin", 1, 1 << 14).infoHash()));

    @Test
    void aConnectionIsFoundOnceAllListenersAreTold() {
        EventBus events = new EventBus();
        PeerPool pool = new PeerPool(events, new RuntimeLifecycleBinder(), new Config());
        List<Boolean> found = new ArrayList<>();
        events.onPeerConnected(null, event -> found.add(pool.getConnection(event.getConnectionKey()) != null));

        PeerConnection connection = connection();
        assertThat(pool.getConnection(KEY)).isNull();
        assertThat(pool.addConnectionIfAbsent(connection)).isSameAs(connection);
        assertThat(found).containsExactly(false);
        assertThat(pool.getConnection(KEY)).isSameAs(connection);

        assertThat(pool.addConnectionIfAbsent(connection())).isSameAs(connection);
        assertThat(found).hasSize(1);
        assertThat(pool.getConnection(KEY)).isSameAs(connection);
    }

    /** An open connection of the key's peer, because the library's own connections need a socket. */
    private static PeerConnection connection() {
        Object identity = new Object();
        return (PeerConnection) Proxy.newProxyInstance(
                PeerPoolTest.class.getClassLoader(),
                new Class<?>[] {PeerConnection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemotePeer" -> KEY.getPeer();
                    case "getRemotePort" -> PORT;
                    case "getTorrentId" -> KEY.getTorrentId();
                    case "isClosed" -> false;
                    case "hashCode" -> identity.hashCode();
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}

package io.s3torrent.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Opens many connections and sends a byte on each, for tests of a server that closes at the same time. */
public final class ConnectionFlood implements AutoCloseable {
    private static final int SIZE = 100;
    private static final int PATIENCE_MILLIS = 10_000;

    private final List<Socket> sockets = new ArrayList<>();

    public ConnectionFlood(InetSocketAddress server) throws IOException {
        for (int i = 0; i < SIZE; i++) {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(server, PATIENCE_MILLIS);
            socket.getOutputStream().write('G');
        }
    }

    /**
     * Waits until the server has closed all connections.
     *
     * @throws IOException when one stays open
     */
    public void awaitEnds() throws IOException {
        for (Socket socket : sockets) {
            try {
                while (socket.getInputStream().read() >= 0) {
                    // ignore the last bytes of the server
                }
            } catch (SocketException reset) {
                // a reset is also an end
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

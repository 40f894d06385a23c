package io.s3torrent.seeder.s3.direct;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections: to the first of a host's addresses that answers, in TLS where the origin has it. */
final class DirectDialer {
    private static final int MAX_ADDRESSES = 4;

    private final DirectLimits limits;
    private final DirectTlsContext tls;
    private @Nullable SSLSocketFactory tlsSockets;

    DirectDialer(DirectLimits limits, DirectTlsContext tls) {
        this.limits = limits;
        this.tls = tls;
    }

    DirectConnection dial(DirectOrigin origin) throws IOException {
        Socket plain = connected(origin);
        try {
            return new DirectConnection(origin, origin.tls() ? secured(plain, origin) : plain);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Socket connected(DirectOrigin origin) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(origin.hostToConnect());
        IOException failure = new IOException("no address");
        for (int i = 0; i < Math.min(addresses.length, MAX_ADDRESSES); i++) {
            try {
                return connected(new InetSocketAddress(addresses[i], origin.port()));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout((int) limits.silence().toMillis());
            socket.connect(address, (int) limits.connect().toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket plain, DirectOrigin origin) throws IOException {
        SSLSocket socket = (SSLSocket) tlsSockets().createSocket(plain, origin.hostToConnect(), origin.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be the host's
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private synchronized SSLSocketFactory tlsSockets() throws IOException {
        SSLSocketFactory known = tlsSockets;
        if (known == null) {
            known = tls.sockets();
            tlsSockets = known;
        }
        return known;
    }
}

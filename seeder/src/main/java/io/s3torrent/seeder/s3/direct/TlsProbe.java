package io.s3torrent.seeder.s3.direct;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Finds out whether a port speaks TLS. TLS servers answer plain HTTP in different ways: with status 400, with a TLS alert, or by closing the
 * connection. Their answer to a ClientHello leaves no doubt.
 */
public final class TlsProbe {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final int HTTP_PORT = 80;
    /** First byte of a TLS record (RFC 8446, 5.1). */
    private static final int ALERT = 21;

    private static final int HANDSHAKE = 22;
    private static final int MAJOR_VERSION = 3;

    private TlsProbe() {}

    /** True when the server at the host and port of this {@code http} URL answers a ClientHello with a TLS record. Blocks for seconds at most. */
    public static boolean speaksTls(URI url) {
        int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
        String host = new DirectOrigin(true, url.getHost(), port).hostToConnect();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) SILENCE.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            socket.getOutputStream().write(clientHello(host, port));
            byte[] start = socket.getInputStream().readNBytes(2);
            return start.length == 2 && (start[0] == HANDSHAKE || start[0] == ALERT) && start[1] == MAJOR_VERSION;
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] clientHello(String host, int port) throws IOException, GeneralSecurityException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        byte[] hello = new byte[engine.getSession().getPacketBufferSize()];
        return Arrays.copyOf(
                hello,
                engine.wrap(ByteBuffer.allocate(0), ByteBuffer.wrap(hello)).bytesProduced());
    }
}

package io.s3torrent.net.http;

import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.proxy.TrustedProxies;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Configuration of an {@link HttpListener}.
 *
 * @param what name of the listener in error messages
 * @param listen address to bind; port 0 means any free port
 * @param proxies the proxies that the listener trusts to report client addresses
 * @param tls certificate and key; empty for plain HTTP. The listener closes it
 */
public record ListenerConfig(
        String what,
        InetSocketAddress listen,
        HttpLimits limits,
        TrustedProxies proxies,
        Optional<ReloadingTlsContext> tls) {}

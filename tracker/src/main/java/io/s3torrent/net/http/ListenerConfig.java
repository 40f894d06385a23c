package io.s3torrent.net.http;

import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.proxy.TrustedProxies;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where an {@link HttpServer} is, and how one gets in.
 *
 * @param what listens there, for the user
 * @param listen port 0 means any free one
 * @param proxies whose word counts about who is behind them
 * @param tls as whom it speaks TLS, if it does; closed with the server
 */
public record ListenerConfig(
        String what,
        InetSocketAddress listen,
        HttpLimits limits,
        TrustedProxies proxies,
        Optional<ReloadingTlsContext> tls) {}

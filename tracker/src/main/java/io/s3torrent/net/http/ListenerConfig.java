package io.s3torrent.net.http;

import io.s3torrent.net.ReloadingTlsContext;
import io.s3torrent.net.proxy.TrustedProxies;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where an {@link HttpListener} listens, and how clients get in.
 *
 * @param what listens there, for error messages
 * @param listen port 0 means any free one
 * @param proxies that may say who their clients are
 * @param tls certificate and key of a listener that speaks TLS; closed with the listener
 */
public record ListenerConfig(
        String what,
        InetSocketAddress listen,
        HttpLimits limits,
        TrustedProxies proxies,
        Optional<ReloadingTlsContext> tls) {}

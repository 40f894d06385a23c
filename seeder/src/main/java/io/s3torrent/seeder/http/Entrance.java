package io.s3torrent.seeder.http;

import io.s3torrent.tracker.proxy.TrustedProxies;
import io.s3torrent.tracker.transport.FollowedPem;
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
public record Entrance(
        String what, InetSocketAddress listen, HttpLimits limits, TrustedProxies proxies, Optional<FollowedPem> tls) {}

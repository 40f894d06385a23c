package io.s3torrent.net.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.s3torrent.net.proxy.ProxyHeader;
import io.s3torrent.net.proxy.TrustedProxies;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Who is at the other end of a connection, or behind it: a trusted proxy says so, before TLS or in each request. Lives on one event loop. */
final class ClientAddress extends ChannelInboundHandlerAdapter {
    private final TrustedProxies proxies;
    private InetAddress peer;
    private InetAddress reachedAt;

    ClientAddress(TrustedProxies proxies, InetAddress peer, InetAddress reachedAt) {
        this.proxies = proxies;
        this.peer = peer;
        this.reachedAt = reachedAt;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ProxyHeader header) {
            peer = header.sourceOr(peer);
            reachedAt = header.destinationOr(reachedAt);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** For whom a request comes; several headers are one list (RFC 9110, section 5.3). */
    InetAddress client(List<String> forwardedFor) {
        return forwardedFor.isEmpty() ? peer : proxies.client(peer, String.join(",", forwardedFor));
    }

    /** The {@code Host} that a client sent to a trusted proxy; of several proxies the first one adds itself at the front. */
    Optional<String> forwardedHost(List<String> forwardedHosts) {
        return forwardedHosts.stream()
                .filter(any -> proxies.contains(peer))
                .map(list -> list.split(",", 2)[0].strip())
                .filter(host -> !host.isEmpty())
                .findFirst();
    }

    /** Our own address that it reached. */
    InetAddress reachedAt() {
        return reachedAt;
    }

    @Override
    public String toString() {
        return peer.toString();
    }
}

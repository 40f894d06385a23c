package io.s3torrent.net.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.s3torrent.net.proxy.ProxyHeader;
import io.s3torrent.net.proxy.TrustedProxies;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The address of a connection's client. It is the peer's address, unless the peer is a trusted proxy: then it is the address that the
 * proxy sends before TLS (PROXY protocol) or in each request ({@code X-Forwarded-For}). Confined to one event loop.
 */
public final class ClientAddress extends ChannelInboundHandlerAdapter {
    private final TrustedProxies proxies;
    private InetAddress peer;
    private InetAddress reachedAt;
    private Consumer<@Nullable InetAddress> onNamed = client -> {};

    /**
     * Creates the address of a new connection.
     *
     * @param peer the other end of the connection
     * @param reachedAt the server's address that the peer connected to
     */
    public ClientAddress(TrustedProxies proxies, InetAddress peer, InetAddress reachedAt) {
        this.proxies = proxies;
        this.peer = peer;
        this.reachedAt = reachedAt;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ProxyHeader header) {
            peer = header.sourceOr(peer);
            reachedAt = header.destinationOr(reachedAt);
            onNamed.accept(header.source());
        }
        ctx.fireUserEventTriggered(event);
    }

    /** Has this called once a proxy has named its client, or with null when it speaks for itself. To be set before the first byte. */
    void onNamed(Consumer<@Nullable InetAddress> listener) {
        onNamed = listener;
    }

    /**
     * Returns the address of the client that sent a request.
     *
     * @param forwardedFor the request's {@code X-Forwarded-For} header; null if it has none
     */
    public InetAddress client(@Nullable String forwardedFor) {
        return forwardedFor == null ? peer : proxies.client(peer, forwardedFor);
    }

    /** As {@link #client(String)} for a header that may occur several times: its values form one list (RFC 9110, section 5.3). */
    InetAddress client(List<String> forwardedFor) {
        return client(forwardedFor.isEmpty() ? null : String.join(",", forwardedFor));
    }

    /** The {@code Host} that the client sent to a trusted proxy. Behind several proxies, the first element of the list counts. */
    Optional<String> forwardedHost(List<String> forwardedHosts) {
        return forwardedHosts.stream()
                .filter(any -> proxies.contains(peer))
                .map(list -> list.split(",", 2)[0].strip())
                .filter(host -> !host.isEmpty())
                .findFirst();
    }

    /** The server's address that the client connected to. */
    public InetAddress reachedAt() {
        return reachedAt;
    }

    @Override
    public String toString() {
        return peer.toString();
    }
}

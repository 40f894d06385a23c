package io.s3torrent.net.proxy;

import io.s3torrent.net.Cidr;
import java.net.InetAddress;
import java.util.List;

/** The proxies before us, whose word counts about who their clients are. Never changes. */
public final class TrustedProxies {
    /** Nobody: what strangers say of others is not read. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final Cidr[] blocks;

    /** All who connect from one of the blocks. */
    public TrustedProxies(List<Cidr> blocks) {
        this.blocks = blocks.toArray(Cidr[]::new);
    }

    /** True for a proxy of ours. */
    public boolean contains(InetAddress address) {
        for (Cidr block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The client for whom a request came: the first from the right whom nobody we trust vouches for. A list that goes on with
     * something else than an address is believed up to there.
     *
     * @param peer who sent the request; itself when it is not trusted, or says nothing
     * @param forwardedFor the elements of all {@code X-Forwarded-For} of the request, in their order
     */
    public InetAddress client(InetAddress peer, String forwardedFor) {
        InetAddress client = peer;
        ForwardedFor list = new ForwardedFor(forwardedFor);
        while (contains(client)) {
            InetAddress before = list.previous();
            if (before == null) {
                break;
            }
            client = before;
        }
        return client;
    }
}

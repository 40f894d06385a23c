package io.s3torrent.seeder.gateway;

import io.s3torrent.net.PemFiles;
import io.s3torrent.seeder.gateway.pages.GatewayLinks;
import io.s3torrent.seeder.ledger.Budget;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How to be a gateway: {@link #on}, and what shall differ from the defaults. Never changes. */
public final class GatewayConfig {
    private final InetSocketAddress listen;
    private List<String> domains = List.of("localhost");
    private AccessKeys keys = AccessKeys.NONE;
    private boolean open;
    private boolean strictAws;
    private @Nullable Budget hashBudget;
    private @Nullable URI publicUrl;
    private boolean updateUrl;
    private @Nullable PemFiles tls;
    private @Nullable InetSocketAddress admin;

    private GatewayConfig(InetSocketAddress listen) {
        this.listen = listen;
    }

    private GatewayConfig(GatewayConfig other) {
        this.listen = other.listen;
        this.domains = other.domains;
        this.keys = other.keys;
        this.open = other.open;
        this.strictAws = other.strictAws;
        this.hashBudget = other.hashBudget;
        this.publicUrl = other.publicUrl;
        this.updateUrl = other.updateUrl;
        this.tls = other.tls;
        this.admin = other.admin;
    }

    /**
     * The defaults: requests must be signed, and nobody has a key but, on a loopback address, ourselves.
     *
     * @param listen where requests come; port 0 means any free one
     */
    public static GatewayConfig on(InetSocketAddress listen) {
        return new GatewayConfig(listen);
    }

    /** The same with these, of which each sub-domain is a bucket, besides {@code localhost}. */
    public GatewayConfig withDomains(List<String> more) {
        List<String> all = new ArrayList<>();
        more.forEach(domain -> all.add(domain.toLowerCase(Locale.ROOT)));
        all.add("localhost");
        return with(config -> config.domains = List.copyOf(all));
    }

    /** The same with those who may ask, and for what. */
    public GatewayConfig withKeys(AccessKeys known) {
        return with(config -> config.keys = known);
    }

    /**
     * The same that asks nobody who he is.
     *
     * @throws IllegalArgumentException when others than this machine can connect
     */
    public GatewayConfig withoutAuthentication() {
        if (!isLocal()) {
            throw new IllegalArgumentException(
                    "without authentication, the gateway listens on a loopback address only (" + listen.getHostString()
                            + " is none)");
        }
        return with(config -> config.open = true);
    }

    /** The same with the limits of S3's own: no object over 5 GB, none encrypted with a customer's key. */
    public GatewayConfig withStrictAws() {
        return with(config -> config.strictAws = true);
    }

    /** The same with a bound on the bytes that one who asks may have read to make torrents. */
    public GatewayConfig withHashBudget(Budget bytes) {
        return with(config -> config.hashBudget = bytes);
    }

    /** The same that others reach by this URL, which has neither query nor fragment; slashes at its end say nothing. */
    public GatewayConfig withPublicUrl(URI url) {
        return with(config -> config.publicUrl = URI.create(url.toString().replaceFirst("/+$", "")));
    }

    /**
     * The same whose torrents say where their successors are asked for (BEP 39), which gives them other info-hashes than others of the
     * same objects have.
     *
     * @throws IllegalArgumentException without a public URL, since that place is for as long as there are such torrents
     */
    public GatewayConfig withUpdateUrl() {
        if (publicUrl == null) {
            throw new IllegalArgumentException("--update-url needs --public-url, which it begins with");
        }
        return with(config -> config.updateUrl = true);
    }

    /** The same in TLS and nothing else, with these files, which are followed. */
    public GatewayConfig withTls(PemFiles files) {
        return with(config -> config.tls = files);
    }

    /** The same, with pages for its operators; on its own address everybody gets them who gets there. */
    public GatewayConfig withAdmin(InetSocketAddress address) {
        return with(config -> config.admin = address);
    }

    private GatewayConfig with(Consumer<GatewayConfig> change) {
        GatewayConfig changed = new GatewayConfig(this);
        change.accept(changed);
        return changed;
    }

    /** Where requests come. */
    public InetSocketAddress listen() {
        return listen;
    }

    /** How others reach it, if anybody said so; ends without a slash. */
    public Optional<URI> publicUrl() {
        return Optional.ofNullable(publicUrl);
    }

    /** What every torrent says of its successors, if anything. */
    public Optional<String> updateUrl() {
        return publicUrl().filter(url -> updateUrl).map(url -> new GatewayLinks(url.toString()).update());
    }

    /** As whom it speaks TLS, if it does. */
    public Optional<PemFiles> tls() {
        return Optional.ofNullable(tls);
    }

    /** Where its operators see how it fares, if anywhere. */
    public Optional<InetSocketAddress> admin() {
        return Optional.ofNullable(admin);
    }

    /** Of its own URLs. */
    public String scheme() {
        return tls == null ? "http" : "https";
    }

    List<String> domains() {
        return domains;
    }

    AccessKeys keys() {
        return keys;
    }

    boolean open() {
        return open;
    }

    boolean strictAws() {
        return strictAws;
    }

    Optional<Budget> hashBudget() {
        return Optional.ofNullable(hashBudget);
    }

    /** True when nobody from outside of this machine can connect. */
    boolean isLocal() {
        return listen.getAddress() != null && listen.getAddress().isLoopbackAddress();
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.net.PemFiles;
import io.s3torrent.seeder.gateway.pages.GatewayLinks;
import io.s3torrent.seeder.ledger.Budget;
import io.s3torrent.status.AdminConfig;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Configures a gateway.
 *
 * @param listen where requests arrive; port 0 means any free port
 * @param domains domains whose sub-domains are buckets; {@code localhost} is always one of them
 * @param accessKeys of the clients, and what each of them may request
 * @param unauthenticated true if requests need no signature; only on a loopback address
 * @param strictAws true to enforce S3's own limits: no object over 5 GB, none encrypted with a customer's key
 * @param hashBudget limits the bytes that are read to create torrents for each client; see {@link HashQuota} for the default
 * @param publicUrl how clients reach the gateway, without query and fragment; trailing slashes are dropped
 * @param updatable true if torrents contain a URL for their successors (BEP 39), which changes their info-hashes; needs {@code publicUrl}
 * @param tls certificate and key for TLS, reloaded when they change
 * @param admin where the status pages are served; they need no authentication
 */
public record GatewayConfig(
        InetSocketAddress listen,
        List<String> domains,
        AccessKeys accessKeys,
        boolean unauthenticated,
        boolean strictAws,
        Optional<Budget> hashBudget,
        Optional<URI> publicUrl,
        boolean updatable,
        Optional<PemFiles> tls,
        Optional<AdminConfig> admin) {

    public GatewayConfig {
        domains = Stream.concat(domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)), Stream.of("localhost"))
                .distinct()
                .toList();
        publicUrl = publicUrl.map(url -> URI.create(url.toString().replaceFirst("/+$", "")));
        if (updatable && publicUrl.isEmpty()) { // the URL must work as long as these torrents exist
            throw new IllegalArgumentException("--update-url needs --public-url: update URLs begin with it");
        }
        if (unauthenticated && !isLoopback(listen)) {
            throw new IllegalArgumentException(
                    "without authentication, the gateway listens on a loopback address only (" + listen.getHostString()
                            + " is not one)");
        }
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }

    /**
     * Returns a builder with the defaults: requests must be signed, and the only accepted key is our own for the store, on a loopback
     * address.
     *
     * @param listen where requests arrive; port 0 means any free port
     */
    public static Builder builder(InetSocketAddress listen) {
        return new Builder(listen);
    }

    /** Returns a builder with the values of this configuration. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The URL for successors in every torrent, if torrents contain one. */
    public Optional<String> updateUrl() {
        return publicUrl.filter(url -> updatable).map(url -> new GatewayLinks(url.toString()).update());
    }

    /** The scheme of the gateway's own URLs. */
    public String scheme() {
        return tls.isEmpty() ? "http" : "https";
    }

    /** True when no request can be accepted: other machines can connect, and no access key is known. */
    public boolean rejectsEveryone() {
        return !isLocal() && !unauthenticated && accessKeys.isEmpty();
    }

    /** True if only this machine can connect. */
    boolean isLocal() {
        return isLoopback(listen);
    }

    /** Builds a configuration. {@link #build} validates it. */
    public static final class Builder {
        private final InetSocketAddress listen;
        private List<String> domains = List.of();
        private AccessKeys accessKeys = AccessKeys.NONE;
        private boolean unauthenticated;
        private boolean strictAws;
        private Optional<Budget> hashBudget = Optional.empty();
        private Optional<URI> publicUrl = Optional.empty();
        private boolean updatable;
        private Optional<PemFiles> tls = Optional.empty();
        private Optional<AdminConfig> admin = Optional.empty();

        private Builder(InetSocketAddress listen) {
            this.listen = listen;
        }

        private Builder(GatewayConfig config) {
            this(config.listen);
            domains = config.domains;
            accessKeys = config.accessKeys;
            unauthenticated = config.unauthenticated;
            strictAws = config.strictAws;
            hashBudget = config.hashBudget;
            publicUrl = config.publicUrl;
            updatable = config.updatable;
            tls = config.tls;
            admin = config.admin;
        }

        public Builder domains(List<String> value) {
            domains = value;
            return this;
        }

        public Builder accessKeys(AccessKeys value) {
            accessKeys = value;
            return this;
        }

        public Builder unauthenticated(boolean value) {
            unauthenticated = value;
            return this;
        }

        public Builder strictAws(boolean value) {
            strictAws = value;
            return this;
        }

        public Builder hashBudget(@Nullable Budget value) {
            hashBudget = Optional.ofNullable(value);
            return this;
        }

        public Builder publicUrl(@Nullable URI value) {
            publicUrl = Optional.ofNullable(value);
            return this;
        }

        public Builder updatable(boolean value) {
            updatable = value;
            return this;
        }

        public Builder tls(@Nullable PemFiles value) {
            tls = Optional.ofNullable(value);
            return this;
        }

        public Builder admin(@Nullable AdminConfig value) {
            admin = Optional.ofNullable(value);
            return this;
        }

        /**
         * Checks the values and returns the configuration.
         *
         * @throws IllegalArgumentException if two values exclude each other
         */
        public GatewayConfig build() {
            return new GatewayConfig(
                    listen,
                    domains,
                    accessKeys,
                    unauthenticated,
                    strictAws,
                    hashBudget,
                    publicUrl,
                    updatable,
                    tls,
                    admin);
        }
    }
}

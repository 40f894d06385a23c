package io.s3torrent.seeder.gateway;

import io.s3torrent.net.PemFiles;
import io.s3torrent.seeder.gateway.pages.GatewayLinks;
import io.s3torrent.seeder.ledger.Budget;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to run a gateway.
 *
 * @param listen where requests come; port 0 means any free one
 * @param domains each sub-domain of which is a bucket; {@code localhost} is always among them
 * @param accessKeys of the clients, and what each of them may ask for
 * @param unauthenticated whether requests need no signature; only on a loopback address
 * @param strictAws whether S3's own limits hold: no object over 5 GB, none encrypted with a customer's key
 * @param hashBudget bound on the bytes that each client may have read to make torrents
 * @param publicUrl how others reach the gateway, without query and fragment; slashes at its end are dropped
 * @param updatable whether torrents say where to ask for their successors (BEP 39), which gives them other info-hashes than others of the
 *     same objects have; needs {@code publicUrl}
 * @param tls certificate and key of a gateway that speaks TLS, which are followed
 * @param admin where the status pages are; they need no authentication
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
        Optional<InetSocketAddress> admin) {

    public GatewayConfig {
        domains = Stream.concat(domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)), Stream.of("localhost"))
                .distinct()
                .toList();
        publicUrl = publicUrl.map(url -> URI.create(url.toString().replaceFirst("/+$", "")));
        if (updatable && publicUrl.isEmpty()) { // the place must be there for as long as there are such torrents
            throw new IllegalArgumentException("--update-url needs --public-url, which it begins with");
        }
        if (unauthenticated && !isLoopback(listen)) {
            throw new IllegalArgumentException(
                    "without authentication, the gateway listens on a loopback address only (" + listen.getHostString()
                            + " is none)");
        }
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }

    /**
     * The defaults: requests must be signed, and there are no access keys but, on a loopback address, our own for the store.
     *
     * @param listen where requests come; port 0 means any free one
     */
    public static Builder builder(InetSocketAddress listen) {
        return new Builder(listen);
    }

    /** This configuration, to be changed. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** What every torrent says of its successors, if anything. */
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

    /** True when only this machine can connect. */
    boolean isLocal() {
        return isLoopback(listen);
    }

    /** A configuration in the making. {@link #build} validates it. */
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
        private Optional<InetSocketAddress> admin = Optional.empty();

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

        public Builder admin(@Nullable InetSocketAddress value) {
            admin = Optional.ofNullable(value);
            return this;
        }

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException when two of them do not go together
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

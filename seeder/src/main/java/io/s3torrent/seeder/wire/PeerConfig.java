package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.wire.connect.PeerFilter;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How peers connect, and what they can download. {@link #builder} has the defaults.
 *
 * @param encryption of connections in both directions
 * @param limits how many peers may connect
 * @param filter the addresses that may connect
 * @param rates how fast they may download
 * @param copies how many copies of each piece a swarm gets
 * @param dht settings of the DHT node, whose UDP port has the number of the peer port; empty for no DHT
 */
public record PeerConfig(
        Encryption encryption,
        PeerLimits limits,
        PeerFilter filter,
        UploadRates rates,
        CopyPolicy copies,
        Optional<DhtSettings> dht) {
    public static final PeerConfig DEFAULT = builder().build();

    /** The defaults: encryption preferred, every peer, no upload limit, two copies, no DHT. */
    public static Builder builder() {
        return new Builder();
    }

    /** A configuration in the making. */
    public static final class Builder {
        private Encryption encryption = Encryption.PREFERRED;
        private PeerLimits limits = PeerLimits.DEFAULT;
        private PeerFilter filter = PeerFilter.EVERYBODY;
        private UploadRates rates = UploadRates.NONE;
        private CopyPolicy copies = CopyPolicy.AUTO;
        private Optional<DhtSettings> dht = Optional.empty();

        private Builder() {}

        public Builder encryption(Encryption value) {
            encryption = value;
            return this;
        }

        public Builder limits(PeerLimits value) {
            limits = value;
            return this;
        }

        public Builder filter(PeerFilter value) {
            filter = value;
            return this;
        }

        public Builder rates(UploadRates value) {
            rates = value;
            return this;
        }

        public Builder copies(CopyPolicy value) {
            copies = value;
            return this;
        }

        public Builder dht(@Nullable DhtSettings value) {
            dht = Optional.ofNullable(value);
            return this;
        }

        public PeerConfig build() {
            return new PeerConfig(encryption, limits, filter, rates, copies, dht);
        }
    }
}

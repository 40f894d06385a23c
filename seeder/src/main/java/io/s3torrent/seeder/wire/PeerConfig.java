package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.wire.connect.PeerFilter;
import io.s3torrent.seeder.wire.connect.PeerLimits;
import io.s3torrent.seeder.wire.mse.Encryption;
import io.s3torrent.seeder.wire.upload.UploadRates;
import java.util.Optional;

/**
 * Configures the peer port: which peers may connect, how, and how fast they are served.
 *
 * @param encryption of connections in both directions
 * @param limits the number of connections
 * @param filter the addresses that peers may have
 * @param rates the upload limits
 * @param copies how many copies of each piece are uploaded to a swarm
 * @param dht settings of the DHT node, if there is one; its UDP port has the number of the peer port
 */
public record PeerConfig(
        Encryption encryption,
        PeerLimits limits,
        PeerFilter filter,
        UploadRates rates,
        CopyPolicy copies,
        Optional<DhtSettings> dht) {
    public static final PeerConfig DEFAULT = new PeerConfig(
            Encryption.PREFERRED,
            PeerLimits.DEFAULT,
            PeerFilter.EVERYBODY,
            UploadRates.NONE,
            CopyPolicy.AUTO,
            Optional.empty());

    public PeerConfig withEncryption(Encryption other) {
        return new PeerConfig(other, limits, filter, rates, copies, dht);
    }

    public PeerConfig withLimits(PeerLimits other) {
        return new PeerConfig(encryption, other, filter, rates, copies, dht);
    }

    public PeerConfig withFilter(PeerFilter other) {
        return new PeerConfig(encryption, limits, other, rates, copies, dht);
    }

    public PeerConfig withRates(UploadRates other) {
        return new PeerConfig(encryption, limits, filter, other, copies, dht);
    }

    public PeerConfig withCopies(CopyPolicy other) {
        return new PeerConfig(encryption, limits, filter, rates, other, dht);
    }

    public PeerConfig withDht(DhtSettings given) {
        return new PeerConfig(encryption, limits, filter, rates, copies, Optional.of(given));
    }
}

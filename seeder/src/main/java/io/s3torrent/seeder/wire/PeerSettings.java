package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.wire.mse.Encryption;
import java.util.Optional;

/**
 * Who gets into the peer port, how, and what can be had there.
 *
 * @param encryption of connections in both directions
 * @param limits how many
 * @param filter from where
 * @param rates how fast
 * @param copies how many of each piece a swarm is given
 * @param dht where else than at trackers peers are found, and find us, if they may; its UDP port has the number of the peer port
 */
public record PeerSettings(
        Encryption encryption,
        PeerLimits limits,
        PeerFilter filter,
        UploadRates rates,
        CopyPolicy copies,
        Optional<DhtSettings> dht) {
    public static final PeerSettings DEFAULT = new PeerSettings(
            Encryption.PREFERRED,
            PeerLimits.DEFAULT,
            PeerFilter.EVERYBODY,
            UploadRates.NONE,
            CopyPolicy.AUTO,
            Optional.empty());

    public PeerSettings withEncryption(Encryption other) {
        return new PeerSettings(other, limits, filter, rates, copies, dht);
    }

    public PeerSettings withLimits(PeerLimits other) {
        return new PeerSettings(encryption, other, filter, rates, copies, dht);
    }

    public PeerSettings withFilter(PeerFilter other) {
        return new PeerSettings(encryption, limits, other, rates, copies, dht);
    }

    public PeerSettings withRates(UploadRates other) {
        return new PeerSettings(encryption, limits, filter, other, copies, dht);
    }

    public PeerSettings withCopies(CopyPolicy other) {
        return new PeerSettings(encryption, limits, filter, rates, other, dht);
    }

    public PeerSettings withDht(DhtSettings given) {
        return new PeerSettings(encryption, limits, filter, rates, copies, Optional.of(given));
    }
}

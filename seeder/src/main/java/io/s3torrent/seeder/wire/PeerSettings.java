package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.dispatch.CopyPolicy;
import io.s3torrent.seeder.wire.mse.Encryption;

/**
 * Who gets into the peer port, how, and what can be had there.
 *
 * @param encryption of connections in both directions
 * @param limits how many
 * @param filter from where
 * @param rates how fast
 * @param copies how many of each piece a swarm is given
 */
public record PeerSettings(
        Encryption encryption, PeerLimits limits, PeerFilter filter, UploadRates rates, CopyPolicy copies) {
    public static final PeerSettings DEFAULT = new PeerSettings(
            Encryption.PREFERRED, PeerLimits.DEFAULT, PeerFilter.EVERYBODY, UploadRates.NONE, CopyPolicy.AUTO);

    public PeerSettings withEncryption(Encryption other) {
        return new PeerSettings(other, limits, filter, rates, copies);
    }

    public PeerSettings withLimits(PeerLimits other) {
        return new PeerSettings(encryption, other, filter, rates, copies);
    }

    public PeerSettings withFilter(PeerFilter other) {
        return new PeerSettings(encryption, limits, other, rates, copies);
    }

    public PeerSettings withRates(UploadRates other) {
        return new PeerSettings(encryption, limits, filter, other, copies);
    }

    public PeerSettings withCopies(CopyPolicy other) {
        return new PeerSettings(encryption, limits, filter, rates, other);
    }
}

package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.wire.mse.Encryption;

/**
 * Who gets into the peer port, and how.
 *
 * @param encryption of connections in both directions
 * @param limits how many
 * @param filter from where
 */
public record PeerSettings(Encryption encryption, PeerLimits limits, PeerFilter filter) {
    public static final PeerSettings DEFAULT =
            new PeerSettings(Encryption.PREFERRED, PeerLimits.DEFAULT, PeerFilter.EVERYBODY);
}

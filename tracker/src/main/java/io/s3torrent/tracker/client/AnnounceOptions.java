package io.s3torrent.tracker.client;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.announce.AnnounceEvent;
import java.util.Optional;

/**
 * What to tell a tracker (BEP 3).
 *
 * @param infoHash the swarm
 * @param peerId by which we name ourselves, the same as in handshakes
 * @param port on which we listen
 * @param uploaded bytes since the first announce
 * @param downloaded bytes since the first announce
 * @param left bytes that are missing; 0 for a seeder
 * @param event why we announce
 * @param want how many peers we ask for
 * @param key by which a tracker knows us when our address has changed; random, and the same for a session
 * @param trackerId what the tracker called itself in an earlier answer, a char for each byte
 */
public record AnnounceOptions(
        InfoHash infoHash,
        PeerId peerId,
        int port,
        long uploaded,
        long downloaded,
        long left,
        AnnounceEvent event,
        int want,
        int key,
        Optional<String> trackerId) {
    /** What to tell a tracker that has not called itself anything yet. */
    public AnnounceOptions(
            InfoHash infoHash,
            PeerId peerId,
            int port,
            long uploaded,
            long downloaded,
            long left,
            AnnounceEvent event,
            int want,
            int key) {
        this(infoHash, peerId, port, uploaded, downloaded, left, event, want, key, Optional.empty());
    }

    public AnnounceOptions {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (Math.min(Math.min(uploaded, downloaded), Math.min(left, want)) < 0) {
            throw new IllegalArgumentException("uploaded, downloaded, left, want: " + uploaded + ", " + downloaded
                    + ", " + left + ", " + want + " (expected: >= 0)");
        }
    }

    /** The same to a tracker that called itself so. */
    public AnnounceOptions withTrackerId(Optional<String> id) {
        return new AnnounceOptions(infoHash, peerId, port, uploaded, downloaded, left, event, want, key, id);
    }
}

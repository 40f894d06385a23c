package io.s3torrent.tracker.client;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerId;
import io.s3torrent.tracker.announce.AnnounceEvent;
import java.util.Optional;

/**
 * The parameters of an announce to a tracker (BEP 3).
 *
 * @param infoHash the swarm
 * @param peerId the client's id, the same as in handshakes
 * @param port the port that the client listens on
 * @param uploaded bytes since the first announce
 * @param downloaded bytes since the first announce
 * @param left missing bytes; 0 for a seeder
 * @param event why the client announces
 * @param want number of peers to ask for
 * @param key random number, constant for a session, by which a tracker recognizes the client when its address has changed
 * @param trackerId the tracker id of an earlier response, a char for each byte
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

    public AnnounceOptions {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (Math.min(Math.min(uploaded, downloaded), Math.min(left, want)) < 0) {
            throw new IllegalArgumentException("uploaded, downloaded, left, want: " + uploaded + ", " + downloaded
                    + ", " + left + ", " + want + " (expected: >= 0)");
        }
    }

    /** Starts from a regular announce of a seeder that asks for no peers. */
    public static Builder builder(InfoHash infoHash, PeerId peerId, int port) {
        return new Builder(infoHash, peerId, port);
    }

    /** Builds an announce. */
    public static final class Builder {
        private final InfoHash infoHash;
        private final PeerId peerId;
        private final int port;
        private long uploaded;
        private long downloaded;
        private long left;
        private AnnounceEvent event = AnnounceEvent.NONE;
        private int want;
        private int key;
        private Optional<String> trackerId = Optional.empty();

        private Builder(InfoHash infoHash, PeerId peerId, int port) {
            this.infoHash = infoHash;
            this.peerId = peerId;
            this.port = port;
        }

        public Builder uploaded(long bytes) {
            this.uploaded = bytes;
            return this;
        }

        public Builder downloaded(long bytes) {
            this.downloaded = bytes;
            return this;
        }

        public Builder left(long bytes) {
            this.left = bytes;
            return this;
        }

        public Builder event(AnnounceEvent news) {
            this.event = news;
            return this;
        }

        public Builder want(int peers) {
            this.want = peers;
            return this;
        }

        public Builder key(int ofSession) {
            this.key = ofSession;
            return this;
        }

        public Builder trackerId(Optional<String> fromEarlierAnswer) {
            this.trackerId = fromEarlierAnswer;
            return this;
        }

        /**
         * Builds the announce.
         *
         * @throws IllegalArgumentException when a value is out of its range
         */
        public AnnounceOptions build() {
            return new AnnounceOptions(infoHash, peerId, port, uploaded, downloaded, left, event, want, key, trackerId);
        }
    }
}

package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import java.util.List;

/**
 * A swarm as a snapshot tells of it; ages are minutes before now.
 *
 * @param age since its first peer came
 * @param completed downloads that ended
 */
record SwarmRecord(InfoHash infoHash, int age, int completed, List<SavedPeer> peers) {
    /**
     * A peer of it.
     *
     * @param entry 6 or 18 bytes, compact
     * @param counted whether it was counted as completed
     * @param age since its last announce
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, and gone as soon as it is in the store.
    record SavedPeer(byte[] entry, boolean seeder, boolean counted, int age) {}
}

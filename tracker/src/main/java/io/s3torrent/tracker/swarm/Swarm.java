package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import java.time.Duration;

/**
 * One swarm in the store: 56 bytes of heap, and an array of peers for each address family that has peers. The monitor of its shard guards
 * it.
 */
final class Swarm {
    /** Bytes of the object, the array headers and its share of the table. */
    private static final int OVERHEAD = 76;

    private final long head;
    private final long middle;
    private final int tail;
    private final int slot;
    private final int born;

    private byte[] v4 = PeerList.NOBODY;
    private byte[] v6 = PeerList.NOBODY;

    /** Number of completed downloads. */
    int completed;

    /** Minute of the last announce. */
    int touched;

    /**
     * Creates an empty swarm.
     *
     * @param slot keyed hash of its info-hash
     * @param minute current time of the store
     */
    Swarm(InfoHash infoHash, int slot, int minute) {
        this.head = infoHash.head();
        this.middle = infoHash.middle();
        this.tail = infoHash.tail();
        this.slot = slot;
        this.born = minute;
        this.touched = minute;
    }

    boolean isOf(InfoHash infoHash) {
        return head == infoHash.head() && middle == infoHash.middle() && tail == infoHash.tail();
    }

    InfoHash infoHash() {
        return InfoHash.ofWords(head, middle, tail);
    }

    int slot() {
        return slot;
    }

    int born() {
        return born;
    }

    /** Time since the swarm's first announce. */
    Duration age(int minute) {
        return Duration.ofMinutes(minute - born);
    }

    /** The peers of one family, as an array for {@link PeerList}. */
    byte[] peers(boolean ipv6) {
        return ipv6 ? v6 : v4;
    }

    /** Switches a list to this swarm's peers of its family. After a change, call {@link #store}. */
    PeerList load(PeerList list) {
        return list.view(peers(list.isIpv6()));
    }

    /** Stores the peers of a list that was changed. */
    void store(PeerList list) {
        // Most announces keep the same array. Writing the reference anyway would mark a card, which the garbage
        // collector must then scan.
        if (list.data() == peers(list.isIpv6())) {
            return;
        }
        if (list.isIpv6()) {
            v6 = list.data();
        } else {
            v4 = list.data();
        }
    }

    /** Estimated bytes of heap. */
    int footprint() {
        return OVERHEAD + v4.length + v6.length;
    }

    SwarmCounts counts() {
        int seeders = PeerList.seeders(v4) + PeerList.seeders(v6);
        return new SwarmCounts(seeders, PeerList.size(v4) + PeerList.size(v6) - seeders, completed);
    }

    /** True when the swarm has neither peers nor completed downloads, so that it may be dropped. */
    boolean isForgettable() {
        return v4 == PeerList.NOBODY && v6 == PeerList.NOBODY && completed == 0;
    }
}

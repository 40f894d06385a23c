package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import java.time.Duration;

/**
 * One torrent's place in the store: 56 bytes of heap, and an array of peers for each address family that has some. Guarded by the
 * monitor of its shard.
 */
final class Swarm {
    /** Object, array headers, and its share of the table. */
    private static final int OVERHEAD = 76;

    private final long head;
    private final long middle;
    private final int tail;
    private final int slot;
    private final int born;

    private byte[] v4 = PeerList.NOBODY;
    private byte[] v6 = PeerList.NOBODY;

    /** Downloads that ended. */
    int completed;

    /** Minute of the last announce. */
    int touched;

    /**
     * An empty swarm.
     *
     * @param slot keyed hash of its info-hash
     * @param minute of the store's time
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

    /** Time since its first peer came. */
    Duration age(int minute) {
        return Duration.ofMinutes(minute - born);
    }

    /** The peers of one family, as {@link PeerList} reads them. */
    byte[] peers(boolean ipv6) {
        return ipv6 ? v6 : v4;
    }

    /** Turns a list to the peers that this swarm has of its family. After a change, {@link #store} takes them back. */
    PeerList load(PeerList list) {
        return list.view(peers(list.isIpv6()));
    }

    /** Takes back the peers of one family. */
    void store(PeerList list) {
        // Most announces change no array: a reference that is written makes the collector look at its whole
        // neighbourhood.
        if (list.data() == peers(list.isIpv6())) {
            return;
        }
        if (list.isIpv6()) {
            v6 = list.data();
        } else {
            v4 = list.data();
        }
    }

    /** Bytes of heap, as well as one can know. */
    int footprint() {
        return OVERHEAD + v4.length + v6.length;
    }

    SwarmCounts counts() {
        int seeders = PeerList.seeders(v4) + PeerList.seeders(v6);
        return new SwarmCounts(seeders, PeerList.size(v4) + PeerList.size(v6) - seeders, completed);
    }

    /** True when nothing is lost with the swarm: a count of completed downloads is kept. */
    boolean isForgettable() {
        return v4 == PeerList.NOBODY && v6 == PeerList.NOBODY && completed == 0;
    }
}

package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SipHash;
import java.util.Collection;
import java.util.random.RandomGenerator;

/** What a list says of info-hashes, and does not change, in 36 bytes each: open addressing, slots keyed as strangers may have chosen the hashes. */
final class InfoHashSet {
    private static final int WORDS = 3;

    /** Tells a slot that is taken, by a hash that ends with zeros too, from an empty one. */
    private static final long TAKEN = 1L << Integer.SIZE;

    private static final long PRIVATE = 2L << Integer.SIZE;

    private final SipHash sip;
    private final long[] slots;
    private int size;

    InfoHashSet(Collection<AllowListEntry> list, RandomGenerator secret) {
        this.sip = SipHash.random(secret);
        this.slots = new long[Math.multiplyExact(WORDS, list.size() + list.size() / 2 + 1)];
        list.forEach(this::add);
    }

    int size() {
        return size;
    }

    boolean contains(InfoHash infoHash) {
        return slots[find(infoHash) + 2] != 0;
    }

    /** True when it is there, and nowhere called private. */
    boolean hasPublic(InfoHash infoHash) {
        return (slots[find(infoHash) + 2] & (TAKEN | PRIVATE)) == TAKEN;
    }

    private void add(AllowListEntry listed) {
        InfoHash infoHash = listed.infoHash();
        int at = find(infoHash);
        if (slots[at + 2] == 0) {
            slots[at] = infoHash.head();
            slots[at + 1] = infoHash.middle();
            slots[at + 2] = third(infoHash);
            size++;
        }
        slots[at + 2] |= listed.isPrivate() ? PRIVATE : 0;
    }

    @Override
    public String toString() {
        return size + " allowed torrents";
    }

    /** Where the hash is, or the empty slot where it would be. */
    private int find(InfoHash infoHash) {
        long third = third(infoHash);
        int at = start(infoHash);
        while (slots[at + 2] != 0
                && ((slots[at + 2] & ~PRIVATE) != third
                        || slots[at] != infoHash.head()
                        || slots[at + 1] != infoHash.middle())) {
            at = at + WORDS == slots.length ? 0 : at + WORDS;
        }
        return at;
    }

    private int start(InfoHash infoHash) {
        long hash = sip.hash(infoHash.head(), infoHash.middle(), infoHash.tail()) & 0xffff_ffffL;
        return (int) ((hash * (slots.length / WORDS)) >>> Integer.SIZE) * WORDS;
    }

    private static long third(InfoHash infoHash) {
        return TAKEN | (infoHash.tail() & 0xffff_ffffL);
    }
}

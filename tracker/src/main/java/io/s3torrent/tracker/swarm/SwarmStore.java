package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Stores the peers of all swarms. Address and port identify a peer, so no client can overwrite another's entry with a false peer id.
 *
 * <p>Implementations never block and are safe for use by many threads.
 */
public interface SwarmStore {

    /**
     * Applies an announce, then chooses peers for the response: never the announcing peer itself, only leechers for a seeder, and peers of
     * its own address family first.
     *
     * @param swarm created if it is unknown, unless the peer leaves
     * @param peer the announcing peer
     * @param want maximum number of peers to choose
     */
    SwarmView announce(InfoHash swarm, PeerEndpoint peer, PeerChange change, int want);

    /**
     * Chooses peers as {@link #announce} does, for a client that accepts no connections and so is not stored.
     *
     * @param ipv6 address family of the client; peers of this family come first
     * @param change the change that the announce would make
     * @param want maximum number of peers to choose
     */
    SwarmView look(InfoHash swarm, boolean ipv6, PeerChange change, int want);

    /** The number of peers of a swarm; {@link SwarmCounts#NONE} when it is unknown. */
    SwarmCounts counts(InfoHash swarm);

    /** The totals of all swarms. Goes through all of them, so do not call it for each announce. */
    SwarmTotals totals();

    /** What {@link #totals} counts twice when two swarms belong to one torrent: the torrent, and its peers that are in both swarms. */
    SwarmTotals inCommon(InfoHash one, InfoHash other);

    /** The swarms in one of {@link #EXPIRY_SLICES} slices. */
    List<InfoHash> swarms(int slice);

    /** Drops a swarm and its peers. */
    void forget(InfoHash swarm);

    /** Drops the expired peers in one slice of the store; {@link #EXPIRY_SLICES} calls go through all slices. */
    void expire();

    /**
     * Encodes a slice of the store as bytes, which any store can {@link #load}.
     *
     * @param slice 0 to {@link #EXPIRY_SLICES} - 1
     */
    byte[] save(int slice);

    /**
     * Merges a saved slice into the store. Of each peer the later announce counts. Expired peers are not added, and no current peer is
     * dropped to make room.
     *
     * @param ago time since the slice was saved
     * @param wanted the torrents to load
     * @throws IllegalArgumentException when the bytes are malformed; swarms before the error stay loaded
     */
    void load(byte[] saved, Duration ago, Predicate<InfoHash> wanted);

    /** Number of slices of {@link #expire} and {@link #save}. */
    int EXPIRY_SLICES = 256;
}

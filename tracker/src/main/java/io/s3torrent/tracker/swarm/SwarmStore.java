package io.s3torrent.tracker.swarm;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The peers of every swarm. A peer is its address and port: nobody can overwrite another's entry, whatever peer id it claims.
 *
 * <p>Implementations never block and are safe for use by many threads.
 */
public interface SwarmStore {

    /**
     * Applies one announce, then chooses peers for its answer: never the announcer, only leechers when the announcer is a
     * seeder, its own address family first.
     *
     * @param swarm made if it is not known yet, unless the peer leaves
     * @param peer the announcer
     * @param want how many peers to choose at most
     */
    SwarmView announce(InfoHash swarm, PeerEndpoint peer, PeerChange change, int want);

    /**
     * Chooses peers for a client that is not stored, as nobody can connect to it: as {@link #announce} does for one that is.
     *
     * @param ipv6 the family of the client's address, of which peers are chosen first
     * @param change what the announce would make of the client
     * @param want how many peers to choose at most
     */
    SwarmView look(InfoHash swarm, boolean ipv6, PeerChange change, int want);

    /** How many peers a swarm has; {@link SwarmCounts#NONE} when it is not known. */
    SwarmCounts counts(InfoHash swarm);

    /** What all swarms hold together; looks at each, so not for the way of an announce. */
    SwarmTotals totals();

    /** What {@link #totals} counts twice when two swarms are those of one torrent: its peers that are in both, and the torrent. */
    SwarmTotals inCommon(InfoHash one, InfoHash other);

    /** The swarms in one of {@link #EXPIRY_SLICES} slices. */
    List<InfoHash> swarms(int slice);

    /** Drops a swarm and its peers. */
    void forget(InfoHash swarm);

    /** Drops the peers that were silent for too long in one slice of the store; {@link #EXPIRY_SLICES} calls reach all. */
    void expire();

    /**
     * A slice of the store as bytes, for {@link #load} of any store.
     *
     * @param slice 0 to {@link #EXPIRY_SLICES} - 1
     */
    byte[] save(int slice);

    /**
     * Adds what was saved. Of each peer the later announce counts; one that was silent for too long by now stays out, and nobody goes to
     * make room for what is old.
     *
     * @param ago time since it was saved
     * @param wanted of which torrents
     * @throws IllegalArgumentException when those are not the bytes of {@link #save}; what came before the error is kept
     */
    void load(byte[] saved, Duration ago, Predicate<InfoHash> wanted);

    /** Number of slices of {@link #expire} and {@link #save}. */
    int EXPIRY_SLICES = 256;
}

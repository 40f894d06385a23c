package io.s3torrent.seeder.dispatch;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A leecher that behaves like libtorrent: rarest first, whole pieces from one source if possible, a fixed number of upload slots. */
final class SimulatedPeer {
    /** The most open requests to one source. */
    static final int QUEUE = 64;

    final int id;
    final double upload;
    final BitSet has = new BitSet();
    final List<Link> sources = new ArrayList<>();
    final List<Link> takers = new ArrayList<>();
    private final RandomGenerator random;
    private final int[] availability;
    private final int[] asked;
    private final int[] got;
    private final int blocks;
    int unchoked;
    double tokens;
    double downloadTokens;
    private int turn;
    boolean trades;
    boolean gone;
    double finished = -1;

    SimulatedPeer(int id, double upload, int pieces, int blocks, RandomGenerator random) {
        this.id = id;
        this.upload = upload;
        this.random = random;
        this.availability = new int[pieces];
        this.asked = new int[pieces];
        this.got = new int[pieces];
        this.blocks = blocks;
    }

    /** One direction between two peers, or from the seeder. */
    static final class Link {
        final @Nullable SimulatedPeer from;
        final SimulatedPeer to;
        final BitSet offered;
        boolean unchoked;
        long period;
        private int current = -1;
        /** True if it had nothing to request, and nothing has changed since. */
        private boolean barren;

        private final int[] queue = new int[QUEUE];
        private int head;
        private int size;

        Link(@Nullable SimulatedPeer from, SimulatedPeer to, BitSet offered) {
            this.from = from;
            this.to = to;
            this.offered = offered;
        }

        boolean wants() {
            return unchoked && size > 0;
        }

        private void add(int piece) {
            queue[(head + size++) % QUEUE] = piece;
        }

        void unchoke(boolean wanted) {
            if (from != null && unchoked != wanted) {
                from.unchoked += wanted ? 1 : -1;
            }
            unchoked = wanted;
        }

        /** Sends the next block. Returns its piece. */
        int send() {
            int piece = queue[head];
            head = (head + 1) % QUEUE;
            size--;
            barren = false;
            return piece;
        }

        /** Cancels the last requested block of a piece, so that another source can send it. Returns false if there is none. */
        private boolean give(int piece) {
            for (int i = size - 1; i >= 1; i--) {
                if (queue[(head + i) % QUEUE] == piece) {
                    queue[(head + i) % QUEUE] = queue[(head + size - 1) % QUEUE];
                    size--;
                    return true;
                }
            }
            return false;
        }

        void choke() {
            while (size > 0) {
                to.asked[send()]--;
            }
            to.sources.forEach(source -> source.barren = false);
            current = -1;
            unchoke(false);
        }
    }

    static void hear(Link link, int piece) {
        link.offered.set(piece);
        link.barren = false;
        link.to.availability[piece]++;
    }

    void unhear(int piece) {
        availability[piece]--;
    }

    /** Sends as many requests as allowed to all sources that unchoked it. */
    void request() {
        for (Link source : sources) {
            while (source.unchoked && !source.barren && source.size < QUEUE) {
                int piece = pick(source);
                if (piece < 0 && source.size == 0) {
                    piece = endGame(source);
                }
                if (piece < 0) {
                    source.barren = source.size > 0; // otherwise an end game may begin at any time
                    break;
                }
                source.current = piece;
                asked[piece]++;
                source.add(piece);
            }
        }
    }

    private int pick(Link source) {
        if (source.current >= 0 && asked[source.current] < blocks) {
            return source.current;
        }
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        int start = random.nextInt(availability.length);
        for (int i = 0; i < availability.length; i++) {
            int piece = start + i < availability.length ? start + i : start + i - availability.length;
            if (asked[piece] < blocks && source.offered.get(piece)) {
                int rank = asked[piece] > 0 ? 1 << 20 : availability[piece];
                if (rank < bestRank) {
                    best = piece;
                    bestRank = rank;
                }
            }
        }
        return best;
    }

    /** Moves a request that waits at another source to this one. */
    private int endGame(Link source) {
        for (int piece = source.offered.nextSetBit(0); piece >= 0; piece = source.offered.nextSetBit(piece + 1)) {
            if (got[piece] < blocks) {
                for (Link other : sources) {
                    if (other != source && other.give(piece)) {
                        asked[piece]--;
                        return piece;
                    }
                }
            }
        }
        return -1;
    }

    /** Receives a block. Returns true if it completes its piece. */
    boolean take(int piece) {
        if (++got[piece] < blocks) {
            return false;
        }
        has.set(piece);
        return true;
    }

    /** Gives it a piece from the start. */
    void start(int piece) {
        asked[piece] = blocks;
        got[piece] = blocks;
        has.set(piece);
    }

    /** The next peer in turn that waits for a block from it. */
    @Nullable Link nextTaker(double block) {
        for (int i = 0; i < takers.size(); i++) {
            turn = (turn + 1) % takers.size();
            Link taker = takers.get(turn);
            if (taker.wants() && taker.to.downloadTokens >= block) {
                return taker;
            }
        }
        return null;
    }
}

package io.s3torrent.seeder.dispatch;

import io.s3torrent.seeder.dispatch.SimulatedPeer.Link;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Simulates a swarm in virtual time: one seeder with our dispatch, and leechers that trade. The same seed gives the same run. */
final class SimulatedSwarm {
    static final double MB = 1e6;
    private static final double BLOCK = 16 << 10;
    private static final double UNLIMITED = 500 * MB;
    private static final double RECHOKE_SECONDS = 10;

    /**
     * The parameters of a simulation.
     *
     * @param seedCap bytes per second, or 0 for no limit
     * @param slots how many peers a leecher unchokes
     * @param neighbours how many other leechers a leecher connects to
     * @param step seconds between two steps, and the delay of a message
     */
    record Setup(
            int copies,
            int pieces,
            int pieceLength,
            double seedCap,
            int slots,
            int neighbours,
            double step,
            long seed) {
        static Setup of(int copies, double seedCap) {
            return new Setup(copies, 192, 256 << 10, seedCap, 8, Integer.MAX_VALUE, 0.01, 1);
        }

        Setup withSeed(long other) {
            return new Setup(copies, pieces, pieceLength, seedCap, slots, neighbours, step, other);
        }

        double size() {
            return (double) pieces * pieceLength;
        }
    }

    /** The result: bytes sent by the seeder over the size, and the second when the last leecher that stayed was done. */
    record Outcome(double copies, double last, int finished, int stayed) {}

    private final Setup setup;
    private final Random random;
    private final CopyDispatch<SimulatedPeer> dispatch;
    private final List<SimulatedPeer> peers = new ArrayList<>();
    private final List<Leecher<SimulatedPeer>> leechers = new ArrayList<>();
    private final List<Link> seedLinks = new ArrayList<>();
    private final List<int[]> news = new ArrayList<>();
    private double seedTokens;
    private boolean spare = true;
    private int seedTurn;
    private double sent;
    private double time;
    private double nextRechoke = RECHOKE_SECONDS;

    SimulatedSwarm(Setup setup) {
        this.setup = setup;
        this.random = new Random(setup.seed());
        this.dispatch = new CopyDispatch<>(
                new CopyPolicy(setup.copies()),
                setup.pieces(),
                setup.pieceLength(),
                setup.seedCap() > 0,
                piece -> false,
                random);
    }

    CopyDispatch<SimulatedPeer> dispatch() {
        return dispatch;
    }

    List<SimulatedPeer> peers() {
        return peers;
    }

    double time() {
        return time;
    }

    /** Adds a leecher that connects to others, or only to the seeder. */
    SimulatedPeer join(double upload, boolean trades) {
        SimulatedPeer peer =
                new SimulatedPeer(peers.size(), upload, setup.pieces(), (int) (setup.pieceLength() / BLOCK), random);
        peer.trades = trades;
        if (trades) {
            List<SimulatedPeer> others = new ArrayList<>(peers.stream()
                    .filter(other -> other.trades && !other.gone && other.takers.size() / 2 < setup.neighbours())
                    .toList());
            Collections.shuffle(others, random);
            others.stream().limit(setup.neighbours()).forEach(other -> connect(peer, other));
        }
        peers.add(peer);
        leechers.add(dispatch.join(peer, nanos()));
        Link fromSeed = new Link(null, peer, new BitSet());
        fromSeed.unchoked = true;
        peer.sources.add(fromSeed);
        seedLinks.add(fromSeed);
        return peer;
    }

    private void connect(SimulatedPeer one, SimulatedPeer other) {
        link(one, other);
        link(other, one);
    }

    private void link(SimulatedPeer from, SimulatedPeer to) {
        Link link = new Link(from, to, new BitSet());
        from.takers.add(random.nextInt(from.takers.size() + 1), link);
        to.sources.add(link);
        from.has.stream().forEach(piece -> hear(link, piece));
    }

    private void hear(Link link, int piece) {
        if (link.from != null && !link.unchoked && link.from.unchoked < setup.slots() && !link.to.has.get(piece)) {
            link.unchoke(true);
        }
        SimulatedPeer.hear(link, piece);
    }

    void leave(SimulatedPeer peer) {
        peer.gone = true;
        dispatch.leave(leechers.get(peer.id), nanos());
        seedLinks.get(peer.id).choke();
        for (Link source : peer.sources) {
            source.choke();
            if (source.from != null) {
                source.from.takers.remove(source);
            }
        }
        for (Link taker : peer.takers) {
            taker.choke();
            taker.offered.stream().forEach(taker.to::unhear);
            taker.to.sources.remove(taker);
        }
    }

    /** Runs until all leechers are done, or {@code limit} seconds have passed. */
    Outcome run(double limit) {
        return run(limit, () -> {});
    }

    /** Runs until all leechers that stay are done, or {@code limit} seconds have passed. */
    Outcome run(double limit, Runnable everyStep) {
        while (time < limit && peers.stream().anyMatch(peer -> !peer.gone && peer.finished < 0)) {
            everyStep.run();
            step();
        }
        List<SimulatedPeer> stayed = peers.stream().filter(peer -> !peer.gone).toList();
        int finished = (int) stayed.stream().filter(peer -> peer.finished >= 0).count();
        double last = stayed.stream().mapToDouble(peer -> peer.finished).max().orElse(0);
        return new Outcome(sent / setup.size(), last, finished, stayed.size());
    }

    private void step() {
        time += setup.step();
        tell();
        for (Offer<SimulatedPeer> offer : dispatch.offers(nanos(), spare)) {
            hear(seedLinks.get(offer.peer().id), offer.piece());
        }
        if (time >= nextRechoke) {
            nextRechoke += RECHOKE_SECONDS;
            peers.forEach(this::rechoke);
        }
        for (SimulatedPeer peer : peers) {
            if (!peer.gone && peer.finished < 0) {
                peer.downloadTokens = Math.min(UNLIMITED / 10, peer.downloadTokens + UNLIMITED / 4 * setup.step());
                peer.request();
            }
        }
        seedUploads();
        peers.forEach(this::uploads);
    }

    /** Delivers the HAVE messages of the last step. */
    private void tell() {
        for (int[] piece : news) {
            SimulatedPeer peer = peers.get(piece[0]);
            peer.takers.forEach(link -> hear(link, piece[1]));
            if (!peer.gone) {
                dispatch.has(leechers.get(peer.id), piece[1], nanos());
            }
        }
        news.clear();
    }

    private void seedUploads() {
        double cap = setup.seedCap() == 0 ? UNLIMITED : setup.seedCap();
        seedTokens = Math.min(seedTokens + cap * setup.step(), Math.max(4 * BLOCK, cap * setup.step()));
        int idle = 0;
        while (seedTokens >= BLOCK && idle < seedLinks.size()) {
            seedTurn = (seedTurn + 1) % seedLinks.size();
            Link link = seedLinks.get(seedTurn);
            boolean wants = link.wants() && link.to.downloadTokens >= BLOCK;
            idle = wants ? 0 : idle + 1;
            if (wants) {
                seedTokens -= BLOCK;
                sent += BLOCK;
                int piece = move(link);
                dispatch.sent(leechers.get(link.to.id), piece, (int) BLOCK, setup.pieceLength(), nanos());
            }
        }
        spare = setup.seedCap() == 0 || seedTokens >= BLOCK;
    }

    private void uploads(SimulatedPeer peer) {
        peer.tokens =
                Math.min(peer.tokens + peer.upload * setup.step(), Math.max(4 * BLOCK, peer.upload * setup.step()));
        while (!peer.gone && peer.tokens >= BLOCK) {
            Link taker = peer.nextTaker(BLOCK);
            if (taker == null) {
                return;
            }
            peer.tokens -= BLOCK;
            move(taker);
        }
    }

    /** Moves one block. Returns its piece. */
    private int move(Link link) {
        SimulatedPeer to = link.to;
        to.downloadTokens -= BLOCK;
        link.period += (long) BLOCK;
        int piece = link.send();
        if (to.take(piece)) {
            news.add(new int[] {to.id, piece});
            if (to.has.cardinality() == setup.pieces()) {
                to.finished = time;
            }
        }
        return piece;
    }

    /** Tit for tat: unchokes the peers that gave most, and a random one. */
    private void rechoke(SimulatedPeer peer) {
        if (peer.gone || peer.takers.size() <= setup.slots()) {
            return;
        }
        List<Link> ranked = new ArrayList<>(
                peer.takers.stream().filter(link -> link.to.finished < 0).toList());
        Collections.shuffle(ranked, random);
        ToDoubleFunction<Link> gave = link -> given(peer, link.to);
        ranked.subList(0, Math.max(0, ranked.size() - 1))
                .sort(Comparator.comparingDouble(gave).reversed());
        Link lucky = ranked.isEmpty() ? null : ranked.get(ranked.size() - 1);
        for (int i = 0; i < ranked.size(); i++) {
            Link link = ranked.get(i);
            boolean in = i < setup.slots() - 1 || link == lucky;
            if (in) {
                link.unchoke(true);
            } else if (link.unchoked) {
                link.choke();
            }
        }
        peer.sources.forEach(link -> link.period = 0);
    }

    private static double given(SimulatedPeer peer, SimulatedPeer other) {
        return peer.sources.stream()
                .filter(link -> link.from == other)
                .mapToLong(link -> link.period)
                .sum();
    }

    private long nanos() {
        return 1 + (long) (time * 1e9);
    }
}

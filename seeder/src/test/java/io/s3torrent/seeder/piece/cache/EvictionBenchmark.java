package io.s3torrent.seeder.piece.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.buffer.ByteBuf;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Compares {@link PieceCache} with Caffeine (ADR 25).
 *
 * <p>{@link #main} replays the same traces over both and prints how often the store is read. The traces have fixed seeds. The JMH benchmarks
 * measure a hit.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvictionBenchmark {
    /** Bytes of a unit. Small, so that a replay takes seconds: the order does not depend on it. */
    private static final int UNIT = 4 << 10;

    private static final int UNITS_IN_MEMORY = 1000;
    private static final int ROUNDS = 5;

    /** Steps of a replay from a GET to its last byte, and from a read to the last byte that the socket took. */
    private static final int LOAD_STEPS = 20;

    private static final int SEND_STEPS = 60;

    @Param({"ours", "caffeine"})
    String cache = "ours";

    private Tier tier = new Ours();
    private final List<FetchUnit.Key> warm = IntStream.range(0, 512)
            .mapToObj(unit -> new FetchUnit.Key("warm", unit))
            .toList();

    /** A memory tier. Each call of {@link #get} receives a retained unit. */
    private interface Tier {
        CompletableFuture<FetchUnit> get(FetchUnit.Key key, Function<FetchUnit.Key, CompletableFuture<FetchUnit>> load);

        /** Puts a unit that the hashing pass has read. */
        void put(FetchUnit.Key key);

        PieceMemory memory();

        void close();
    }

    private static final class Ours implements Tier {
        private final PieceCache cache = new PieceCache(new PieceMemory((long) UNITS_IN_MEMORY * UNIT));

        @Override
        public CompletableFuture<FetchUnit> get(
                FetchUnit.Key key, Function<FetchUnit.Key, CompletableFuture<FetchUnit>> load) {
            return cache.get(key, load);
        }

        @Override
        public void put(FetchUnit.Key key) {
            cache.spareBuffer(UNIT).ifPresent(buffer -> cache.put(key, FetchUnit.inMemory(buffer, new BitSet())));
        }

        @Override
        public PieceMemory memory() {
            return cache.memory();
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    /** Caffeine with the same bound. Its weights cannot bound units that are being loaded or sent, so the memory has no bound here. */
    private static final class OfCaffeine implements Tier {
        private final PieceMemory memory = new PieceMemory(Long.MAX_VALUE);
        private final AsyncCache<FetchUnit.Key, FetchUnit> cache = Caffeine.newBuilder()
                .maximumWeight((long) UNITS_IN_MEMORY * UNIT)
                .weigher((FetchUnit.Key key, FetchUnit unit) -> unit.buffer().capacity())
                .removalListener((key, unit, cause) -> release(unit))
                .executor(Runnable::run)
                .buildAsync();

        private static void release(@Nullable FetchUnit unit) {
            if (unit != null) {
                unit.buffer().release();
            }
        }

        @Override
        public CompletableFuture<FetchUnit> get(
                FetchUnit.Key key, Function<FetchUnit.Key, CompletableFuture<FetchUnit>> load) {
            CompletableFuture<FetchUnit> own = new CompletableFuture<>();
            CompletableFuture<FetchUnit> cached = cache.get(key, (missing, executor) -> {
                // The caller's reference is taken first: Caffeine may evict a unit in the call that adds it.
                return load.apply(missing).thenApply(unit -> {
                    unit.buffer().retain();
                    own.complete(unit);
                    return unit;
                });
            });
            if (own.isDone()) {
                return own;
            }
            if (cached.isDone()) {
                return cached.join().tryRetain() ? cached : get(key, load);
            }
            return cached.thenCompose(unit -> {
                if (own.isDone()) {
                    return own;
                }
                return unit.tryRetain() ? CompletableFuture.completedFuture(unit) : get(key, load);
            });
        }

        @Override
        public void put(FetchUnit.Key key) {
            memory.tryReserve(UNIT)
                    .ifPresent(buffer -> cache.put(
                            key, CompletableFuture.completedFuture(FetchUnit.inMemory(buffer, new BitSet()))));
        }

        @Override
        public PieceMemory memory() {
            return memory;
        }

        @Override
        public void close() {
            cache.synchronous().invalidateAll();
            cache.synchronous().cleanUp();
        }
    }

    private static Tier open(String name) {
        return name.equals("ours") ? new Ours() : new OfCaffeine();
    }

    @Setup
    public void fill() {
        tier.close();
        tier = open(cache);
        warm.forEach(this::hit);
    }

    @Benchmark
    @Threads(1)
    public int oneThread() {
        return hit(warm.get(ThreadLocalRandom.current().nextInt(warm.size())));
    }

    @Benchmark
    @Threads(4)
    public int fourThreads() {
        return hit(warm.get(ThreadLocalRandom.current().nextInt(warm.size())));
    }

    private int hit(FetchUnit.Key key) {
        ByteBuf unit = tier.get(key, missing -> tier.memory().reserve(UNIT).thenApply(EvictionBenchmark::unit))
                .join()
                .buffer();
        int length = unit.capacity();
        unit.release();
        return length;
    }

    @TearDown
    public void close() {
        tier.close();
    }

    private static FetchUnit unit(ByteBuf buffer) {
        return FetchUnit.inMemory(buffer, new BitSet());
    }

    /** Replays each trace over both caches, several times, as Caffeine's order is partly random. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.println("trace         cache       reads without a GET   peak memory");
        for (Trace trace : Trace.values()) {
            for (String name : List.of("ours", "caffeine")) {
                List<Replay> rounds = Stream.generate(() -> new Replay(open(name), trace))
                        .limit(ROUNDS)
                        .peek(Replay::run)
                        .toList();
                out.printf(
                        Locale.ROOT,
                        "%-12s  %-9s  %18.1f%%  %11.0f%%%n",
                        trace,
                        name,
                        rounds.stream()
                                .mapToDouble(Replay::hitPercent)
                                .average()
                                .orElseThrow(),
                        rounds.stream().mapToDouble(Replay::peakPercent).max().orElseThrow());
            }
        }
    }

    private enum Trace {
        /** Four swarms, rarest first; peers trade most units among themselves; those that have all are replaced. */
        SWARMS(400_000),
        /** The same, and each unit is read ahead, up to a quarter of the memory. */
        READ_AHEAD(400_000),
        /** The first reads of the same swarms after their torrents were made: the hashing pass has put units here. */
        JUST_MADE(24_000),
        /** Web seed and players: in order, from the start or from the middle, a few torrents more than others. */
        IN_ORDER(400_000),
        /** One object a fifth longer than the memory, read from start to end again and again. */
        LOOP(400_000);

        final int reads;

        Trace(int reads) {
            this.reads = reads;
        }
    }

    /** One run of a trace. Time is a number of steps; one read begins with each. */
    private static final class Replay {
        private static final int TORRENTS = 4;
        private static final int UNITS = 1500;
        private static final int PEERS = 30;
        private static final int TRANSFERS = 48;
        private static final int REQUESTS_OF_UNIT = 4;

        private final Tier tier;
        private final Trace trace;
        private final Random random = new Random(1);
        private final Deque<Event> loads = new ArrayDeque<>();
        private final Deque<Event> sends = new ArrayDeque<>();
        private final Deque<Event> held = new ArrayDeque<>();
        private final List<Transfer> transfers = new ArrayList<>();
        private final List<Torrent> torrents = new ArrayList<>();
        private int step;
        private long gets;
        private long peak;

        private record Event(int step, Runnable action) {}

        private static final class Transfer {
            final FetchUnit.Key key;
            int left = REQUESTS_OF_UNIT;

            Transfer(FetchUnit.Key key) {
                this.key = key;
            }
        }

        /** A swarm, or in {@link Trace#IN_ORDER} the readers of one object. */
        private static final class Torrent {
            final int[] owners = new int[UNITS];
            final BitSet[] peers = new BitSet[PEERS];
            final int[] position = new int[PEERS];
        }

        Replay(Tier tier, Trace trace) {
            this.tier = tier;
            this.trace = trace;
            for (int i = 0; i < TORRENTS; i++) {
                Torrent torrent = new Torrent();
                for (int peer = 0; peer < PEERS; peer++) {
                    torrent.peers[peer] = new BitSet();
                }
                torrents.add(torrent);
            }
        }

        void run() {
            if (trace == Trace.JUST_MADE) {
                for (int i = 0; i < TORRENTS * UNITS; i++) {
                    tier.put(new FetchUnit.Key(i / UNITS, i % UNITS));
                }
            }
            for (step = 0; step < trace.reads; step++) {
                FetchUnit.Key key = next();
                due(loads);
                due(sends);
                due(held);
                read(key, sends, SEND_STEPS);
                peak = Math.max(peak, tier.memory().used());
            }
            while (!loads.isEmpty() || !sends.isEmpty() || !held.isEmpty()) {
                step++;
                due(loads);
                due(sends);
                due(held);
            }
            tier.close();
            if (tier.memory().used() != 0) {
                throw new IllegalStateException("leaked " + tier.memory().used() + " bytes");
            }
        }

        double hitPercent() {
            return 100 - 100.0 * gets / trace.reads;
        }

        double peakPercent() {
            return 100.0 * peak / UNIT / UNITS_IN_MEMORY;
        }

        private void due(Deque<Event> events) {
            while (!events.isEmpty() && events.peek().step <= step) {
                events.remove().action.run();
            }
        }

        private void read(FetchUnit.Key key, Deque<Event> holders, int steps) {
            CompletableFuture<Void> unused = tier.get(key, this::load)
                    .thenAccept(unit -> holders.add(
                            new Event(step + steps, () -> unit.buffer().release())));
        }

        private CompletableFuture<FetchUnit> load(FetchUnit.Key key) {
            gets++;
            return tier.memory().reserve(UNIT).thenCompose(buffer -> {
                CompletableFuture<FetchUnit> arrival = new CompletableFuture<>();
                loads.add(new Event(step + LOAD_STEPS, () -> arrival.complete(unit(buffer))));
                return arrival;
            });
        }

        private FetchUnit.Key next() {
            if (trace == Trace.LOOP) {
                return new FetchUnit.Key(0, step % (UNITS_IN_MEMORY * 6 / 5));
            }
            while (transfers.size() < TRANSFERS) {
                FetchUnit.Key key = trace == Trace.IN_ORDER ? inOrder() : rarestFirst();
                transfers.add(new Transfer(key));
                if (trace == Trace.READ_AHEAD && held.size() < UNITS_IN_MEMORY / 4) {
                    // The transfer begins when its turn comes; its unit is held until then, and a while longer.
                    read(key, held, 2 * TRANSFERS * REQUESTS_OF_UNIT);
                }
            }
            Transfer one = transfers.get(random.nextInt(transfers.size()));
            if (--one.left == 0) {
                transfers.remove(one);
            }
            return one.key;
        }

        /** Torrent 0 has eight times the readers of torrent 3. */
        private int torrent() {
            int one = random.nextInt(15);
            return one < 8 ? 0 : one < 12 ? 1 : one < 14 ? 2 : 3;
        }

        private FetchUnit.Key inOrder() {
            int index = torrent();
            Torrent torrent = torrents.get(index);
            int peer = random.nextInt(PEERS);
            if (torrent.position[peer] == UNITS || random.nextInt(500) == 0) {
                torrent.position[peer] = random.nextInt(3) == 0 ? random.nextInt(UNITS) : 0;
            }
            return new FetchUnit.Key(index, torrent.position[peer]++);
        }

        private FetchUnit.Key rarestFirst() {
            while (true) {
                int index = torrent();
                Torrent torrent = torrents.get(index);
                int peer = random.nextInt(PEERS);
                int rarest = rarest(torrent, torrent.peers[peer]);
                boolean ofPeer = torrent.owners[rarest] > 0 && random.nextInt(5) > 0;
                torrent.peers[peer].set(rarest);
                torrent.owners[rarest]++;
                if (torrent.peers[peer].cardinality() == UNITS) {
                    torrent.peers[peer].clear();
                    for (int unit = 0; unit < UNITS; unit++) {
                        torrent.owners[unit]--;
                    }
                }
                if (!ofPeer) {
                    return new FetchUnit.Key(index, rarest);
                }
            }
        }

        private int rarest(Torrent torrent, BitSet has) {
            int from = random.nextInt(UNITS);
            int rarest = -1;
            for (int i = 0; i < UNITS; i++) {
                int unit = (from + i) % UNITS;
                if (!has.get(unit) && (rarest < 0 || torrent.owners[unit] < torrent.owners[rarest])) {
                    rarest = unit;
                }
            }
            return rarest;
        }
    }
}

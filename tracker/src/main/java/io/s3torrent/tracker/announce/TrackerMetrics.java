package io.s3torrent.tracker.announce;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts the requests to a tracker since its start. Safe for use by many threads, and cheap enough for every announce. */
public final class TrackerMetrics {
    private final Map<TrackerCounter, LongAdder> counts = new EnumMap<>(Arrays.stream(TrackerCounter.values())
            .collect(Collectors.toMap(Function.identity(), what -> new LongAdder())));

    /** Increments a counter. */
    public void count(TrackerCounter what) {
        adder(what).increment();
    }

    /** The current value of a counter. */
    public long of(TrackerCounter what) {
        return adder(what).sum();
    }

    /** Sets all counters to 0. */
    public void reset() {
        counts.values().forEach(LongAdder::reset);
    }

    private LongAdder adder(TrackerCounter what) {
        return requireNonNull(counts.get(what));
    }
}

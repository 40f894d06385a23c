package io.s3torrent.tracker.announce;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts what is asked of a tracker, since its start. Safe for use by many threads, and cheap on the way of an announce. */
public final class TrackerMetrics {
    private final Map<TrackerCounter, LongAdder> counts = new EnumMap<>(Arrays.stream(TrackerCounter.values())
            .collect(Collectors.toMap(Function.identity(), what -> new LongAdder())));

    /** Counts one. */
    public void count(TrackerCounter what) {
        adder(what).increment();
    }

    /** How many there were until now. */
    public long of(TrackerCounter what) {
        return adder(what).sum();
    }

    /** Starts anew. */
    public void reset() {
        counts.values().forEach(LongAdder::reset);
    }

    private LongAdder adder(TrackerCounter what) {
        return requireNonNull(counts.get(what));
    }
}

package io.s3torrent.tracker.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Trackers that did not answer a moment ago. Of thousands of announces to one that is down, each would hold its place for the whole time
 * limit, and keep those to other trackers waiting for hours; so one asks again now and then, and the others fail at once. Guarded by
 * its own monitor.
 */
final class SilentTrackers {
    private static final int MAX = 1000;

    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Long> askedAgainAt = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX;
        }
    };

    /**
     * None yet.
     *
     * @param pause between two announces to one that does not answer
     * @param nanoTime as {@link System#nanoTime}
     */
    SilentTrackers(Duration pause, LongSupplier nanoTime) {
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Why this tracker is not to be asked now; empty for the one who asks a silent one again.
     *
     * @param family the address family to ask over; both when the tracker has only one
     */
    synchronized Optional<AnnounceFailedException> refusal(URI tracker, AddressFamilies family) {
        String key = key(tracker, family);
        Long again = askedAgainAt.get(key);
        if (again == null) {
            return Optional.empty();
        }
        long wait = again - nanoTime.getAsLong();
        if (wait > 0) {
            return Optional.of(AnnounceFailedException.notAsked(Duration.ofNanos(wait)));
        }
        askedAgainAt.put(key, nanoTime.getAsLong() + pauseNanos);
        return Optional.empty();
    }

    /** An announce to it ended like this. */
    synchronized void record(URI tracker, AddressFamilies family, @Nullable Throwable failure) {
        String key = key(tracker, family);
        if (failure == null) {
            askedAgainAt.remove(key);
        } else if (failure instanceof AnnounceFailedException failed && failed.isSilence()) {
            askedAgainAt.putIfAbsent(key, nanoTime.getAsLong() + pauseNanos);
        }
    }

    /** Other paths of the same server are silent, too. */
    private static String key(URI tracker, AddressFamilies family) {
        return family + " " + tracker.getScheme() + "://" + tracker.getRawAuthority();
    }
}

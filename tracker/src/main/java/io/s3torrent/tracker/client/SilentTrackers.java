package io.s3torrent.tracker.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers trackers that recently did not answer. Otherwise thousands of announces to a tracker that is down would each take the whole
 * timeout, and delay announces to other trackers for hours. So one announce tries the tracker again from time to time, and the others fail
 * at once. State is guarded by {@code this}.
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
     * Creates an empty table.
     *
     * @param pause time between two announces to a silent tracker
     * @param nanoTime monotonic time, as {@link System#nanoTime}
     */
    SilentTrackers(Duration pause, LongSupplier nanoTime) {
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the failure of an announce that must not be sent now; empty if it may be sent. For a silent tracker, one caller in each pause
     * may send.
     *
     * @param family the address family of the announce; both when the tracker has only one
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

    /** Records the result of an announce to a tracker. */
    synchronized void record(URI tracker, AddressFamilies family, @Nullable Throwable failure) {
        String key = key(tracker, family);
        if (failure == null) {
            askedAgainAt.remove(key);
        } else if (failure instanceof AnnounceFailedException failed && failed.isSilence()) {
            askedAgainAt.putIfAbsent(key, nanoTime.getAsLong() + pauseNanos);
        }
    }

    /** The key of a server: all its paths share one entry. */
    private static String key(URI tracker, AddressFamilies family) {
        return family + " " + tracker.getScheme() + "://" + tracker.getRawAuthority();
    }
}

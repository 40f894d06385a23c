package io.s3torrent.seeder.gateway;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which torrent is created next. The next job belongs to the account with the fewest bytes in running jobs; within an account, small
 * objects come first. Large objects cannot take all slots, because each of them may be read for hours. Not thread-safe.
 *
 * @param <J> a job; compared by identity or {@code equals}
 */
final class JobQueue<J> {
    /** Running jobs. */
    static final int SLOTS = 8;

    /** Running jobs for large objects. The other slots are reserved for smaller objects. */
    static final int LARGE_SLOTS = 6;

    /** Running jobs for large objects of one account. */
    static final int LARGE_PER_ACCOUNT = 4;

    /** A longer object is large. A store at 100 MB/s delivers a smaller one within 11 s. */
    static final long LARGE = 1L << 30;

    private final int maxWaiting;
    private final Map<J, Entry> waiting = new LinkedHashMap<>();
    private final Map<J, Entry> running = new LinkedHashMap<>();

    /** The size of a job and its clients. */
    private static final class Entry {
        private final long bytes;
        /** Waiting clients by account. */
        private final Map<String, Integer> clients = new HashMap<>();
        /** The account that waited last; while the job runs, the account for which it runs. */
        private String account;

        Entry(long bytes, String account) {
            this.bytes = bytes;
            this.account = account;
        }

        boolean isLarge() {
            return bytes > LARGE;
        }

        Set<String> accounts() {
            return clients.isEmpty() ? Set.of(account) : clients.keySet();
        }
    }

    private record Candidate<J>(J job, Entry entry, String account, long load) {}

    /**
     * Creates an empty queue.
     *
     * @param maxWaiting the most jobs that wait for a slot
     */
    JobQueue(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    /**
     * Adds a job with one waiting client. If the queue is full, the account with the most waiting jobs loses its last one.
     *
     * @return the job that does not wait any more, if the queue was full; this may be the new job
     */
    Optional<J> add(J job, long bytes, String account) {
        Entry added = new Entry(bytes, account);
        waiting.put(job, added);
        added.clients.put(account, 1);
        if (waiting.size() <= maxWaiting) {
            return Optional.empty();
        }
        Map<String, Integer> counts = new HashMap<>();
        waiting.values().forEach(entry -> entry.accounts().forEach(owner -> counts.merge(owner, 1, Integer::sum)));
        int most = counts.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        J displaced = job;
        for (Map.Entry<J, Entry> each : waiting.entrySet()) {
            if (each.getValue().accounts().stream().allMatch(owner -> counts.getOrDefault(owner, 0) == most)) {
                displaced = each.getKey();
            }
        }
        if (counts.getOrDefault(account, 0) == most) {
            displaced = job; // an account with as many jobs as the others displaces none of theirs
        }
        waiting.remove(displaced);
        return Optional.of(displaced);
    }

    /** Adds a waiting client to a job, if the job is queued or running. */
    void join(J job, String account) {
        Entry entry = find(job);
        if (entry != null) {
            entry.account = waiting.containsKey(job) ? account : entry.account;
            entry.clients.merge(account, 1, Integer::sum);
        }
    }

    /** Removes a waiting client from a job. */
    void leave(J job, String account) {
        Entry entry = find(job);
        if (entry != null) {
            entry.clients.computeIfPresent(account, (name, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** True if the job is queued or running, and at least one client waits for it. */
    boolean hasClients(J job) {
        Entry entry = find(job);
        return entry != null && !entry.clients.isEmpty();
    }

    private @Nullable Entry find(J job) {
        Entry entry = waiting.get(job);
        return entry == null ? running.get(job) : entry;
    }

    /** Takes the next job from the queue. It runs until {@link #remove}. Empty if no waiting job may start now. */
    Optional<J> next() {
        if (running.size() >= SLOTS) {
            return Optional.empty();
        }
        Map<String, Long> loads = new HashMap<>();
        Map<String, Integer> large = new HashMap<>();
        for (Entry entry : running.values()) {
            loads.merge(entry.account, entry.bytes, Long::sum);
            large.merge(entry.account, entry.isLarge() ? 1 : 0, Integer::sum);
        }
        boolean roomForLarge = large.values().stream().mapToInt(count -> count).sum() < LARGE_SLOTS;
        Optional<Candidate<J>> best = waiting.entrySet().stream()
                .flatMap(each -> candidates(each.getKey(), each.getValue(), loads))
                .filter(candidate -> !candidate.entry.isLarge()
                        || (roomForLarge && large.getOrDefault(candidate.account, 0) < LARGE_PER_ACCOUNT))
                .min(Comparator.<Candidate<J>>comparingLong(Candidate::load)
                        .thenComparingLong(candidate -> candidate.entry.bytes)); // of equals, the first
        best.ifPresent(candidate -> {
            waiting.remove(candidate.job);
            candidate.entry.account = candidate.account;
            running.put(candidate.job, candidate.entry);
        });
        return best.map(Candidate::job);
    }

    private Stream<Candidate<J>> candidates(J job, Entry entry, Map<String, Long> loads) {
        return entry.accounts().stream()
                .map(account -> new Candidate<>(job, entry, account, loads.getOrDefault(account, 0L)));
    }

    /** Removes a job that has ended, or that no client wants any more. */
    void remove(J job) {
        waiting.remove(job);
        running.remove(job);
    }

    /** The jobs that wait for a slot, oldest first. */
    List<J> waitingJobs() {
        return List.copyOf(waiting.keySet());
    }

    /** The number of jobs that wait for a slot. */
    int waiting() {
        return waiting.size();
    }

    /** The number of jobs that have a slot. */
    int running() {
        return running.size();
    }
}

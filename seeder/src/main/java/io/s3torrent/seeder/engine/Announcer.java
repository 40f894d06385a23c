package io.s3torrent.seeder.engine;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.net.UrlText;
import io.s3torrent.tracker.client.TrackerClient;
import io.s3torrent.tracker.client.TrackerClientConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces torrents to other people's trackers: at once, then at the interval that each tracker asks for, after a growing pause if a
 * tracker does not answer, and with a last "stopped" event. Thread-safe.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final int GOODBYE_SECONDS = 1;

    /** Supported schemes. webtorrent also writes WebSocket trackers into torrents; these are skipped. */
    private static final Set<String> SCHEMES = Set.of("http", "https", "udp");

    private final TrackerClient client;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "s3torrent-announce");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<InfoHash, List<TrackerMembership>> memberships = new ConcurrentHashMap<>();

    private Announcer(TrackerClient client) {
        this.client = client;
    }

    /**
     * Starts an announcer without torrents.
     *
     * @throws IOException if this machine's certificates cannot be read
     */
    public static Announcer start() throws IOException {
        return new Announcer(TrackerClient.start(TrackerClientConfig.of(SoftwareName.NAME)));
    }

    /**
     * Announces a torrent from now on. If it is announced already, replaces the old membership; "stopped" goes only to trackers that are
     * not used any more. A tracker that is used again gets none, because "stopped" could arrive after the new "started" event and end the
     * new membership.
     *
     * @param tiers one tracker of each tier is told, because each tier may know other peers; invalid URLs are logged and skipped
     */
    public void join(AnnouncedSwarm swarm, List<List<String>> tiers) {
        List<TrackerMembership> before = removed(swarm.infoHash());
        List<TrackerMembership> joined = memberships(swarm, tiers, trackers(before));
        if (!joined.isEmpty()) {
            memberships.put(swarm.infoHash(), joined);
        }
        end(before, trackers(joined));
        joined.forEach(TrackerMembership::begin);
    }

    /** Creates one membership for each tier, preferably at a tracker that was told already. */
    private List<TrackerMembership> memberships(AnnouncedSwarm swarm, List<List<String>> tiers, Set<URI> told) {
        List<TrackerMembership> joined = new ArrayList<>();
        for (List<String> tier : tiers) {
            List<URI> trackers = tier.stream()
                    .flatMap(tracker -> uri(swarm, tracker).stream())
                    .toList();
            if (!trackers.isEmpty()) {
                TrackerTier order = new TrackerTier(trackers, ThreadLocalRandom.current());
                order.prefer(told);
                joined.add(new TrackerMembership(client, clock, order, swarm));
            }
        }
        return joined;
    }

    private static Set<URI> trackers(List<TrackerMembership> memberships) {
        return memberships.stream().map(TrackerMembership::tracker).collect(Collectors.toSet());
    }

    private List<TrackerMembership> removed(InfoHash infoHash) {
        return Objects.requireNonNullElse(memberships.remove(infoHash), List.of());
    }

    private static void end(List<TrackerMembership> memberships, Set<URI> goingOn) {
        for (TrackerMembership membership : memberships) {
            if (goingOn.contains(membership.tracker())) {
                membership.endSilently();
            } else {
                CompletableFuture<?> unused = membership.end();
            }
        }
    }

    private static Optional<URI> uri(AnnouncedSwarm swarm, String tracker) {
        try {
            URI uri = UrlText.parse(tracker);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (SCHEMES.contains(scheme) && UrlText.authority(uri).isPresent()) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            LOG.trace("no URL", e);
        }
        LOG.atWarn()
                .addKeyValue("infoHash", swarm.infoHash())
                .addKeyValue("tracker", tracker)
                .log("Skipped a tracker (expected: an http, https or udp URL)");
        return Optional.empty();
    }

    /** The largest number of leechers that any tracker reports for a torrent; 0 for an unknown torrent. */
    public int leechers(InfoHash infoHash) {
        return memberships.getOrDefault(infoHash, List.of()).stream()
                .mapToInt(TrackerMembership::leechers)
                .max()
                .orElse(0);
    }

    /** Sends "stopped" for a torrent without waiting for an answer. Ignores unknown torrents. */
    public void leave(InfoHash infoHash) {
        end(removed(infoHash), Set.of());
    }

    /** Sends "stopped" for all torrents, waits up to a second for the answers, and ends all threads. */
    @Override
    public void close() {
        CompletableFuture<?>[] goodbyes = memberships.values().stream()
                .flatMap(List::stream)
                .map(TrackerMembership::end)
                .toArray(CompletableFuture<?>[]::new);
        memberships.clear();
        CompletableFuture.allOf(goodbyes)
                .completeOnTimeout(null, GOODBYE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(unanswered -> null)
                .join();
        clock.shutdownNow();
        client.close();
    }
}

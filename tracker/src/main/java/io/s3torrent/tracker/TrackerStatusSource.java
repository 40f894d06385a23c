package io.s3torrent.tracker;

import io.s3torrent.json.JsonObject;
import io.s3torrent.status.MetricsBuilder;
import io.s3torrent.status.StatusSource;
import io.s3torrent.tracker.announce.TrackerCounter;
import io.s3torrent.tracker.announce.TrackerMetrics;
import io.s3torrent.tracker.cluster.ClusterSnapshot;
import io.s3torrent.tracker.swarm.SwarmTotals;
import java.util.Locale;
import java.util.function.Supplier;

/** Reports a tracker's numbers in {@code /stats} and {@code /metrics}. */
record TrackerStatusSource(Supplier<TrackerSnapshot> tracker) implements StatusSource {
    @Override
    public void addTo(JsonObject stats) {
        TrackerSnapshot now = tracker.get();
        stats.put("swarms", swarms(now))
                .put("announces", now.announces())
                .put("scrapes", now.scrapes())
                .put("refused", now.refused())
                .put("invalid", now.invalid())
                .put("http", http(now))
                .put("udp", udp(now));
        now.cluster().ifPresent(cluster -> stats.put("cluster", cluster(cluster)));
    }

    @Override
    public void addTo(MetricsBuilder metrics) {
        TrackerSnapshot now = tracker.get();
        addRequests(metrics, now.counters());
        addSwarms(metrics, now);
        now.cluster().ifPresent(cluster -> addCluster(metrics, cluster));
        metrics.gauge("s3torrent_tracker_connections", "Number of open HTTP connections.", now.connections());
    }

    private static JsonObject swarms(TrackerSnapshot now) {
        SwarmTotals swarms = now.swarms();
        return new JsonObject()
                .put("torrents", swarms.torrents())
                .put("seeders", swarms.seeders())
                .put("leechers", swarms.leechers())
                .put("ipv4", swarms.ipv4())
                .put("ipv6", swarms.ipv6())
                .put("completed", swarms.completed())
                .put("bytes", swarms.bytes())
                .put("maxBytes", now.swarmMemory());
    }

    private static JsonObject http(TrackerSnapshot now) {
        return new JsonObject()
                .put("announces", now.counters().of(TrackerCounter.HTTP_ANNOUNCE))
                .put("scrapes", now.counters().of(TrackerCounter.HTTP_SCRAPE))
                .put("refused", now.counters().of(TrackerCounter.HTTP_REFUSED))
                .put("invalid", now.counters().of(TrackerCounter.HTTP_INVALID))
                .put("openConnections", now.connections())
                .put("connections", now.counters().of(TrackerCounter.CONNECTION))
                .put("connectionsTurnedAway", now.counters().of(TrackerCounter.CONNECTION_TURNED_AWAY));
    }

    private static JsonObject udp(TrackerSnapshot now) {
        return new JsonObject()
                .put("connects", now.counters().of(TrackerCounter.UDP_CONNECT))
                .put("announces", now.counters().of(TrackerCounter.UDP_ANNOUNCE))
                .put("scrapes", now.counters().of(TrackerCounter.UDP_SCRAPE))
                .put("refused", now.counters().of(TrackerCounter.UDP_REFUSED))
                .put("invalid", now.counters().of(TrackerCounter.UDP_INVALID))
                .put("unanswered", now.counters().of(TrackerCounter.UDP_UNANSWERED));
    }

    private static JsonObject cluster(ClusterSnapshot now) {
        return new JsonObject()
                .put("connected", now.connected())
                .put("otherNodes", now.nodes())
                .put("told", now.told())
                .put("heard", now.heard())
                .put("lost", now.lost())
                .put("refused", now.refused());
    }

    private static void addRequests(MetricsBuilder all, TrackerMetrics asked) {
        for (TrackerCounter what : TrackerCounter.values()) {
            all.counter(
                    "s3torrent_tracker_events",
                    "Requests by kind and outcome. A refused announce counts as an announce and as refused.",
                    asked.of(what),
                    "kind",
                    what.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void addCluster(MetricsBuilder all, ClusterSnapshot now) {
        String announces = "s3torrent_tracker_cluster_announces";
        String help = "Announces sent to other nodes (told), received from them (heard), and dropped before sending (lost).";
        all.gauge("s3torrent_tracker_cluster_connected", "1 while connected to Redis.", now.connected() ? 1 : 0)
                .gauge("s3torrent_tracker_cluster_other_nodes", "Number of other live nodes.", now.nodes())
                .counter(announces, help, now.told(), "kind", "told")
                .counter(announces, help, now.heard(), "kind", "heard")
                .counter(announces, help, now.lost(), "kind", "lost")
                .counter("s3torrent_tracker_cluster_refused", "Malformed messages received.", now.refused());
    }

    private static void addSwarms(MetricsBuilder all, TrackerSnapshot now) {
        SwarmTotals swarms = now.swarms();
        String peers = "s3torrent_tracker_peers";
        String help = "Peers. A peer counts once in each of its swarms, but only once in a hybrid torrent of the seeder.";
        all.gauge("s3torrent_tracker_serving", "1 while serving, 0 once the tracker shuts down.", now.serving() ? 1 : 0)
                .gauge("s3torrent_tracker_torrents", "Number of known swarms.", swarms.torrents())
                .gauge(peers, help, swarms.seeders(), "kind", "seeder")
                .gauge(peers, help, swarms.leechers(), "kind", "leecher")
                .gauge("s3torrent_tracker_ipv6_peers", "IPv6 peers, seeders and leechers.", swarms.ipv6())
                .gauge("s3torrent_tracker_completed", "Completed downloads of the current swarms.", swarms.completed())
                .gauge("s3torrent_tracker_swarm_bytes", "Heap used by swarms in bytes.", swarms.bytes())
                .gauge("s3torrent_tracker_swarm_max_bytes", "Maximum heap for swarms in bytes.", now.swarmMemory());
    }
}

package io.s3torrent.tracker;

import io.s3torrent.tracker.admin.Numbers;
import io.s3torrent.tracker.admin.Report;
import io.s3torrent.tracker.announce.Counted;
import io.s3torrent.tracker.announce.Tally;
import io.s3torrent.tracker.cluster.ClusterSnapshot;
import io.s3torrent.tracker.metrics.Measurements;
import io.s3torrent.tracker.swarm.SwarmTotals;
import java.util.Locale;
import java.util.function.Supplier;

/** A tracker's part of {@code /stats} and {@code /metrics}. */
record TrackerReport(Supplier<TrackerSnapshot> tracker) implements Report {
    @Override
    public void addTo(Numbers stats) {
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
    public void addTo(Measurements metrics) {
        TrackerSnapshot now = tracker.get();
        addRequests(metrics, now.asked());
        addSwarms(metrics, now);
        now.cluster().ifPresent(cluster -> addCluster(metrics, cluster));
        metrics.gauge("s3torrent_tracker_connections", "Open HTTP connections.", now.connections());
    }

    private static Numbers swarms(TrackerSnapshot now) {
        SwarmTotals swarms = now.swarms();
        return new Numbers()
                .put("torrents", swarms.torrents())
                .put("seeders", swarms.seeders())
                .put("leechers", swarms.leechers())
                .put("ipv4", swarms.ipv4())
                .put("ipv6", swarms.ipv6())
                .put("completed", swarms.completed())
                .put("bytes", swarms.bytes())
                .put("maxBytes", now.swarmMemory());
    }

    private static Numbers http(TrackerSnapshot now) {
        return new Numbers()
                .put("announces", now.asked().of(Counted.HTTP_ANNOUNCE))
                .put("scrapes", now.asked().of(Counted.HTTP_SCRAPE))
                .put("refused", now.asked().of(Counted.HTTP_REFUSED))
                .put("invalid", now.asked().of(Counted.HTTP_INVALID))
                .put("openConnections", now.connections())
                .put("connections", now.asked().of(Counted.CONNECTION))
                .put("connectionsTurnedAway", now.asked().of(Counted.CONNECTION_TURNED_AWAY));
    }

    private static Numbers udp(TrackerSnapshot now) {
        return new Numbers()
                .put("connects", now.asked().of(Counted.UDP_CONNECT))
                .put("announces", now.asked().of(Counted.UDP_ANNOUNCE))
                .put("scrapes", now.asked().of(Counted.UDP_SCRAPE))
                .put("refused", now.asked().of(Counted.UDP_REFUSED))
                .put("invalid", now.asked().of(Counted.UDP_INVALID))
                .put("unanswered", now.asked().of(Counted.UDP_UNANSWERED));
    }

    private static Numbers cluster(ClusterSnapshot now) {
        return new Numbers()
                .put("connected", now.connected())
                .put("otherNodes", now.nodes())
                .put("told", now.told())
                .put("heard", now.heard())
                .put("lost", now.lost())
                .put("refused", now.refused());
    }

    private static void addRequests(Measurements all, Tally asked) {
        for (Counted what : Counted.values()) {
            all.counter(
                    "s3torrent_tracker_events",
                    "What was asked of the tracker, and how it ended: a refused announce counts as both.",
                    asked.of(what),
                    "kind",
                    what.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void addCluster(Measurements all, ClusterSnapshot now) {
        String announces = "s3torrent_tracker_cluster_announces";
        String help = "Announces told to other nodes, heard from them, lost on the way out.";
        all.gauge("s3torrent_tracker_cluster_connected", "1 while Redis is there.", now.connected() ? 1 : 0)
                .gauge("s3torrent_tracker_cluster_other_nodes", "Other nodes that are there.", now.nodes())
                .counter(announces, help, now.told(), "kind", "told")
                .counter(announces, help, now.heard(), "kind", "heard")
                .counter(announces, help, now.lost(), "kind", "lost")
                .counter("s3torrent_tracker_cluster_refused", "Messages that were none.", now.refused());
    }

    private static void addSwarms(Measurements all, TrackerSnapshot now) {
        SwarmTotals swarms = now.swarms();
        String peers = "s3torrent_tracker_peers";
        String help = "Peers; who is in several swarms counts in each, but once in a hybrid that the seeder has.";
        all.gauge("s3torrent_tracker_serving", "0 once it is about to end.", now.serving() ? 1 : 0)
                .gauge("s3torrent_tracker_torrents", "Swarms that are known.", swarms.torrents())
                .gauge(peers, help, swarms.seeders(), "kind", "seeder")
                .gauge(peers, help, swarms.leechers(), "kind", "leecher")
                .gauge("s3torrent_tracker_ipv6_peers", "Peers of either kind with IPv6.", swarms.ipv6())
                .gauge("s3torrent_tracker_completed", "Downloads that ended, of known swarms.", swarms.completed())
                .gauge("s3torrent_tracker_swarm_bytes", "Heap that swarms take.", swarms.bytes())
                .gauge("s3torrent_tracker_swarm_max_bytes", "Heap that they may take.", now.swarmMemory());
    }
}

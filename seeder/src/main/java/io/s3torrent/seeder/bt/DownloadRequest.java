package io.s3torrent.seeder.bt;

import io.s3torrent.seeder.engine.DhtSettings;
import io.s3torrent.seeder.metainfo.Magnet;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Describes what to download, and how.
 *
 * @param metainfo the torrent; empty if peers must send it
 * @param magnet the torrent's magnet link
 * @param folder where the torrent's file or folder goes; created if it does not exist
 * @param peers peers to dial at once, besides those that trackers name
 * @param force true to overwrite other files
 * @param patience the longest time without progress
 * @param dht settings of a DHT to look for peers, unless the torrent is private
 */
public record DownloadRequest(
        Optional<Metainfo> metainfo,
        Magnet magnet,
        Path folder,
        List<InetSocketAddress> peers,
        boolean force,
        Duration patience,
        Optional<DhtSettings> dht) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    public DownloadRequest {
        folder = folder.toAbsolutePath().normalize();
        peers = List.copyOf(peers);
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: > 0)");
        }
        for (InetSocketAddress peer : peers) {
            if (peer.isUnresolved() || peer.getPort() == 0) {
                throw new IllegalArgumentException("peer: " + peer + " (expected: a known host, and a port)");
            }
        }
    }

    /** Creates a download of a known torrent. */
    public static DownloadRequest of(Metainfo metainfo, Path folder) {
        return new DownloadRequest(
                Optional.of(metainfo), metainfo.magnet(), folder, List.of(), false, PATIENCE, Optional.empty());
    }

    /** Creates a download of a torrent that peers must send. */
    public static DownloadRequest of(Magnet magnet, Path folder) {
        return new DownloadRequest(Optional.empty(), magnet, folder, List.of(), false, PATIENCE, Optional.empty());
    }

    /** Returns a copy with peers to dial at once. */
    public DownloadRequest withPeers(List<InetSocketAddress> those) {
        return new DownloadRequest(metainfo, magnet, folder, those, force, patience, dht);
    }

    /** Returns a copy that overwrites other files. */
    public DownloadRequest withForce() {
        return new DownloadRequest(metainfo, magnet, folder, peers, true, patience, dht);
    }

    /** Returns a copy with another limit on the time without progress. */
    public DownloadRequest withPatience(Duration limit) {
        return new DownloadRequest(metainfo, magnet, folder, peers, force, limit, dht);
    }

    /** Returns a copy that uses a DHT. */
    public DownloadRequest withDht(DhtSettings table) {
        return new DownloadRequest(metainfo, magnet, folder, peers, force, patience, Optional.of(table));
    }
}

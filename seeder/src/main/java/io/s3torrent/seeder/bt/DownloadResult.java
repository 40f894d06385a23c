package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A finished download: every piece was verified.
 *
 * @param metainfo the torrent, also when it came from a magnet link
 * @param path the file, or the folder of a torrent with several
 * @param fetched payload bytes that peers sent; less than the size when something was there already
 * @param took from the call to the end
 */
public record DownloadResult(Metainfo metainfo, Path path, long fetched, Duration took) {

    public InfoHash infoHash() {
        return metainfo.infoHash();
    }

    public String name() {
        return metainfo.info().name();
    }

    /** Bytes of the torrent. */
    public long size() {
        return metainfo.info().size();
    }
}

package io.s3torrent.seeder.bt;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.metainfo.Metainfo;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A finished download whose pieces are all verified.
 *
 * @param metainfo the torrent, even if it came from a magnet link
 * @param path the file, or the folder if there are several files
 * @param fetched payload bytes that peers sent; less than the size if some pieces were on the disk
 * @param took time from the call to the end
 */
public record DownloadResult(Metainfo metainfo, Path path, long fetched, Duration took) {

    public InfoHash infoHash() {
        return metainfo.infoHash();
    }

    public String name() {
        return metainfo.info().name();
    }

    /** The size of the torrent in bytes. */
    public long size() {
        return metainfo.info().size();
    }
}

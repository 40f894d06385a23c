package io.s3torrent.seeder.daemon;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.SeedHandle;
import io.s3torrent.seeder.SeedListener;
import io.s3torrent.seeder.SourceListing;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.time.Duration;

/** Receives the events of a daemon, on the thread that caused them. */
public interface DaemonListener extends SeedListener {
    /** A source was listed for the first time; it is listed again after the interval. */
    void found(FollowedSource source, SourceListing listing, Duration interval);

    /** A torrent is seeded from now on. */
    void seeded(SeedHandle torrent);

    /** The torrent of an object could not be made. The daemon tries again later, and reports only another reason. */
    void failed(S3Location object, IOException reason);

    /** A torrent is no longer seeded, because its object was replaced or deleted, or no source names it any more. */
    void ended(S3Location object, InfoHash infoHash, String reason);

    /** A source could not be listed. Its torrents stay. Told once until the source can be listed again. */
    void unlisted(FollowedSource source, IOException reason);

    /** A source could be listed again. */
    void listedAgain(FollowedSource source);
}

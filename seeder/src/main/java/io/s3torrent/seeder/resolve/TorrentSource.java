package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;

/** The objects that become one torrent. */
public sealed interface TorrentSource {

    /** One object, as a torrent of one file. */
    record OneObject(S3Location location) implements TorrentSource {
        @Override
        public String toString() {
            return location.toString();
        }
    }

    /** The objects below a prefix, as the files of one torrent. */
    record AllBelow(S3Prefix prefix, KeyFilter filter) implements TorrentSource {
        @Override
        public String toString() {
            return prefix.toString();
        }
    }
}

package io.s3torrent.cli.options;

import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;

/** How an argument names what is to be shared. */
public sealed interface SourceRef {

    /** {@code s3://bucket/key}. */
    record OneObject(S3Location location) implements SourceRef {
        @Override
        public String toString() {
            return location.toString();
        }
    }

    /** {@code s3://bucket/prefix/}, or a whole bucket: all objects below. */
    record Below(S3Prefix prefix) implements SourceRef {
        @Override
        public String toString() {
            return prefix.toString();
        }
    }

    /**
     * Tells them apart: what ends with a slash is a prefix. An object whose key ends so is one of those below.
     *
     * @throws IllegalArgumentException for anything else
     */
    static SourceRef parse(String text) {
        return S3Prefix.looksLike(text) ? new Below(S3Prefix.parse(text)) : new OneObject(S3Location.parse(text));
    }
}

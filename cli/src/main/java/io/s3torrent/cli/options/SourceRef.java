package io.s3torrent.cli.options;

import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** An argument that names the objects to share. */
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
     * Parses a source: with a slash at the end it is a prefix. Objects whose key ends with a slash are only reached as a prefix.
     *
     * @throws IllegalArgumentException for anything else
     */
    static SourceRef parse(String text) {
        if (!text.matches("(?s)s3://[^/].*")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: s3://bucket/key, or s3://bucket/prefix/ for all" + " objects below it)"
                            + (isLocal(text) ? "; s3torrent put uploads a local file" : ""));
        }
        return S3Prefix.looksLike(text) ? new Below(S3Prefix.parse(text)) : new OneObject(S3Location.parse(text));
    }

    private static boolean isLocal(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}

package io.s3torrent.cli;

import io.s3torrent.cli.options.SourceRef;
import io.s3torrent.seeder.s3.S3Location;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** How an argument names the content of a torrent. */
sealed interface ContentRef {

    /** A file or folder of this machine. */
    record Local(Path path) implements ContentRef {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Objects of a store. */
    record Stored(SourceRef source) implements ContentRef {
        @Override
        public String toString() {
            return source.toString();
        }
    }

    /**
     * Tells them apart.
     *
     * @throws IllegalArgumentException for URLs of any other kind
     */
    static ContentRef parse(String text) {
        if (S3Location.looksLike(text)) {
            return new Stored(SourceRef.parse(text));
        }
        if (text.isEmpty() || text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: s3://bucket/key, s3://bucket/prefix/, or a file or folder)");
        }
        try {
            return new Local(Path.of(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\": " + e.getReason(), e);
        }
    }
}

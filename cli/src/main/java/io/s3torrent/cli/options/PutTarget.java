package io.s3torrent.cli.options;

import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.nio.file.Path;

/** Where a file goes: a key, or a prefix below which it keeps its name. */
public sealed interface PutTarget {

    /** An object. */
    record Key(S3Location location) implements PutTarget {}

    /** A place for objects. */
    record Below(S3Prefix prefix) implements PutTarget {}

    /**
     * Tells them apart by the slash at the end.
     *
     * @throws IllegalArgumentException for anything that is no S3 location
     */
    static PutTarget parse(String text) {
        return S3Prefix.looksLike(text) ? new Below(S3Prefix.parse(text)) : new Key(S3Location.parse(text));
    }

    /** The object that a file becomes. */
    default S3Location of(Path file) {
        if (this instanceof Below below) {
            Path name = file.toAbsolutePath().normalize().getFileName();
            return below.prefix().object(name == null ? "" : name.toString());
        }
        return ((Key) this).location();
    }
}

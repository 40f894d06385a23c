package io.s3torrent.cli;

import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.io.IOException;

/** Explains a key that does not exist, when it is the name of a folder: {@code s3://bucket/set} instead of {@code s3://bucket/set/}. */
final class PrefixHint {
    private PrefixHint() {}

    /** Asks the store whether there is any object below a prefix. */
    @FunctionalInterface
    interface Lookup {
        boolean hasObjects(S3Prefix prefix) throws IOException;
    }

    /**
     * The same failure with the hint added, if there are objects below the key; or with another hint, if the key has a wildcard.
     *
     * @param hint says what to do; {@code %s} is the prefix
     */
    static ObjectException.NotFound of(
            ObjectException.NotFound missing, S3Location location, Lookup lookup, String hint) {
        String key = location.key();
        if (key.contains("*")) {
            return with(missing, "keys have no wildcards (expected: s3://bucket/prefix/ for all objects below it)");
        }
        S3Prefix below = new S3Prefix(location.bucket(), key.endsWith("/") ? key : key + "/");
        try {
            return lookup.hasObjects(below) ? with(missing, hint.replace("%s", below.toString())) : missing;
        } catch (IOException e) {
            return missing; // the store may refuse to list; the key is missing all the same
        }
    }

    private static ObjectException.NotFound with(ObjectException.NotFound missing, String hint) {
        return new ObjectException.NotFound(missing.getMessage() + "; " + hint, missing.getCause());
    }
}

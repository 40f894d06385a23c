package io.s3torrent.seeder.daemon;

import io.s3torrent.seeder.prefix.KeyFilter;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Prefix;
import java.time.Duration;
import java.util.Optional;

/**
 * An object, or the objects below a prefix, that the daemon seeds as they come, change and go.
 *
 * @param target names the objects
 * @param filter selects keys below a prefix
 * @param poll the time between two requests for changes; empty for a time that bounds the number of requests
 */
public record FollowedSource(Target target, KeyFilter filter, Optional<Duration> poll) {

    /** The objects of a source. */
    public sealed interface Target {
        /** One object. */
        record Single(S3Location location) implements Target {
            @Override
            public String toString() {
                return location.toString();
            }
        }

        /** All objects below a prefix. */
        record Prefix(S3Prefix prefix) implements Target {
            @Override
            public String toString() {
                return prefix.toString();
            }
        }
    }

    /** One object. */
    public static FollowedSource object(S3Location location, Optional<Duration> poll) {
        return new FollowedSource(new Target.Single(location), KeyFilter.ALL, poll);
    }

    /** The objects below a prefix that pass the filter. */
    public static FollowedSource below(S3Prefix prefix, KeyFilter filter, Optional<Duration> poll) {
        return new FollowedSource(new Target.Prefix(prefix), filter, poll);
    }

    /** The URI of the object or prefix. Sources with the same name are the same source. */
    public String name() {
        return target.toString();
    }

    /** True for a source with the same objects, asked for in the same times. */
    boolean isSame(FollowedSource other) {
        return target.equals(other.target)
                && filter.toString().equals(other.filter.toString())
                && poll.equals(other.poll);
    }
}

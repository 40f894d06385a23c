package io.s3torrent.seeder.gateway;

import io.s3torrent.net.PercentEncoding;
import io.s3torrent.seeder.s3.BucketPath;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.auth.QueryString;
import io.s3torrent.seeder.s3.auth.RefusedException;
import io.s3torrent.seeder.s3.auth.S3ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The object whose torrent a request asks for, and the form of that torrent: {@code ?torrent} behind the key, as S3 has it, or {@code
 * .torrent} or {@code .magnet} at its end, as people have it.
 *
 * @param bucket of the host name, or the first segment of the path
 * @param key all that follows
 */
record RequestedTorrent(String bucket, String key, TorrentForm form) {
    private static final int MAX_KEY = 1024;
    private static final Pattern ARN = Pattern.compile("arn:[A-Za-z0-9:/._-]{1,250}");
    private static final Pattern ARN_BEFORE_NAME = Pattern.compile("arn:[A-Za-z0-9:-]{1,200}:accesspoint");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    /** These lead to a refusal that says what to sign with. */
    private static final List<String> SIGNATURE_V2 = List.of("AWSAccessKeyId", "Expires", "Signature");

    /**
     * Reads a request's raw path and query; empty when it asks for something else than a torrent.
     *
     * @param bucket the bucket that the host name stands for, if it does
     * @throws RefusedException when the path is not the escaped form of anything
     */
    static Optional<RequestedTorrent> of(Optional<String> bucket, String path, QueryString query)
            throws RefusedException {
        int slash = bucket.isPresent() ? 0 : endOfBucket(path);
        String name =
                bucket.isPresent() ? bucket.get() : decoded(slash < 0 ? path.substring(1) : path.substring(1, slash));
        String key = slash < 0 ? "" : decoded(path.substring(slash + 1));
        if (query.has("torrent")) {
            return Optional.of(new RequestedTorrent(name, key, TorrentForm.FILE))
                    .filter(torrent -> !key.isEmpty());
        }
        return isPlain(query)
                ? without(".torrent", key)
                        .map(rest -> new RequestedTorrent(name, rest, TorrentForm.FILE))
                        .or(() ->
                                without(".magnet", key).map(rest -> new RequestedTorrent(name, rest, TorrentForm.LINK)))
                : Optional.empty();
    }

    /** The slash behind the bucket; in the ARN of an access point, the second one. -1 when there is none. */
    private static int endOfBucket(String path) throws RefusedException {
        int slash = path.indexOf('/', 1);
        boolean isInArn = slash > 0
                && ARN_BEFORE_NAME.matcher(decoded(path.substring(1, slash))).matches();
        return isInArn ? path.indexOf('/', slash + 1) : slash;
    }

    private static String decoded(String text) throws RefusedException {
        try {
            return PercentEncoding.decode(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(S3ErrorCode.INVALID_URI, "Couldn't parse the specified URI: " + e.getMessage());
        }
    }

    /** A key without this end; empty when that is not there, or all there is. */
    private static Optional<String> without(String end, String key) {
        return key.endsWith(end) && key.length() > end.length()
                ? Optional.of(key.substring(0, key.length() - end.length()))
                : Optional.empty();
    }

    /** Any other parameter than those of signatures and SDKs names a call of S3's. */
    private static boolean isPlain(QueryString query) {
        return query.parameters().stream()
                .map(QueryString.Parameter::name)
                .allMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-") || SIGNATURE_V2.contains(name));
    }

    /** The object. */
    S3Location object() throws RefusedException {
        if (!BUCKET.matcher(bucket).matches() && !isAccessPoint(bucket)) {
            throw new RefusedException(S3ErrorCode.INVALID_BUCKET_NAME, "The specified bucket is not valid.");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
            throw new RefusedException(S3ErrorCode.KEY_TOO_LONG, "Your key is too long (expected: <= 1024 bytes).");
        }
        return new S3Location(bucket, key);
    }

    private static boolean isAccessPoint(String bucket) {
        try {
            return ARN.matcher(bucket).matches() && BucketPath.of(bucket).rest().isEmpty();
        } catch (IllegalArgumentException e) { // of another kind, such as a multi-region one
            return false;
        }
    }
}

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
 * The object whose torrent a request asks for, and the form of the answer: {@code ?torrent} behind the key, as in S3, or {@code .torrent}
 * or {@code .magnet} at its end, as in links.
 *
 * @param bucket from the host name, or the first segment of the path
 * @param key the rest of the path
 */
record RequestedTorrent(String bucket, String key, TorrentForm form) {
    private static final int MAX_KEY = 1024;
    private static final Pattern ARN = Pattern.compile("arn:[A-Za-z0-9:/._-]{1,250}");
    private static final Pattern ARN_BEFORE_NAME = Pattern.compile("arn:[A-Za-z0-9:-]{1,200}:accesspoint");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    /** Requests with these parameters reach the signature check, which says how to sign. */
    private static final List<String> SIGNATURE_V2 = List.of("AWSAccessKeyId", "Expires", "Signature");

    /**
     * Parses a request's raw path and query. Returns empty if it does not ask for a torrent.
     *
     * @param bucket the bucket that the host name stands for, if any
     * @throws RefusedException if the path has invalid percent-encoding
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

    /** The slash behind the bucket, or the second slash if the bucket is the ARN of an access point; -1 if there is none. */
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

    /** The key without this suffix; empty if the key does not end with it, or consists only of it. */
    private static Optional<String> without(String end, String key) {
        return key.endsWith(end) && key.length() > end.length()
                ? Optional.of(key.substring(0, key.length() - end.length()))
                : Optional.empty();
    }

    /** True if all parameters belong to signatures or SDKs. Any other parameter names another S3 call. */
    private static boolean isPlain(QueryString query) {
        return query.parameters().stream()
                .map(QueryString.Parameter::name)
                .allMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-") || SIGNATURE_V2.contains(name));
    }

    /** The object, if its bucket and key are valid. */
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
        } catch (IllegalArgumentException e) { // another kind of access point, such as a multi-region one
            return false;
        }
    }
}

package io.s3torrent.cli.options;

import io.s3torrent.tracker.TrackerConfig;
import io.s3torrent.tracker.cluster.RedisAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a tracker shares with others, and with itself after a restart. */
public final class ClusterOptions {
    /** A secret, and no disk image that was named by mistake. */
    private static final int MOST_OF_A_SECRET = 1 << 16;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "Share all peers with the trackers that name the same database of this Redis or Valkey:"
                    + " redis://[user:password@]host:port[/db], or rediss:// for TLS. Better given as S3TORRENT_REDIS, as"
                    + " others can see command lines. No announce waits for it.")
    private @Nullable String redis;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Keep the peers in this file over a restart; written at the end, and every 5 minutes.")
    private @Nullable Path state;

    @Option(
            names = "--connection-key",
            paramLabel = "FILE",
            description = "A secret of 16 bytes or more, the same for trackers behind one address: each takes the UDP"
                    + " connection ids that another gave (default: a random one).")
    private @Nullable Path connectionKey;

    /**
     * Adds these options to a tracker.
     *
     * @throws IllegalArgumentException when one of them is wrong
     * @throws IOException when the secret cannot be read
     */
    public void addTo(TrackerConfig.Builder tracker) throws IOException {
        if (redis != null) {
            tracker.cluster(address(redis));
        }
        if (state != null) {
            tracker.state(state);
        }
        if (connectionKey != null) {
            tracker.connectionSecret(secret(connectionKey));
        }
    }

    private static RedisAddress address(String redis) {
        try {
            return RedisAddress.parse(redis);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--redis: " + e.getMessage(), e);
        }
    }

    private static byte[] secret(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] secret = in.readNBytes(MOST_OF_A_SECRET + 1);
            if (secret.length < 16 || secret.length > MOST_OF_A_SECRET) {
                throw new IllegalArgumentException(
                        "--connection-key: " + file + " (expected: 16 to " + MOST_OF_A_SECRET + " bytes)");
            }
            return secret;
        }
    }
}

package io.s3torrent.seeder.s3.client;

import io.s3torrent.bittorrent.TorrentDict;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.StoreCall;
import io.s3torrent.seeder.s3.client.StoreErrors.BrokenResponseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;

/**
 * Asks a store for its own torrent of an object (GetObjectTorrent), once.
 *
 * <p>It uses a separate client, because the connection must not be reused: Ceph 20.2.4 sends {@code Content-Length: 0} and then a body,
 * which the next request would take for its answer. Other stores send the object itself, however long.
 */
final class StoreTorrent {
    private static final Logger LOG = LoggerFactory.getLogger(StoreTorrent.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final StoreSettings settings;
    private final StoreCalls calls;
    private final S3Location location;

    StoreTorrent(StoreSettings settings, StoreCalls calls, S3Location location) {
        this.settings = settings;
        this.calls = calls;
        this.location = location;
    }

    Optional<byte[]> read() {
        StoreCall call = new StoreCall("GetObjectTorrent", location, Optional.empty());
        try {
            return Optional.of(calls.run(call, new RetryPolicy.Limits(1, LIMIT), () -> fetch(call)));
        } catch (ObjectException e) {
            LOG.info("the store has no torrent of its own for the object: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private byte[] fetch(StoreCall call) throws IOException {
        try (StoreClient client = StoreClient.open(settings, calls.limits(), calls.ledger())) {
            return read(client.s3()
                    .getObjectTorrent(
                            calls.requests().torrent(location), ResponseTransformer.unmanaged((head, body) -> body)));
        } catch (RuntimeException e) {
            throw calls.errors().explain(call, e);
        }
    }

    private byte[] read(AbortableInputStream body) throws IOException {
        long started = System.nanoTime();
        List<byte[]> torrent = new ArrayList<>(); // a growing array would take three times the bytes for a moment
        int length = 0;
        byte[] chunk = new byte[1 << 14];
        try {
            for (int got = body.read(chunk); got >= 0; got = body.read(chunk)) {
                calls.ledger().read(got);
                if (length == 0 && chunk[0] != 'd') {
                    throw new BrokenResponseException("the answer is not a torrent");
                }
                torrent.add(Arrays.copyOf(chunk, got));
                length += got;
                if (length > TorrentDict.MAX_BYTES || System.nanoTime() - started > LIMIT.toNanos()) {
                    throw new BrokenResponseException("the answer is too long, or too slow, for a torrent");
                }
            }
        } finally {
            body.abort();
        }
        if (length == 0) {
            throw new BrokenResponseException("the answer is empty");
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        torrent.forEach(whole::put);
        return whole.array();
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObservedObject;
import io.s3torrent.seeder.s3.RequestTerms;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A service in which every object exists; another ETag means other bytes. */
final class FakeTorrentService implements TorrentService {
    static final long LENGTH = 300_000;
    private static final String ETAG = "\"etag\"";

    final Queue<S3Location> looked = new ConcurrentLinkedQueue<>();
    final Queue<RequestTerms> terms = new ConcurrentLinkedQueue<>();
    final Queue<S3Location> seeded = new ConcurrentLinkedQueue<>();
    final Map<String, IOException> failures = new ConcurrentHashMap<>();
    final Map<String, String> etags = new ConcurrentHashMap<>();
    final CountDownLatch open = new CountDownLatch(1);
    volatile boolean slow;
    volatile boolean charged;
    volatile long length = LENGTH;

    private ObjectVersion version(S3Location object) {
        return new ObjectVersion(object, length, etags.getOrDefault(object.key(), ETAG), Optional.empty());
    }

    @Override
    public List<String> trackers() {
        return List.of("http://127.0.0.1:6969/announce");
    }

    @Override
    public OptionalInt peers(InfoHash infoHash) {
        return OptionalInt.of(3);
    }

    @Override
    public ObservedObject look(S3Location object, RequestTerms asked) throws ObjectException {
        looked.add(object);
        terms.add(asked);
        if (failures.get("look " + object.key()) instanceof ObjectException failure) {
            throw failure;
        }
        return new ObservedObject(version(object), charged);
    }

    @Override
    public Seeded seed(S3Location object, HashingListener listener) throws IOException {
        seeded.add(object);
        if (slow) {
            awaitOpen();
        }
        IOException failure = failures.get("seed " + object.key());
        if (failure != null) {
            throw failure;
        }
        return new Seeded(version(object), torrent(object, version(object).etag()));
    }

    private void awaitOpen() {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Metainfo torrent(S3Location object) {
        return torrent(object, ETAG);
    }

    static Metainfo torrent(S3Location object, String etag) {
        PieceLayout layout = new PieceLayout(LENGTH, 1 << 18);
        byte[] hashes = Arrays.copyOf(etag.getBytes(StandardCharsets.UTF_8), 2 * Info.HASH_LENGTH);
        Info info = Info.ofFile(object.name(), layout, hashes);
        return Metainfo.of(info, List.of("http://127.0.0.1:6969/announce"), SoftwareName.NAME);
    }
}

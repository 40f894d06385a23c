package io.s3torrent.seeder.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The baseline of {@code bench/create.sh}: reads an object in ranges of 8 MiB with 16 threads of the plain SDK, and discards the bytes.
 *
 * <p>Arguments: endpoint, bucket, key, bytes.
 */
public final class BareGets {
    private static final int RANGE = 8 << 20;
    private static final int THREADS = 16;

    private BareGets() {}

    /** Reads the object once. */
    public static void main(String[] args) throws Exception {
        long length = Long.parseLong(args[3]);
        AtomicLong next = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (S3Client s3 = client(URI.create(args[0]))) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                workers.add(threads.submit(() -> {
                    byte[] chunk = new byte[64 << 10];
                    for (long at = next.getAndAdd(RANGE); at < length; at = next.getAndAdd(RANGE)) {
                        read(s3, args[1], args[2], at, Math.min(length, at + RANGE), chunk);
                    }
                    return chunk;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static S3Client client(URI endpoint) {
        return S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(THREADS))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .endpointOverride(endpoint)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    private static void read(S3Client s3, String bucket, String key, long start, long end, byte[] chunk)
            throws IOException {
        try (InputStream body =
                s3.getObject(get -> get.bucket(bucket).key(key).range("bytes=" + start + "-" + (end - 1)))) {
            for (int got = body.read(chunk); got >= 0; got = body.read(chunk)) {
                // the bytes are discarded: only the transfer is measured
            }
        }
    }
}

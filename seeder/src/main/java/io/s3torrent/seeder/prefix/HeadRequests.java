package io.s3torrent.seeder.prefix;

import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Pins many objects with one HEAD each, in parallel on all threads. */
final class HeadRequests {
    /** The number of requests that are sent before a failure among them is noticed. */
    private static final int BATCH = 256;

    private final ObjectStore store;
    private final ExecutorService threads;

    HeadRequests(ObjectStore store, ExecutorService threads) {
        this.store = store;
        this.threads = threads;
    }

    /**
     * The versions and checksums of all objects, in the order of {@code locations}.
     *
     * @throws IOException the failure of the first object that could not be read
     */
    List<DescribedObject> of(List<S3Location> locations) throws IOException {
        List<DescribedObject> objects = new ArrayList<>();
        for (int at = 0; at < locations.size(); at += BATCH) {
            List<Callable<DescribedObject>> batch = new ArrayList<>();
            for (S3Location location : locations.subList(at, Math.min(at + BATCH, locations.size()))) {
                batch.add(() -> store.describe(location));
            }
            objects.addAll(results(batch));
        }
        return objects;
    }

    private List<DescribedObject> results(List<Callable<DescribedObject>> batch) throws IOException {
        try {
            List<DescribedObject> objects = new ArrayList<>();
            for (Future<DescribedObject> head : threads.invokeAll(batch)) {
                objects.add(head.get());
            }
            return objects;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("asking for " + batch.size() + " objects was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }
}

package io.s3torrent.seeder.put;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.Sidecar;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts a file into the store and its torrent beside it, by one read of the file.
 *
 * <p>{@link #run} is the whole path: hash and send, in parts when there are more than one, then the sidecar. A part has its SHA-1
 * with it, so that where parts are pieces the store keeps the hashes of the torrent.
 */
public final class ObjectUpload {
    private final S3Options s3;
    private final PutRequest request;
    private final PutListener listener;
    private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();

    private ObjectUpload(S3Options s3, PutRequest request, PutListener listener) {
        this.s3 = s3;
        this.request = request;
        this.listener = listener;
    }

    /** An upload that {@link #run} does. */
    public static ObjectUpload of(S3Options s3, PutRequest request, PutListener listener) {
        return new ObjectUpload(s3, request, listener);
    }

    /**
     * Uploads the file. Blocks; to be called once.
     *
     * @throws PutException when it ends for a reason of its own
     * @throws ObjectException when the store says no
     */
    public PutResult run() throws IOException {
        runner.set(Thread.currentThread());
        Ledger ledger = new Ledger();
        try (SourceFile file = SourceFile.open(request.file());
                AwsObjectStore store = AwsObjectStore.open(s3, ledger)) {
            FileTorrent torrent = torrent(request, file);
            PartLayout layout = PartLayout.of(file.length(), torrent.layout().pieceLength());
            ObjectWriter writer = store.writer();
            PartsUpload parts = new PartsUpload(writer, request, listener, file, layout);
            ObjectVersion version = layout.count() == 1 ? whole(writer, file, torrent) : parts.run(torrent);
            Metainfo metainfo = torrent.metainfo();
            Optional<String> whyNoSidecar = sidecar(store, writer, version, metainfo);
            return new PutResult(version, metainfo, whyNoSidecar, parts.keptBytes(), ledger.snapshot());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        } catch (IOException e) {
            throw Thread.currentThread().isInterrupted() ? cancelled(e) : e;
        } finally {
            runner.set(null);
        }
    }

    /** What {@link #run} would do; sends nothing. */
    public static PutEstimate estimate(PutRequest request) throws IOException {
        try (SourceFile file = SourceFile.open(request.file())) {
            return PutEstimate.of(torrent(request, file).layout());
        }
    }

    private static FileTorrent torrent(PutRequest request, SourceFile file) throws IOException {
        return new FileTorrent(request.spec().apply(file.length()), file.length(), request.trackers());
    }

    /** Makes {@link #run} end soon, and leave nothing in the store. */
    public void cancel() {
        Thread running = runner.get();
        if (running != null) {
            running.interrupt();
        }
    }

    /** A file of one part in one request. */
    private ObjectVersion whole(ObjectWriter writer, SourceFile file, FileTorrent torrent) throws IOException {
        PartSlot slot = new PartSlot(file, file.length());
        slot.fill(new ByteRange(0, file.length()), torrent);
        file.checkUnchanged();
        listener.hashed(torrent.metainfo());
        ObjectVersion version = writer.put(request.target(), slot.body(slot.sha1()), request.putOptions());
        listener.stored(file.length(), file.length());
        return version;
    }

    /** Leaves the torrent beside the object; the object is there in any case. */
    private static Optional<String> sidecar(
            AwsObjectStore store, ObjectWriter writer, ObjectVersion version, Metainfo metainfo) {
        try {
            S3Location beside = Sidecar.of(version.location());
            return Sidecar.put(writer, version, metainfo, store.metadata(beside))
                    ? Optional.empty()
                    : Optional.of(beside + " is something else, and stays as it is");
        } catch (ObjectException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private PutException cancelled(Exception cause) {
        return new PutException.Cancelled("the upload of " + request.file() + " was stopped", cause);
    }
}

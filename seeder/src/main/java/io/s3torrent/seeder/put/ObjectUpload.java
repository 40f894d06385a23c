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
 * Puts a file into the store and its torrent next to it, with a single read of the file.
 *
 * <p>{@link #run} shows the whole path: hash and send, in parts if there are several, then the sidecar. Each part is sent with its SHA-1.
 * When the parts are pieces, the store thus keeps the piece hashes of the torrent.
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

    /** Makes an upload; {@link #run} performs it. */
    public static ObjectUpload of(S3Options s3, PutRequest request, PutListener listener) {
        return new ObjectUpload(s3, request, listener);
    }

    /**
     * Uploads the file. Blocks; call it once.
     *
     * @throws PutException when the upload ends for a reason of its own, such as a changed file
     * @throws ObjectException when the store rejects it
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

    /** Estimates what {@link #run} would send; sends nothing itself. */
    public static PutEstimate estimate(PutRequest request) throws IOException {
        try (SourceFile file = SourceFile.open(request.file())) {
            return PutEstimate.of(torrent(request, file).layout());
        }
    }

    private static FileTorrent torrent(PutRequest request, SourceFile file) throws IOException {
        return new FileTorrent(request.spec().apply(file.length()), file.length(), request.trackers());
    }

    /** Stops {@link #run} soon, and leaves nothing in the store. */
    public void cancel() {
        Thread running = runner.get();
        if (running != null) {
            running.interrupt();
        }
    }

    /** Puts a file of a single part in one request. */
    private ObjectVersion whole(ObjectWriter writer, SourceFile file, FileTorrent torrent) throws IOException {
        PartSlot slot = new PartSlot(file, file.length());
        slot.fill(new ByteRange(0, file.length()), torrent);
        file.checkUnchanged();
        listener.hashed(torrent.metainfo());
        ObjectVersion version = writer.put(request.target(), slot.body(slot.sha1()), request.putOptions());
        listener.stored(file.length(), file.length());
        return version;
    }

    /** Puts the torrent next to the object. The object stays in the store even if this fails. Returns the reason for a failure. */
    private static Optional<String> sidecar(
            AwsObjectStore store, ObjectWriter writer, ObjectVersion version, Metainfo metainfo) {
        try {
            S3Location beside = Sidecar.of(version.location());
            return Sidecar.put(writer, version, metainfo, store.metadata(beside))
                    ? Optional.empty()
                    : Optional.of(beside + " is not a sidecar and was not replaced");
        } catch (ObjectException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private PutException cancelled(Exception cause) {
        return new PutException.Cancelled("the upload of " + request.file() + " was stopped", cause);
    }
}

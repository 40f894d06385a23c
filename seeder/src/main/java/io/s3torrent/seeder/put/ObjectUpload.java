package io.s3torrent.seeder.put;

import io.s3torrent.seeder.ledger.Ledger;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.Sidecar;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.put.PutRequest.Source;
import io.s3torrent.seeder.put.TargetCheck.Comparison;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore.DescribedObject;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.ObjectWriter;
import io.s3torrent.seeder.s3.S3Location;
import io.s3torrent.seeder.s3.S3Options;
import io.s3torrent.seeder.s3.StoredObject;
import io.s3torrent.seeder.s3.client.AwsObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Puts a file into the store and its torrent next to it, with a single read of the file.
 *
 * <p>{@link #run} shows the whole path: check the target, hash and send, in parts if there are several, then the sidecar. An object with
 * other bytes is not replaced unless the request is forced; an object with the same bytes is not sent again. Each part is sent with its
 * SHA-1. When the parts are pieces, the store thus keeps the piece hashes of the torrent.
 */
public final class ObjectUpload {
    /** Bytes of a file that are compared at a time. */
    private static final int STEP = 256 << 10;

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
        try {
            return request.source() instanceof Source.LocalFile file
                    ? put(file.path(), ledger)
                    : put(((Source.Stream) request.source()).bytes(), ledger);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        } catch (IOException e) {
            throw Thread.currentThread().isInterrupted() ? cancelled(e) : e;
        } finally {
            runner.set(null);
        }
    }

    private PutResult put(Path path, Ledger ledger) throws IOException, InterruptedException {
        try (SourceFile file = SourceFile.open(path);
                AwsObjectStore store = AwsObjectStore.open(s3, ledger)) {
            TargetCheck target = new TargetCheck(store, request);
            FileTorrent torrent = torrent(request, file);
            PartLayout layout = PartLayout.of(file.length(), torrent.layout().pieceLength());
            Optional<DescribedObject> there = target.there();
            if (there.isPresent()) {
                compare(target, there.get(), file, layout, torrent);
                return wasThere(store, there.get().version(), torrent, ledger);
            }
            PartsUpload parts = new PartsUpload(store.writer(), request, listener, PartSource.of(file, layout), target);
            if (layout.count() > 1) {
                return done(store, parts.run(torrent, Optional.empty()), torrent, parts.keptBytes(), ledger);
            }
            PartSlot slot = new PartSlot(file, file.length());
            slot.fill(new ByteRange(0, file.length()), torrent);
            file.checkUnchanged();
            return done(store, whole(store.writer(), slot, torrent), torrent, 0, ledger);
        }
    }

    /** The length of a stream is known only if its first part contains its end. */
    private PutResult put(InputStream in, Ledger ledger) throws IOException, InterruptedException {
        try (AwsObjectStore store = AwsObjectStore.open(s3, ledger)) {
            TargetCheck target = new TargetCheck(store, request);
            Optional<DescribedObject> there = target.there();
            InfoOptions spec = request.spec().apply(PutRequest.UNKNOWN_LENGTH);
            StreamParts stream = new StreamParts(in, spec);
            PartSlot slot = stream.newSlot();
            ByteRange first = stream.read(slot);
            if (!stream.isEnded()) {
                if (there.isPresent()) {
                    throw target.other(
                            "is there already, and standard input of more than one part is not compared with it");
                }
                FileTorrent torrent = new FileTorrent(spec, stream.longest());
                PartsUpload parts = new PartsUpload(store.writer(), request, listener, stream, target);
                return done(store, parts.run(torrent, Optional.of(slot)), torrent, 0, ledger);
            }
            FileTorrent torrent = new FileTorrent(request.spec().apply(first.length()), first.length());
            if (there.isPresent()) {
                checkLength(target, there.get(), first.length());
                Comparison comparison = target.comparison(there.get(), stream.partLength());
                slot.show(torrent);
                slot.show(comparison);
                checkSame(target, comparison);
                return wasThere(store, there.get().version(), torrent, ledger);
            }
            slot.show(torrent);
            return done(store, whole(store.writer(), slot, torrent), torrent, 0, ledger);
        }
    }

    /** Fails unless the store shows that the object has the bytes of the file. */
    private void compare(
            TargetCheck target, DescribedObject there, SourceFile file, PartLayout layout, FileTorrent torrent)
            throws IOException, InterruptedException {
        checkLength(target, there, file.length());
        Comparison comparison = target.comparison(there, layout.partLength());
        byte[] buffer = new byte[STEP];
        for (long at = 0; at < file.length(); at += STEP) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int step = (int) Math.min(STEP, file.length() - at);
            file.read(at, buffer, 0, step);
            torrent.accept(buffer, 0, step);
            comparison.accept(buffer, 0, step);
            listener.compared(at + step, file.length());
        }
        file.checkUnchanged();
        checkSame(target, comparison);
    }

    private static void checkLength(TargetCheck target, DescribedObject there, long length) throws PutException {
        long stored = there.version().length();
        if (stored != length) {
            throw target.other("holds " + stored + " other bytes, and the file has " + length);
        }
    }

    private static void checkSame(TargetCheck target, Comparison comparison) throws PutException {
        if (!comparison.isSame()) {
            throw target.other(comparison.difference());
        }
    }

    private PutResult wasThere(AwsObjectStore store, ObjectVersion version, FileTorrent torrent, Ledger ledger)
            throws IOException {
        listener.hashed(request.around(torrent.metainfo()));
        return done(store, version, torrent, version.length(), ledger);
    }

    private PutResult done(
            AwsObjectStore store, ObjectVersion version, FileTorrent torrent, long keptBytes, Ledger ledger)
            throws MetainfoException {
        Metainfo metainfo = request.around(torrent.metainfo());
        Optional<String> whyNoSidecar = sidecar(store, store.writer(), version, metainfo);
        return new PutResult(version, metainfo, torrent.sha256(), whyNoSidecar, keptBytes, ledger.snapshot());
    }

    /**
     * Estimates what {@link #run} would send for a file; sends nothing itself.
     *
     * @throws IllegalArgumentException for a stream, which can be read only once
     */
    public static Estimate estimate(PutRequest request) throws IOException {
        if (!(request.source() instanceof Source.LocalFile local)) {
            throw new IllegalArgumentException("source: " + request.source() + " (expected: a file)");
        }
        try (SourceFile file = SourceFile.open(local.path())) {
            return Estimate.of(torrent(request, file).layout(), request.force());
        }
    }

    private static FileTorrent torrent(PutRequest request, SourceFile file) throws IOException {
        return new FileTorrent(request.spec().apply(file.length()), file.length());
    }

    /** Stops {@link #run} soon, and leaves nothing in the store. */
    public void cancel() {
        Thread running = runner.get();
        if (running != null) {
            running.interrupt();
        }
    }

    /** Puts content of a single part in one request. */
    private ObjectVersion whole(ObjectWriter writer, PartSlot slot, FileTorrent torrent) throws IOException {
        listener.hashed(request.around(torrent.metainfo()));
        try {
            ObjectVersion version = writer.put(request.target(), slot.body(slot.sha1()), request.putOptions());
            listener.stored(slot.length(), slot.length());
            return version;
        } catch (ObjectException.Changed e) {
            throw new PutException.Occupied(request.target()
                    + ": another object was put there in the meantime, and stays; --force replaces it");
        }
    }

    /** Puts the torrent next to the object. The object stays in the store even if this fails. Returns the reason for a failure. */
    private static Optional<String> sidecar(
            AwsObjectStore store, ObjectWriter writer, ObjectVersion version, Metainfo metainfo) {
        try {
            S3Location beside = Sidecar.of(version.location());
            Optional<StoredObject> there = store.metadata(beside);
            boolean isThere = there.isPresent()
                    && Sidecar.isThis(version, metainfo, there.get().metadata());
            return isThere || Sidecar.put(writer, version, metainfo, there)
                    ? Optional.empty()
                    : Optional.of(beside + " is not a sidecar and was not replaced");
        } catch (ObjectException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private PutException cancelled(Exception cause) {
        return new PutException.Cancelled("the upload of " + request.source() + " was stopped", cause);
    }

    /**
     * The estimated requests of an upload.
     *
     * @param layout the file's pieces
     * @param parts the number of requests that carry the file
     * @param usage all requests, if none is repeated
     */
    public record Estimate(PieceLayout layout, int parts, Usage usage) {
        /** The requests for the sidecar: a HEAD of an existing one, the put, and a HEAD that checks the result. */
        private static final Usage SIDECAR = new Usage(2, 1, 0, 0);

        /** The requests that list unfinished uploads, begin one, and complete it. */
        private static final int AROUND_PARTS = 3;

        /** The look at what is in the place of the object, before it is put and again before parts are joined. */
        private static final int LOOKS = 2;

        static Estimate of(PieceLayout pieces, boolean force) {
            int parts =
                    PartLayout.of(pieces.objectLength(), pieces.pieceLength()).count();
            int looks = force ? 0 : Math.min(parts, LOOKS);
            Usage content = new Usage(1 + looks, parts == 1 ? 1 : parts + AROUND_PARTS, 0, 0);
            return new Estimate(pieces, parts, content.plus(SIDECAR));
        }
    }
}

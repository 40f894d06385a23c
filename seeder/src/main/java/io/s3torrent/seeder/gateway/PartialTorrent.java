package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.net.http.GrowingBytes;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Streams a torrent while it is created. The part before the piece hashes follows from the object's name and length. The part behind them
 * is short and has a known length, although the web seed URLs contain the info-hash. The bytes are available when hashing begins; the end
 * is held back until the torrent is seeded. Guarded by its monitor.
 */
final class PartialTorrent implements HashingListener {
    private final ObjectVersion version;
    private final TorrentService service;
    private final BooleanSupplier cancelled;
    private final CompletableFuture<GrowingBytes> begun = new CompletableFuture<>();
    private final BitSet known = new BitSet();
    private byte[] torrent = {};
    private Optional<GrowingBytes> growing = Optional.empty();
    private int hashesStart;
    private int hashesEnd;
    private long read;
    private long hashed;
    private long inFlight;

    /**
     * Creates the stream of a torrent.
     *
     * @param cancelled true when no client wants the torrent any more
     */
    PartialTorrent(ObjectVersion version, TorrentService service, BooleanSupplier cancelled) {
        this.version = version;
        this.service = service;
        this.cancelled = cancelled;
    }

    /** Completes with the bytes when hashing begins; never completes if the torrent exists already. */
    CompletableFuture<GrowingBytes> begun() {
        return begun;
    }

    /** Bytes that must be or were read to create it. */
    synchronized long read() {
        return read;
    }

    /** The most bytes that were read until now, if the job ends here. */
    synchronized long readUntilNow() {
        return Math.min(read, hashed + inFlight);
    }

    @Override
    public synchronized void hashed(long done, long total) {
        hashed = Math.max(hashed, done);
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }

    @Override
    public void begins(Usage reading) {
        PieceLayout layout = new PieceLayout(version.length(), PieceLengthPolicy.pieceLength(version.length()));
        InfoOptions spec =
                InfoOptions.v1(version.location().name(), layout.pieceLength()).withUpdateUrl(service.updateUrl());
        int hashes = layout.pieceCount() * Info.HASH_LENGTH;
        Info blank = Info.ofFile(spec, layout.objectLength(), new byte[hashes]);
        Metainfo bare = Metainfo.of(blank, service.trackers(), SoftwareName.NAME);
        byte[] template = MetainfoCodec.encode(bare.withWebSeeds(service.webSeeds(blank.infoHash())));
        int info = MetainfoCodec.encode(bare).length - 1 - blank.rawLength(); // only "e" follows the info dictionary
        int start = info + blank.pieceHashesStart();
        GrowingBytes bytes = GrowingBytes.growing(template, start);
        synchronized (this) {
            read = reading.bytesRead();
            inFlight = TorrentMaker.mostInFlight(layout.pieceLength());
            torrent = template;
            hashesStart = start;
            hashesEnd = start + hashes;
            growing = Optional.of(bytes);
        }
        begun.complete(bytes);
    }

    @Override
    public synchronized void pieces(int first, byte[] sha1) {
        System.arraycopy(sha1, 0, torrent, hashesStart + first * Info.HASH_LENGTH, sha1.length);
        known.set(first, first + sha1.length / Info.HASH_LENGTH);
        int inOrder = hashesStart + known.nextClearBit(0) * Info.HASH_LENGTH;
        int heldBack = hashesEnd - Info.HASH_LENGTH;
        growing.ifPresent(bytes -> bytes.grow(Math.min(inOrder, heldBack)));
    }

    /** The torrent is seeded. Releases its end if the bytes so far are its beginning; otherwise clients get no end. */
    synchronized void seeded(byte[] whole) {
        if (whole.length == torrent.length && Arrays.equals(whole, 0, hashesEnd, torrent, 0, hashesEnd)) {
            System.arraycopy(whole, hashesEnd, torrent, hashesEnd, whole.length - hashesEnd);
            growing.ifPresent(bytes -> bytes.grow(whole.length));
        } else {
            failed();
        }
    }

    /** Fails the stream: there will be no torrent. */
    synchronized void failed() {
        growing.ifPresent(GrowingBytes::fail);
    }
}

package io.s3torrent.seeder.gateway;

import io.s3torrent.bittorrent.Agent;
import io.s3torrent.seeder.http.GrowingBytes;
import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoSpec;
import io.s3torrent.seeder.metainfo.MakingListener;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ObjectVersion;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A torrent as bytes while it is made: all but its hashes follows from the object's length and name, and those are its last but two
 * bytes. It is there from the moment that hashing begins; its end is held back until the torrent is seeded. Guarded by itself.
 */
final class Draft implements MakingListener {
    /** The ends of the dictionary of {@code info}, of which {@code pieces} is the last key, and of the one around it. */
    private static final int AFTER_HASHES = 2;

    private final ObjectVersion version;
    private final List<String> trackers;
    private final CompletableFuture<GrowingBytes> begun = new CompletableFuture<>();
    private final BitSet known = new BitSet();
    private byte[] torrent = {};
    private Optional<GrowingBytes> growing = Optional.empty();
    private int hashesStart;
    private long read;

    Draft(ObjectVersion version, List<String> trackers) {
        this.version = version;
        this.trackers = List.copyOf(trackers);
    }

    /** The bytes, as soon as they begin; never for a torrent that is found and not made. */
    CompletableFuture<GrowingBytes> begun() {
        return begun;
    }

    /** Bytes that are, or were, to be read for it. */
    synchronized long read() {
        return read;
    }

    @Override
    public void hashed(long done, long total) {}

    @Override
    public void begins(Usage reading) {
        PieceLayout layout = new PieceLayout(version.length(), PieceLengthPolicy.pieceLength(version.length()));
        InfoSpec spec = InfoSpec.v1(version.location().name(), layout.pieceLength());
        int hashes = layout.pieceCount() * Info.HASH_LENGTH;
        byte[] template = MetainfoCodec.encode(
                Metainfo.of(Info.ofFile(spec, layout.objectLength(), new byte[hashes]), trackers, Agent.NAME));
        GrowingBytes bytes = GrowingBytes.growing(template, template.length - AFTER_HASHES - hashes);
        synchronized (this) {
            read = reading.bytesRead();
            torrent = template;
            hashesStart = template.length - AFTER_HASHES - hashes;
            growing = Optional.of(bytes);
        }
        begun.complete(bytes);
    }

    @Override
    public synchronized void pieces(int first, byte[] sha1) {
        System.arraycopy(sha1, 0, torrent, hashesStart + first * Info.HASH_LENGTH, sha1.length);
        known.set(first, first + sha1.length / Info.HASH_LENGTH);
        int inOrder = hashesStart + known.nextClearBit(0) * Info.HASH_LENGTH;
        int heldBack = torrent.length - AFTER_HASHES - Info.HASH_LENGTH;
        growing.ifPresent(bytes -> bytes.grow(Math.min(inOrder, heldBack)));
    }

    /** The torrent is seeded. What went out is a beginning of it, or whoever has that gets no end. */
    synchronized void seeded(byte[] whole) {
        if (Arrays.equals(whole, torrent)) {
            growing.ifPresent(bytes -> bytes.grow(bytes.length()));
        } else {
            failed();
        }
    }

    /** There will be no torrent. */
    synchronized void failed() {
        growing.ifPresent(GrowingBytes::fail);
    }
}

package io.s3torrent.seeder.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.s3.ByteRange;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A torrent whose bytes are in memory. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TestTorrent(Metainfo metainfo, byte[] content) {

    /** Creates a torrent of {@code length} bytes that are derived from the name. */
    public static TestTorrent of(String name, int length, int pieceLength) {
        byte[] content = new byte[length];
        new Random(name.hashCode()).nextBytes(content);
        return of(name, content, pieceLength);
    }

    /** Creates a torrent of these bytes. */
    public static TestTorrent of(String name, byte[] content, int pieceLength) {
        PieceLayout layout = new PieceLayout(content.length, pieceLength);
        byte[] hashes = new byte[layout.pieceCount() * Info.HASH_LENGTH];
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            byte[] hash = sha1(slice(content, layout.range(piece)));
            System.arraycopy(hash, 0, hashes, piece * hash.length, hash.length);
        }
        Info info = Info.ofFile(name, layout, hashes);
        return new TestTorrent(Metainfo.of(info, List.of(), "test"), content);
    }

    public InfoHash infoHash() {
        return metainfo.infoHash();
    }

    public PieceLayout layout() {
        return metainfo.info().layout();
    }

    /** The bytes of one piece. */
    public byte[] piece(int piece) {
        return slice(content, layout().range(piece));
    }

    /** A torrent to seed from memory, with pieces that come at once. */
    public SeedTorrent seed() {
        return seed(piece -> CompletableFuture.completedFuture(buffer(piece)));
    }

    /** A torrent to seed from another source. */
    public SeedTorrent seed(PieceSource pieces) {
        return new SeedTorrent(metainfo, pieces);
    }

    /** A piece in a pooled direct buffer, so that the leak detector sees whether it was released. */
    public ByteBuf buffer(int piece) {
        byte[] bytes = piece(piece);
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }

    public static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] slice(byte[] content, ByteRange range) {
        return Arrays.copyOfRange(content, (int) range.start(), (int) range.end());
    }
}

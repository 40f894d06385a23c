package io.s3torrent.seeder.put;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Computes the torrent and the SHA-256 of a file or stream while its bytes are read from start to end. */
final class FileTorrent implements ByteSink {
    private final InfoOptions spec;
    private final MessageDigest sha256 = Digests.sha256();
    private TorrentHashes hashes;
    private ByteSink hasher;
    private long position;

    /**
     * A torrent without any bytes yet.
     *
     * @param length bytes of the file; for a stream the most that it may have
     */
    FileTorrent(InfoOptions spec, long length) throws MetainfoException {
        this.spec = spec;
        this.hashes = new TorrentHashes(spec, TorrentFiles.single(spec, length));
        this.hasher = hashes.from(0);
    }

    PieceLayout layout() {
        return hashes.layout();
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        hasher.accept(chunk, offset, length);
        sha256.update(chunk, offset, length);
        position += length;
    }

    /** Says how long the stream is, between two of its pieces and before the last of its bytes have gone by. */
    void endsAt(long length) throws MetainfoException {
        hashes = hashes.shortened(length);
        hasher = hashes.from((int) (position / spec.pieceLength()));
    }

    /** The SHA-1 of a part that was hashed; empty when the part is not exactly one piece. */
    Optional<byte[]> sha1(ByteRange part) {
        int piece = (int) (part.start() / spec.pieceLength());
        boolean isPiece = piece < hashes.layout().pieceCount()
                && hashes.layout().range(piece).equals(part);
        return isPiece ? hashes.sha1(piece) : Optional.empty();
    }

    /** The torrent, after all bytes were hashed. */
    Metainfo metainfo() throws MetainfoException {
        return Metainfo.of(hashes.info(), List.of(), SoftwareName.NAME);
    }

    /** The SHA-256 of all bytes as hexadecimal digits; to be called once, when they have gone by. */
    String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}

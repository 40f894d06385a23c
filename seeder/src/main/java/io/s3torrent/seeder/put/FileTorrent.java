package io.s3torrent.seeder.put;

import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.hashing.TorrentHashes;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.List;
import java.util.Optional;

/** Computes the torrent of a file while its bytes are read from start to end. */
final class FileTorrent implements ByteSink {
    private final InfoOptions spec;
    private final List<String> trackers;
    private final TorrentHashes hashes;
    private final ByteSink hasher;

    FileTorrent(InfoOptions spec, long length, List<String> trackers) throws MetainfoException {
        this.spec = spec;
        this.trackers = trackers;
        this.hashes = new TorrentHashes(spec, TorrentFiles.single(spec, length));
        this.hasher = hashes.from(0);
    }

    PieceLayout layout() {
        return hashes.layout();
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        hasher.accept(chunk, offset, length);
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
        Info info = hashes.info();
        return Metainfo.of(info, trackers, SoftwareName.NAME);
    }
}

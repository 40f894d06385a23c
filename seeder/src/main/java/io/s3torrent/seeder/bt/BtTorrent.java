package io.s3torrent.seeder.bt;

import bt.metainfo.Torrent;
import bt.metainfo.TorrentFile;
import bt.metainfo.TorrentId;
import bt.metainfo.TorrentSource;
import bt.tracker.AnnounceKey;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.metainfo.Info;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adapts our {@link Info} to the library, whose own parser never reads a metainfo. */
final class BtTorrent implements Torrent {
    private final Info info;
    private final TorrentFile allBytes;

    BtTorrent(Info info) {
        this.info = info;
        this.allBytes = new AllBytes(info);
    }

    /** Converts an info-hash to the library's type. */
    static TorrentId id(InfoHash infoHash) {
        return TorrentId.fromBytes(infoHash.bytes());
    }

    @Override
    public TorrentId getTorrentId() {
        return id(info.infoHash());
    }

    /** Empty, because our own client announces to trackers. */
    @Override
    public Optional<AnnounceKey> getAnnounceKey() {
        return Optional.empty();
    }

    @Override
    public TorrentSource getSource() {
        return new TorrentSource() {
            @Override
            public Optional<byte[]> getMetadata() {
                return Optional.empty();
            }

            @Override
            public byte[] getExchangedMetadata() {
                return info.raw();
            }
        };
    }

    @Override
    public String getName() {
        return info.name();
    }

    @Override
    public long getChunkSize() {
        return info.layout().pieceLength();
    }

    /** The v1 hashes. For a v2-only torrent these are zeros, which nothing checks because the library's verifier is not used. */
    @Override
    public Iterable<byte[]> getChunkHashes() {
        boolean v1 = info.spec().format().hasV1();
        List<byte[]> hashes = new ArrayList<>();
        for (int piece = 0; piece < info.layout().pieceCount(); piece++) {
            hashes.add(v1 ? info.pieceHash(piece) : new byte[Info.HASH_LENGTH]);
        }
        return hashes;
    }

    @Override
    public long getSize() {
        return info.layout().objectLength();
    }

    /** One file with all bytes. We map the bytes to files ourselves, because the library visits all its files for every block. */
    @Override
    public List<TorrentFile> getFiles() {
        return List.of(allBytes);
    }

    @Override
    public boolean isPrivate() {
        return info.isPrivate();
    }

    @Override
    public Optional<Instant> getCreationDate() {
        return Optional.empty();
    }

    @Override
    public Optional<String> getCreatedBy() {
        return Optional.empty();
    }

    private static final class AllBytes implements TorrentFile {
        private final Info info;

        AllBytes(Info info) {
            this.info = info;
        }

        @Override
        public long getSize() {
            return info.layout().objectLength();
        }

        @Override
        public List<String> getPathElements() {
            return List.of(info.name());
        }
    }
}

package io.s3torrent.seeder.bt;

import bt.metainfo.TorrentId;
import bt.net.Peer;
import bt.net.buffer.BufferedData;
import bt.protocol.Cancel;
import bt.torrent.annotation.Consumes;
import bt.torrent.data.BlockRead;
import bt.torrent.data.BlockReads;
import bt.torrent.data.BlockWrite;
import bt.torrent.data.DataWorker;
import bt.torrent.messaging.MessageContext;
import io.netty.buffer.ByteBuf;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.bt.PeerWindow.BlockRequest;
import io.s3torrent.seeder.engine.SeedTorrent;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the library's block requests from {@link io.s3torrent.seeder.piece.PieceSource}s, without blocking its dispatcher thread.
 *
 * <p>A {@link PeerWindow} limits the memory of each peer. Thread-safe: the two maps are concurrent, and each window guards itself.
 */
public final class PieceReads implements DataWorker {
    private static final Logger LOG = LoggerFactory.getLogger(PieceReads.class);

    private final Map<InfoHash, Served> served = new ConcurrentHashMap<>();
    private final Map<Peer, PeerWindow> windows = new ConcurrentHashMap<>();
    private final AtomicLong uploaded = new AtomicLong();

    private record Served(SeedTorrent torrent, AtomicLong uploaded) {}

    /** Serves a torrent from now on, or replaces its source. */
    void serve(SeedTorrent torrent) {
        served.merge(
                torrent.metainfo().infoHash(),
                new Served(torrent, new AtomicLong()),
                (old, replacing) -> new Served(torrent, old.uploaded));
    }

    /** Stops serving a torrent. Returns false if it was not served. */
    boolean stop(InfoHash infoHash) {
        return served.remove(infoHash) != null;
    }

    /** Payload bytes sent of a torrent since it was added. */
    long uploaded(InfoHash infoHash) {
        Served torrent = served.get(infoHash);
        return torrent == null ? 0 : torrent.uploaded.get();
    }

    /** Payload bytes sent of all torrents, including removed ones. */
    long uploaded() {
        return uploaded.get();
    }

    /** Forgets a peer's requests. */
    void forget(Peer peer) {
        windows.remove(peer);
    }

    @Override
    public CompletableFuture<BlockRead> addBlockRequest(
            TorrentId torrentId, Peer peer, int piece, int offset, int length) {
        Served torrent = served.get(InfoHash.of(torrentId.getBytes()));
        BlockRequest block = new BlockRequest(piece, offset, length);
        if (torrent == null || !block.isWithin(torrent.torrent.metainfo().info().layout())) {
            return CompletableFuture.completedFuture(BlockReads.rejected(peer, piece, offset, length));
        }
        PeerWindow window = windows.computeIfAbsent(peer, any -> new PeerWindow());
        CompletableFuture<BlockRead> answer = new CompletableFuture<>();
        if (!window.start(block, () -> read(torrent, peer, window, block, answer))) {
            answer.complete(BlockReads.rejected(peer, piece, offset, length));
        }
        return answer;
    }

    private void read(
            Served torrent, Peer peer, PeerWindow window, BlockRequest block, CompletableFuture<BlockRead> answer) {
        CompletableFuture<ByteBuf> unused = torrent.torrent
                .pieces()
                .read(block.piece())
                .whenComplete((piece, failure) -> {
                    if (failure != null) {
                        LOG.debug("Could not read piece {}", block.piece(), failure);
                        window.end(block);
                        answer.complete(BlockReads.rejected(peer, block.piece(), block.offset(), block.length()));
                    } else {
                        byte[] bytes = copy(piece, block);
                        answer.complete(BlockReads.ready(peer, block.piece(), block.offset(), bytes, () -> {
                            window.end(block);
                            torrent.uploaded.addAndGet(bytes.length);
                            uploaded.addAndGet(bytes.length);
                        }));
                    }
                });
    }

    /** Copies a block. The library does not report dropped blocks, so it cannot be given a reference-counted buffer. */
    private static byte[] copy(ByteBuf piece, BlockRequest block) {
        try {
            byte[] bytes = new byte[block.length()];
            piece.getBytes(piece.readerIndex() + block.offset(), bytes);
            return bytes;
        } finally {
            piece.release();
        }
    }

    /** Receives a CANCEL. The library drops the block silently. */
    @Consumes
    public void consume(Cancel cancel, MessageContext context) {
        PeerWindow window = windows.get(context.getPeer());
        if (window != null) {
            window.end(new BlockRequest(cancel.getPieceIndex(), cancel.getOffset(), cancel.getLength()));
        }
    }

    /** Never writes: a seeder requests nothing. */
    @Override
    public CompletableFuture<BlockWrite> addBlock(
            TorrentId torrentId, Peer peer, int piece, int offset, BufferedData buffer) {
        buffer.dispose();
        return CompletableFuture.failedFuture(new UnsupportedOperationException("a seed takes no blocks"));
    }
}

package io.s3torrent.seeder.piece.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.ImmediateExecutor;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.engine.TestTorrent;
import io.s3torrent.seeder.hashing.HashingListener;
import io.s3torrent.seeder.hashing.TorrentMaker;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.TorrentFiles;
import io.s3torrent.seeder.piece.Content;
import io.s3torrent.seeder.piece.PieceSource;
import io.s3torrent.seeder.piece.disk.DiskCacheConfig;
import io.s3torrent.seeder.piece.disk.DiskTier;
import io.s3torrent.seeder.s3.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A cache with 2 MiB of memory for pieces above a disk tier, as in one run of the program. */
public record TieredCache(PieceMemory memory, DiskTier disk, PieceCache tiers) implements AutoCloseable {
    private static final int MEMORY = 2 << 20;

    public static TieredCache open(Path folder, long diskBytes, Clock clock) throws IOException {
        PieceMemory memory = new PieceMemory(MEMORY);
        DiskTier disk = DiskTier.open(new DiskCacheConfig(folder, diskBytes), MEMORY, clock);
        return new TieredCache(memory, disk, new PieceCache(memory, Optional.of(disk)));
    }

    public Info hash(TestTorrent torrent, MemoryStore from) throws IOException {
        try (WorkerPool threads = new WorkerPool("test", 32)) {
            InfoOptions spec = torrent.metainfo().info().spec();
            return new TorrentMaker(from, threads, tiers)
                    .make(
                            Content.of(from.version()),
                            spec,
                            TorrentFiles.single(spec, torrent.layout().objectLength()),
                            HashingListener.NONE);
        }
    }

    public PieceSource source(TestTorrent torrent, MemoryStore from) {
        return new S3PieceSource(
                from,
                ImmediateExecutor.INSTANCE,
                tiers,
                Content.of(from.version()),
                torrent.metainfo().info(),
                new BadPieceRetries(Clock.systemUTC()));
    }

    public byte[] read(TestTorrent torrent, MemoryStore from, int piece) {
        ByteBuf bytes = source(torrent, from).read(piece).join();
        byte[] copy = ByteBufUtil.getBytes(bytes);
        bytes.release();
        return copy;
    }

    public void readAll(TestTorrent torrent, MemoryStore from) {
        for (int piece = 0; piece < torrent.layout().pieceCount(); piece++) {
            assertThat(read(torrent, from, piece)).isEqualTo(torrent.piece(piece));
        }
    }

    @Override
    public void close() {
        tiers.close();
        assertThat(memory.used()).isZero();
    }
}

package io.s3torrent.seeder.piece.cache;

import io.netty.buffer.ByteBuf;
import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.util.concurrent.CompletableFuture;

/** One unit on its way from the store into a buffer of its own. For one thread at a time. */
final class UnitFetch implements ByteSink {
    private final TorrentUnits units;
    private final int unit;
    private final ByteBuf buffer;
    private final CompletableFuture<FetchUnit> promise = new CompletableFuture<>();
    private UnitCheck check;

    /** Takes over the buffer, which is as long as the unit. */
    UnitFetch(TorrentUnits units, int unit, ByteBuf buffer) {
        this.units = units;
        this.unit = unit;
        this.buffer = buffer;
        this.check = units.check(unit);
    }

    int unit() {
        return unit;
    }

    ByteRange range() {
        return units.range(unit);
    }

    CompletableFuture<FetchUnit> promise() {
        return promise;
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        buffer.writeBytes(chunk, offset, length);
        check.accept(chunk, offset, length);
    }

    int missing() {
        return buffer.writableBytes();
    }

    boolean isRight() {
        return check.bad().isEmpty();
    }

    /** Forgets the bytes: they come again. */
    void restart() {
        buffer.clear();
        check = units.check(unit);
    }

    /** Answers with what came; wrong pieces are named as such. */
    void deliver() {
        promise.complete(FetchUnit.inMemory(buffer, check.bad()));
    }

    void fail(Throwable reason) {
        buffer.release();
        promise.completeExceptionally(reason);
    }
}

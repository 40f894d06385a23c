package io.s3torrent.seeder.piece;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.seeder.piece.DiskSlot.Checked;
import io.s3torrent.seeder.piece.DiskTier.MappedUnit;
import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Units from the disk, else from another source, whose right ones are written to the disk behind the back of those who wait.
 *
 * <p>Each unit is read whole before it is given out: against the torrent's hashes the first time in this run, and from then on
 * against the checksum of that time, which costs a tenth. That also brings its pages into memory, so that an event loop does not
 * wait for the disk.
 */
final class DiskUnits implements UnitSource {
    private static final Logger LOG = LoggerFactory.getLogger(DiskUnits.class);
    private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[64 << 10]);

    private final DiskTier disk;
    private final TorrentUnits units;
    private final UnitSource source;

    DiskUnits(DiskTier disk, TorrentUnits units, UnitSource source) {
        this.disk = disk;
        this.units = units;
        this.source = source;
    }

    @Override
    public CompletableFuture<Unit> load(int unit) {
        if (!disk.contains(units.diskKey(unit))) {
            return fetch(unit);
        }
        try {
            return CompletableFuture.supplyAsync(() -> read(unit), disk.readers())
                    .thenCompose(found ->
                            found.map(CompletableFuture::completedFuture).orElseGet(() -> fetch(unit)));
        } catch (RejectedExecutionException e) {
            return fetch(unit);
        }
    }

    private CompletableFuture<Unit> fetch(int unit) {
        return source.load(unit).thenApply(fetched -> {
            if (fetched.bad().isEmpty()) {
                disk.writeLater(units.diskKey(unit), fetched.buffer());
            }
            return fetched;
        });
    }

    private Optional<Unit> read(int unit) {
        Optional<MappedUnit> found = disk.find(units.diskKey(unit));
        return found.flatMap(bytes -> {
            if (isRight(bytes, unit)) {
                return Optional.of(Unit.mapped(bytes));
            }
            LOG.atWarn()
                    .addKeyValue("infoHash", units.hashes().infoHash())
                    .addKeyValue("range", units.range(unit))
                    .log("wrong bytes in the cache folder, fetched from the store");
            disk.forget(bytes);
            bytes.release();
            return Optional.empty();
        });
    }

    private boolean isRight(MappedUnit bytes, int unit) {
        InfoHash infoHash = units.hashes().infoHash();
        Optional<Checked> before =
                bytes.slot().checked().filter(checked -> checked.infoHash().equals(infoHash));
        UnitCheck check = units.check(unit);
        int checksum;
        try {
            checksum = before.isPresent() ? pass(bytes, (chunk, offset, length) -> {}) : pass(bytes, check);
        } catch (InternalError e) { // how the JVM says that a mapped page cannot be read
            return false;
        }
        if (before.isEmpty() && check.bad().isEmpty()) {
            bytes.slot().checked(new Checked(infoHash, checksum));
        }
        return before.map(known -> known.checksum() == checksum)
                .orElseGet(() -> check.bad().isEmpty());
    }

    /** Hands over all bytes, by way of a copy: only a plain copy from a broken page is an error instead of a crash. */
    private static int pass(MappedUnit bytes, ByteSink sink) {
        CRC32C crc = new CRC32C();
        byte[] chunk = CHUNK.get();
        int length = bytes.capacity();
        for (int at = 0; at < length; at += chunk.length) {
            int step = Math.min(chunk.length, length - at);
            bytes.getBytes(at, chunk, 0, step);
            crc.update(chunk, 0, step);
            sink.accept(chunk, 0, step);
        }
        return (int) crc.getValue();
    }
}

package io.s3torrent.seeder.piece.cache;

import io.s3torrent.seeder.piece.PieceHasher;
import io.s3torrent.seeder.piece.PieceHashes;
import io.s3torrent.seeder.piece.disk.DiskSlot.Checked;
import io.s3torrent.seeder.piece.disk.DiskTier;
import io.s3torrent.seeder.piece.disk.DiskTier.MappedUnit;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads units from the disk, or else from another source. Correct units of that source are written to the disk in the background.
 *
 * <p>Each unit is read and checked as a whole before it is returned. The first time in a run of the program, it is checked against the
 * torrent's hashes. After that it is checked against a checksum from the first time, which costs a fifth. Reading the unit also brings it
 * into the page cache, so that an event loop does not wait for the disk. A unit that was checked a moment ago is certainly still in the
 * page cache, and is not read again.
 */
final class DiskUnits implements UnitSource {
    private static final Logger LOG = LoggerFactory.getLogger(DiskUnits.class);
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    private final DiskTier disk;
    private final UnitLayout units;
    private final PieceHashes hashes;
    private final UnitSource source;

    DiskUnits(DiskTier disk, UnitLayout units, PieceHashes hashes, UnitSource source) {
        this.disk = disk;
        this.units = units;
        this.hashes = hashes;
        this.source = source;
    }

    @Override
    public CompletableFuture<FetchUnit> load(int unit) {
        return disk.find(units.diskKey(unit)).map(bytes -> read(unit, bytes)).orElseGet(() -> fetch(unit));
    }

    private CompletableFuture<FetchUnit> read(int unit, MappedUnit bytes) {
        if (checked(bytes).filter(this::isMomentAgo).isPresent()) {
            return CompletableFuture.completedFuture(FetchUnit.mapped(bytes));
        }
        try {
            return CompletableFuture.supplyAsync(() -> isRight(unit, bytes), disk.readers())
                    .thenCompose(right -> right
                            ? CompletableFuture.completedFuture(FetchUnit.mapped(bytes))
                            : fetchInstead(unit, bytes));
        } catch (RejectedExecutionException e) {
            bytes.release();
            return fetch(unit);
        }
    }

    private CompletableFuture<FetchUnit> fetchInstead(int unit, MappedUnit wrong) {
        LOG.atWarn()
                .addKeyValue("infoHash", hashes.infoHash())
                .addKeyValue("range", units.range(unit))
                .log("a unit in the cache folder is corrupted; fetching it from the store");
        disk.forget(wrong);
        wrong.release();
        return fetch(unit);
    }

    private CompletableFuture<FetchUnit> fetch(int unit) {
        return source.load(unit).thenApply(fetched -> {
            if (fetched.bad().isEmpty()) {
                disk.writeLater(units.diskKey(unit), fetched.buffer());
            }
            return fetched;
        });
    }

    /** The result of the last check, if it used this torrent's hashes. */
    private Optional<Checked> checked(MappedUnit bytes) {
        return bytes.slot().checked().filter(checked -> checked.infoHash().equals(hashes.infoHash()));
    }

    private boolean isMomentAgo(Checked checked) {
        return disk.clock().instant().isBefore(checked.at().plus(A_MOMENT));
    }

    private boolean isRight(int unit, MappedUnit bytes) {
        Optional<Checked> before = checked(bytes);
        BitSet bad = new BitSet();
        PieceHasher verifier = PieceHasher.verifier(hashes, units.firstPiece(unit), units.pieceCount(unit), bad);
        int checksum;
        try {
            checksum = bytes.pass(before.isPresent() ? (chunk, offset, length) -> {} : verifier);
        } catch (IOException e) {
            return false;
        }
        boolean right = before.map(known -> known.checksum() == checksum).orElseGet(bad::isEmpty);
        if (right) {
            bytes.slot()
                    .checked(new Checked(
                            hashes.infoHash(), checksum, disk.clock().instant()));
        }
        return right;
    }
}

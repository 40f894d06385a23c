package io.s3torrent.seeder.piece.disk;

import io.s3torrent.bittorrent.InfoHash;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The place of one unit in the file. Its use is the {@link DiskSpace}'s to keep; who reads its bytes notes that they were right. */
public final class DiskSlot {

    /** That a unit's pieces had the hashes of a torrent, what checksum its bytes had then, and when they were last seen with it. */
    public record Checked(InfoHash infoHash, int checksum, Instant at) {}

    private final DiskKey key;
    private final long offset;
    private volatile @Nullable Checked checked;
    int pins;
    boolean used;
    boolean readable;

    DiskSlot(DiskKey key, long offset) {
        this.key = key;
        this.offset = offset;
    }

    DiskKey key() {
        return key;
    }

    long offset() {
        return offset;
    }

    long end() {
        return offset + key.length();
    }

    public Optional<Checked> checked() {
        return Optional.ofNullable(checked);
    }

    public void checked(Checked result) {
        checked = result;
    }
}

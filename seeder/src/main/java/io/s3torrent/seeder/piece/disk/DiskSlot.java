package io.s3torrent.seeder.piece.disk;

import io.s3torrent.bittorrent.InfoHash;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The place of one unit in the file. {@link DiskSpace} tracks its use; readers record the result of their check. */
public final class DiskSlot {

    /**
     * The result of a check: the torrent whose hashes the unit's pieces matched, the checksum of its bytes, and the time of the last
     * successful check.
     */
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

package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.wire.upload.UploadRateLimiter;
import io.s3torrent.seeder.wire.upload.UploadRates;
import io.s3torrent.seeder.wire.upload.WireTimer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the upload limits and the upload slots of each new torrent of one port. Safe for use by all event loops. */
final class UploadPolicy {
    /** So many peers of a torrent may ask at a time: an unchoked one costs what it has open, which the piece memory bounds. */
    private static final int MOST_SLOTS = 256;

    private static final int FEWEST_SLOTS = 4;

    /** With less per peer in a second, all wait longer for their first piece to trade than it takes to take turns. */
    private static final long WORTH_A_SLOT = 32 << 10;

    private final UploadRates rates;
    private final WireTimer timer;
    private final Optional<UploadRateLimiter> total;

    UploadPolicy(UploadRates rates, WireTimer timer) {
        this.rates = rates;
        this.timer = timer;
        this.total = limit(rates.total());
    }

    private Optional<UploadRateLimiter> limit(long bytesPerSecond) {
        return bytesPerSecond == UploadRates.UNLIMITED
                ? Optional.empty()
                : Optional.of(new UploadRateLimiter(bytesPerSecond, timer, System::nanoTime));
    }

    /** The limits that a new torrent is under, its own first: what all share is not to be taken by one who waits. */
    List<UploadRateLimiter> limits() {
        return Stream.of(limit(rates.perTorrent()), total)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The slots of a new torrent. */
    UploadSlots slots() {
        long worth = Math.min(rates.total(), rates.perTorrent()) / WORTH_A_SLOT;
        return new UploadSlots((int) Math.max(FEWEST_SLOTS, Math.min(MOST_SLOTS, worth)), timer);
    }
}

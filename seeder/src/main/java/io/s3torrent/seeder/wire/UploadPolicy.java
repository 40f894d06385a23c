package io.s3torrent.seeder.wire;

import io.s3torrent.seeder.wire.upload.UploadRateLimiter;
import io.s3torrent.seeder.wire.upload.UploadRates;
import io.s3torrent.seeder.wire.upload.WireTimer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Creates the upload limits and upload slots of each new torrent of one port. All event loops may call it. */
final class UploadPolicy {
    /** The most slots of one torrent. Each unchoked peer occupies memory for its open pieces, and the piece memory is bounded. */
    private static final int MOST_SLOTS = 256;

    private static final int FEWEST_SLOTS = 4;

    /** Bytes per second that justify a slot. If each peer got less, all would wait longer for a first piece than if they took turns. */
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

    /**
     * Creates the limits of a new torrent: its own first, then the shared one. In this order, a peer that waits for its torrent's limit
     * takes nothing of the shared limit.
     */
    List<UploadRateLimiter> limits() {
        return Stream.of(limit(rates.perTorrent()), total)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Creates the slots of a new torrent. */
    UploadSlots slots() {
        long worth = Math.min(rates.total(), rates.perTorrent()) / WORTH_A_SLOT;
        return new UploadSlots((int) Math.max(FEWEST_SLOTS, Math.min(MOST_SLOTS, worth)), timer);
    }
}

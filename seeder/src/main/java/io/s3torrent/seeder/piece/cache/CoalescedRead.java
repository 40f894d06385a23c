package io.s3torrent.seeder.piece.cache;

import io.s3torrent.seeder.s3.ByteRange;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectReader;
import io.s3torrent.seeder.s3.ObjectStore.ByteSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Units that lie side by side, read by one pinned ranged GET (per object); each is answered as soon as its own bytes are there.
 *
 * <p>Wrong bytes may be an accident of the way, so their unit, and no other, is fetched once more before its pieces count as bad.
 * For one thread, once.
 */
final class CoalescedRead implements ByteSink {
    private static final Logger LOG = LoggerFactory.getLogger(CoalescedRead.class);

    private final ObjectReader store;
    private final TorrentUnits units;
    private final ByteRange range;
    private final Deque<UnitFetch> missing;
    private final List<UnitFetch> wrong = new ArrayList<>();

    /** A read of {@code run}, which is in the order of the content and without gaps. */
    CoalescedRead(ObjectReader store, TorrentUnits units, List<UnitFetch> run) {
        this.store = store;
        this.units = units;
        this.missing = new ArrayDeque<>(run);
        this.range = new ByteRange(
                missing.getFirst().range().start(), missing.getLast().range().end());
    }

    /** Reads, and answers everybody, rightly or with the reason why not. */
    void run() {
        try {
            units.content().read(store, range, this);
        } catch (ObjectException | RuntimeException e) {
            missing.forEach(fetch -> fetch.fail(e));
        }
        wrong.forEach(this::again);
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            UnitFetch next = missing.element();
            int step = Math.min(next.missing(), end - at);
            next.accept(chunk, at, step);
            at += step;
            if (next.missing() == 0) {
                arrived(missing.remove());
            }
        }
    }

    private void arrived(UnitFetch fetch) {
        if (fetch.isRight()) {
            fetch.deliver();
        } else {
            wrong.add(fetch);
        }
    }

    private void again(UnitFetch fetch) {
        LOG.atWarn()
                .addKeyValue("infoHash", units.hashes().infoHash())
                .addKeyValue("range", fetch.range())
                .log("wrong bytes, fetched again");
        fetch.restart();
        try {
            units.content().read(store, fetch.range(), fetch);
        } catch (ObjectException | RuntimeException e) {
            fetch.fail(e);
            return;
        }
        if (!fetch.isRight()) {
            LOG.atError()
                    .addKeyValue("infoHash", units.hashes().infoHash())
                    .addKeyValue("object", units.content())
                    .addKeyValue("range", fetch.range())
                    .log("the object does not have the bytes that the torrent names; these pieces are not served");
        }
        fetch.deliver();
    }
}

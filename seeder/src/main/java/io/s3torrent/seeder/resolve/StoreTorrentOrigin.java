package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses the piece hashes of the store's own {@code ?torrent}.
 *
 * <p>Their number and the piece length must be as planned, and the first, the middle and the last two pieces must match. The store's name
 * and other keys are ignored, so the info is the same that hashing would make.
 *
 * <p>Ceph RGW 16 and 18 hash only the first piece correctly, and 20 truncates the answer. Other stores send the object itself, or an error.
 */
final class StoreTorrentOrigin implements TorrentOrigin {
    private static final Logger LOG = LoggerFactory.getLogger(StoreTorrentOrigin.class);

    /** Torrents of smaller objects are not requested: verifying them takes as many reads as hashing. */
    static final long WORTH_ASKING = 64L << 20;

    private final ObjectStore store;

    StoreTorrentOrigin(ObjectStore store) {
        this.store = store;
    }

    @Override
    public OriginKind origin() {
        return OriginKind.STORE;
    }

    @Override
    public Optional<Info> find(TorrentPlan plan) throws ObjectException {
        Optional<byte[]> answer = plan.v1Object()
                .filter(version -> version.length() > WORTH_ASKING)
                .flatMap(store::torrent);
        return answer.isPresent() ? verified(plan, answer.get()) : Optional.empty();
    }

    /** Estimates nothing, because stores' torrents are seldom right; expect the cost of hashing. */
    @Override
    public Optional<Usage> estimate(TorrentPlan plan) {
        return Optional.empty();
    }

    private Optional<Info> verified(TorrentPlan plan, byte[] answer) throws ObjectException {
        try {
            Info info =
                    plan.v1Info(pieceHashes(plan, MetainfoCodec.decode(answer).info()));
            int count = info.layout().pieceCount();
            OptionalInt wrong = new PieceSampler(store)
                    .firstWrong(plan.content(), info, 0, count - 1, count / 2, Math.max(0, count - 2));
            if (wrong.isEmpty()) {
                return Optional.of(info);
            }
            throw new MetainfoException("piece " + wrong.getAsInt() + " of " + count + " has a wrong hash");
        } catch (MetainfoException e) {
            LOG.atInfo()
                    .addKeyValue("object", plan.content())
                    .addKeyValue("reason", e.getMessage())
                    .log("the store's own torrent is wrong and is not used");
            return Optional.empty();
        }
    }

    private static byte[] pieceHashes(TorrentPlan plan, Info theirs) throws MetainfoException {
        if (!theirs.isSingleFile()
                || theirs.layout().objectLength() != plan.content().length()
                || theirs.layout().pieceLength() != plan.spec().pieceLength()) {
            throw new MetainfoException("it has " + theirs.layout().objectLength() + " bytes in pieces of "
                    + theirs.layout().pieceLength() + " (expected: "
                    + plan.content().length() + " in pieces of "
                    + plan.spec().pieceLength() + ")");
        }
        return theirs.pieceHashes();
    }
}

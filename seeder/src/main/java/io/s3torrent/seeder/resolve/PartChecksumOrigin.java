package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.ledger.Usage;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.piece.PieceLayout;
import io.s3torrent.seeder.s3.ObjectException;
import io.s3torrent.seeder.s3.ObjectStore;
import io.s3torrent.seeder.s3.ObjectVersion;
import io.s3torrent.seeder.s3.PartChecksums;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a torrent from the SHA-1s that the store keeps of the parts of a multipart upload. The parts and the pieces must have the same
 * length. Three of the pieces are read and verified.
 */
final class PartChecksumOrigin implements TorrentOrigin {
    private static final Logger LOG = LoggerFactory.getLogger(PartChecksumOrigin.class);

    /**
     * S3 and compatible stores give an object of N parts an ETag that ends in -N. Objects without parts are not asked about, because
     * reading a single piece is as fast.
     */
    private static final Pattern ETAG_OF_PARTS = Pattern.compile("-([0-9]{1,5})\"?$");

    /** The number of verified pieces. For objects with no more pieces than this, hashing reads as much. */
    private static final int SAMPLES = 3;

    /** A hint about shorter objects would not be worth the user's attention. */
    private static final long LONG_READ = 256L << 20;

    private final ObjectStore store;

    PartChecksumOrigin(ObjectStore store) {
        this.store = store;
    }

    @Override
    public OriginKind origin() {
        return OriginKind.PART_CHECKSUMS;
    }

    @Override
    public Optional<Info> find(TorrentPlan plan) throws ObjectException {
        Optional<PartChecksums> pieces = pieces(plan);
        return pieces.isPresent()
                ? verified(plan, plan.v1Info(joined(pieces.get().sha1())))
                : Optional.empty();
    }

    @Override
    public Optional<Usage> estimate(TorrentPlan plan) {
        return pieces(plan).map(parts -> Usage.reading((long) SAMPLES * parts.partLength(), SAMPLES));
    }

    private Optional<PartChecksums> pieces(TorrentPlan plan) {
        Optional<ObjectVersion> object = plan.v1Object().filter(version -> isWorthAsking(version, plan));
        Optional<PartChecksums> parts = object.flatMap(store::partChecksums);
        parts.ifPresent(known -> hint(plan, known));
        return parts.filter(known -> known.partLength() == plan.spec().pieceLength());
    }

    private static boolean isWorthAsking(ObjectVersion version, TorrentPlan plan) {
        int count = partCount(version);
        return plan.pieceCount() > SAMPLES
                && (count == plan.pieceCount() || (count > SAMPLES && version.length() >= LONG_READ));
    }

    /** The number of parts in which an object was apparently uploaded; 1 for all other objects. */
    private static int partCount(ObjectVersion version) {
        Matcher matcher = ETAG_OF_PARTS.matcher(version.etag());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
    }

    private Optional<Info> verified(TorrentPlan plan, Info info) throws ObjectException {
        int last = info.layout().pieceCount() - 1;
        OptionalInt wrong = new PieceSampler(store).firstWrong(plan.content(), info, 0, last / 2, last);
        if (wrong.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("object", plan.content())
                    .addKeyValue("part", wrong.getAsInt() + 1)
                    .log("the store's SHA-1 of a part does not match its bytes; the whole object is read instead");
            return Optional.empty();
        }
        return Optional.of(info);
    }

    private static void hint(TorrentPlan plan, PartChecksums parts) {
        long length = parts.partLength();
        boolean canBePieces = length <= PieceLayout.MAX_PIECE_LENGTH && Long.bitCount(length) == 1;
        boolean arePieces = length == plan.spec().pieceLength();
        if (canBePieces && !arePieces && plan.content().length() >= LONG_READ) {
            plan.listener()
                    .note(
                            plan.content() + ": its parts of " + (length >> 20)
                                    + " MiB have SHA-1 checksums; with --piece-length parts the torrent is made without"
                                    + " reading the whole object");
        }
    }

    private static byte[] joined(List<byte[]> hashes) {
        byte[] all = new byte[hashes.size() * Info.HASH_LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            System.arraycopy(hashes.get(i), 0, all, i * Info.HASH_LENGTH, Info.HASH_LENGTH);
        }
        return all;
    }
}

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
 * Takes the SHA-1 that the store keeps of each part of a multipart upload for those of the pieces, when parts and pieces are of
 * one length, and reads three of them to see that they are.
 */
final class PartChecksumOrigin implements TorrentOrigin {
    private static final Logger LOG = LoggerFactory.getLogger(PartChecksumOrigin.class);

    /** S3 and its like call an object of N parts HASH-N; a whole object's checksum is not asked for, for one piece is read as fast. */
    private static final Pattern ETAG_OF_PARTS = Pattern.compile("-([0-9]{1,5})\"?$");

    /** Checking that many pieces would be reading them all. */
    private static final int SAMPLES = 3;

    /** Reading less than this is not worth a word. */
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

    /** In how many parts an object seems to have been uploaded; 1 for all others. */
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
                    .log("the store's SHA-1 of a part is not that of its bytes; all are read instead");
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
                                    + " MiB carry SHA-1 checksums: --piece-length parts makes the torrent without reading it all");
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

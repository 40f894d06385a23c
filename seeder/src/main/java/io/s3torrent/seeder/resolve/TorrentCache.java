package io.s3torrent.seeder.resolve;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.bittorrent.SoftwareName;
import io.s3torrent.seeder.metainfo.FileEntry;
import io.s3torrent.seeder.metainfo.Info;
import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.metainfo.MetainfoException;
import io.s3torrent.seeder.metainfo.PieceLengthPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps torrents of earlier runs in files.
 *
 * <p>A file's name is a hash of everything that determines the torrent, so another version of an object, another option or another store
 * gives another file. Each file begins with a checksum of the rest, because a flipped bit would change the info-hash or make a piece
 * unavailable. A damaged file is set aside, and the torrent is made again.
 */
final class TorrentCache implements TorrentOrigin {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentCache.class);
    private static final BoundedFolder.Limits LIMITS = new BoundedFolder.Limits(100_000, 2L << 30);

    private final StateDir stateDir;
    private final BoundedFolder folder;
    private final String store;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Uses a state folder, which is created when the first torrent is kept.
     *
     * @param store identifies the store, since two stores may have buckets of the same name
     */
    TorrentCache(StateDir stateDir, String store) {
        this(stateDir, new BoundedFolder(stateDir.path().resolve("torrents"), LIMITS, Clock.systemUTC()), store);
    }

    TorrentCache(StateDir stateDir, BoundedFolder folder, String store) {
        this.stateDir = stateDir;
        this.folder = folder;
        this.store = store;
    }

    @Override
    public OriginKind origin() {
        return OriginKind.KEPT;
    }

    @Override
    public Optional<Info> find(TorrentPlan plan) {
        String name = fileName(plan);
        try {
            Optional<byte[]> file = folder.read(name, SealedTorrent.MAX_BYTES);
            return file.isPresent() ? find(plan, name, SealedTorrent.open(file.get())) : findUnsealed(plan);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("object", plan.content())
                    .addKeyValue("reason", e.getMessage())
                    .log("a kept torrent cannot be read");
            return Optional.empty();
        }
    }

    /** Finds a torrent of an earlier version of this program, which wrote no checksum, and adds the checksum. */
    private Optional<Info> findUnsealed(TorrentPlan plan) throws IOException {
        String name = unsealedName(plan);
        Optional<Info> info = find(plan, name, folder.read(name, MetainfoCodec.MAX_BYTES));
        if (info.isPresent()) {
            keep(plan, info.get());
            folder.delete(name);
        }
        return info;
    }

    /** Checks a torrent. Sets a damaged file aside, so that a new torrent can be kept and a user can inspect the damage. */
    private Optional<Info> find(TorrentPlan plan, String name, Optional<byte[]> torrent) throws IOException {
        String reason = "its bytes do not match their checksum";
        try {
            if (torrent.isPresent()) {
                return Optional.of(fitting(plan, torrent.get()));
            }
            if (!folder.has(name)) {
                return Optional.empty();
            }
        } catch (MetainfoException e) {
            reason = String.valueOf(e.getMessage());
        }
        LOG.atWarn()
                .addKeyValue("object", plan.content())
                .addKeyValue("reason", reason)
                .addKeyValue("file", folder.setAside(name))
                .log("a kept torrent is damaged; the file is set aside, and the torrent is made again");
        return Optional.empty();
    }

    static Info fitting(TorrentPlan plan, byte[] file) throws MetainfoException {
        return plan.checked(MetainfoCodec.decode(file).info());
    }

    /** Keeps a torrent for later runs. A failure is logged once and has no other effect. */
    void keep(TorrentPlan plan, Info info) {
        try {
            Path unused = stateDir.open();
            byte[] torrent = MetainfoCodec.encode(Metainfo.of(info, List.of(), SoftwareName.NAME));
            folder.write(fileName(plan), SealedTorrent.seal(torrent));
        } catch (IOException e) {
            if (!warned.getAndSet(true)) {
                LOG.warn("torrents are not kept for later runs: {}", e.toString());
            }
        }
    }

    /** Deletes a torrent that turned out to be wrong. */
    void forget(TorrentPlan plan) {
        try {
            folder.delete(fileName(plan));
            folder.delete(unsealedName(plan));
        } catch (IOException e) {
            LOG.warn("a wrong torrent could not be deleted from the state folder: {}", e.toString());
        }
    }

    private String fileName(TorrentPlan plan) {
        return TorrentFingerprint.of(store, plan) + ".kept";
    }

    private String unsealedName(TorrentPlan plan) {
        return TorrentFingerprint.of(store, plan) + ".torrent";
    }

    /** A torrent after a line with the SHA-256 of its bytes. */
    private static final class SealedTorrent {
        private static final String FIRST_WORDS = "s3torrent kept torrent, SHA-256 ";
        private static final int LINE = FIRST_WORDS.length() + 2 * 32 + 1;
        private static final int MAX_BYTES = LINE + MetainfoCodec.MAX_BYTES;

        private SealedTorrent() {}

        static byte[] seal(byte[] torrent) {
            byte[] line = line(torrent);
            byte[] sealed = Arrays.copyOf(line, line.length + torrent.length);
            System.arraycopy(torrent, 0, sealed, line.length, torrent.length);
            return sealed;
        }

        /** The torrent; empty when any bit of the file has changed. */
        static Optional<byte[]> open(byte[] sealed) {
            byte[] torrent = Arrays.copyOfRange(sealed, Math.min(LINE, sealed.length), sealed.length);
            byte[] line = Arrays.copyOf(sealed, LINE);
            return Arrays.equals(line, line(torrent)) ? Optional.of(torrent) : Optional.empty();
        }

        private static byte[] line(byte[] torrent) {
            String sha256 = HexFormat.of().formatHex(Digests.sha256().digest(torrent));
            return (FIRST_WORDS + sha256 + "\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * Hashes everything that determines a torrent. Each text is preceded by its length, so that different lists of texts give different
     * bytes.
     */
    private static final class TorrentFingerprint {
        private final MessageDigest sha256 = Digests.sha256();

        private TorrentFingerprint() {}

        /** Returns 64 hexadecimal digits. */
        static String of(String store, TorrentPlan plan) {
            TorrentFingerprint print = new TorrentFingerprint();
            print.add(store);
            print.add(PieceLengthPolicy.PROFILE);
            print.add(plan.spec());
            print.add(plan.content().id().toString());
            print.add(plan.files().size());
            plan.files().forEach(print::add);
            plan.spec()
                    .updateUrl()
                    .ifPresent(print::add); // last, so that torrents without an update URL keep their old file names
            return HexFormat.of().formatHex(print.sha256.digest());
        }

        private void add(InfoOptions spec) {
            add(spec.name());
            add(spec.pieceLength());
            add(spec.format().name());
            add(spec.isPrivate() ? 1 : 0);
            add(spec.source().isPresent() ? 1 : 0);
            add(spec.source().orElse(""));
        }

        private void add(FileEntry file) {
            add(file.path().size());
            file.path().forEach(this::add);
            add(file.length());
            add(file.pad() ? 1 : 0);
        }

        private void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            add(bytes.length);
            sha256.update(bytes);
        }

        private void add(long number) {
            sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        }
    }
}

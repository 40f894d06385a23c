package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import io.s3torrent.lifecycle.ReloadingFile;
import io.s3torrent.tracker.access.TorrentFolder.ListedSwarm;
import io.s3torrent.tracker.swarm.SipHash;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The allowed info-hashes, from a text file or from the {@code .torrent} files of a folder. The list reloads when the source changes; when
 * the source cannot be read, the current list stays. Safe for use by many threads.
 */
public final class AllowList implements Predicate<InfoHash>, Closeable {
    private final ReloadingFile<InfoHashSet> allowed;

    private AllowList(ReloadingFile<InfoHashSet> allowed) {
        this.allowed = allowed;
    }

    /**
     * Reads a list and starts to watch its source.
     *
     * @throws IOException when the source cannot be read, or a line of it is not an info-hash
     */
    public static AllowList follow(Path source) throws IOException {
        TorrentFolder folder = new TorrentFolder(source);
        return new AllowList(ReloadingFile.start(
                source,
                "allow-list",
                () -> new InfoHashSet(
                        Files.isDirectory(source) ? folder.read() : InfoHashFile.read(source), new SecureRandom())));
    }

    @Override
    public boolean test(InfoHash infoHash) {
        return allowed.current().contains(infoHash);
    }

    /** True for torrents that the tracker may list publicly: neither the list nor the .torrent file says that they are private. */
    public boolean isPublic(InfoHash infoHash) {
        return allowed.current().hasPublic(infoHash);
    }

    /** Number of info-hashes. */
    public int size() {
        return allowed.current().size();
    }

    /** Stops watching; the list that was read last stays. */
    @Override
    public void close() {
        allowed.close();
    }

    /**
     * Reads a text file with one info-hash in each line: 40 hexadecimal digits, or 64 for a v2 torrent. {@code private} after the digits
     * marks a private torrent. Blank lines and comments after {@code #} are ignored.
     */
    private static final class InfoHashFile {
        private static final int LONGEST_LINE = 1024;

        private InfoHashFile() {}

        /**
         * Reads the whole file.
         *
         * @throws IOException naming file and line, when one line is anything else: a list must not be loaded in part
         */
        static List<ListedSwarm> read(Path file) throws IOException {
            List<ListedSwarm> list = new ArrayList<>();
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                int number = 1;
                for (String line = in.readLine(); line != null; line = in.readLine(), number++) {
                    String text = line.replaceFirst("#.*", "").strip();
                    if (!text.isEmpty()) {
                        list.add(parse(file, number, text));
                    }
                }
            }
            return list;
        }

        private static ListedSwarm parse(Path file, int number, String text) throws IOException {
            try {
                String hex = text.replaceFirst("\\s+private$", "");
                InfoHash infoHash = hex.length() == 2 * InfoHashV2.LENGTH
                        ? InfoHashV2.ofHex(hex).truncated()
                        : InfoHash.ofHex(hex);
                return new ListedSwarm(infoHash, !hex.equals(text));
            } catch (IllegalArgumentException e) {
                String shown = text.substring(0, Math.min(text.length(), LONGEST_LINE));
                throw new IOException(
                        file + ":" + number + ": \"" + shown
                                + "\" (expected: 40 or 64 hexadecimal digits, then optionally private)",
                        e);
            }
        }
    }

    /**
     * An immutable set of info-hashes, 36 bytes each. It uses open addressing, with a keyed hash because strangers may have chosen the
     * info-hashes.
     */
    static final class InfoHashSet {
        private static final int WORDS = 3;

        /** Marks a used slot, which would otherwise look empty if its hash had only zeros. */
        private static final long TAKEN = 1L << Integer.SIZE;

        private static final long PRIVATE = 2L << Integer.SIZE;

        private final SipHash sip;
        private final long[] slots;
        private int size;

        InfoHashSet(Collection<ListedSwarm> list, RandomGenerator secret) {
            this.sip = SipHash.random(secret);
            this.slots = new long[Math.multiplyExact(WORDS, list.size() + list.size() / 2 + 1)];
            list.forEach(this::add);
        }

        int size() {
            return size;
        }

        boolean contains(InfoHash infoHash) {
            return slots[find(infoHash) + 2] != 0;
        }

        /** True when the set has the info-hash, and no entry says that it is private. */
        boolean hasPublic(InfoHash infoHash) {
            return (slots[find(infoHash) + 2] & (TAKEN | PRIVATE)) == TAKEN;
        }

        private void add(ListedSwarm listed) {
            InfoHash infoHash = listed.infoHash();
            int at = find(infoHash);
            if (slots[at + 2] == 0) {
                slots[at] = infoHash.head();
                slots[at + 1] = infoHash.middle();
                slots[at + 2] = third(infoHash);
                size++;
            }
            slots[at + 2] |= listed.isPrivate() ? PRIVATE : 0;
        }

        @Override
        public String toString() {
            return size + " allowed torrents";
        }

        /** The slot of the hash, or the empty slot where it would be added. */
        private int find(InfoHash infoHash) {
            long third = third(infoHash);
            int at = start(infoHash);
            while (slots[at + 2] != 0
                    && ((slots[at + 2] & ~PRIVATE) != third
                            || slots[at] != infoHash.head()
                            || slots[at + 1] != infoHash.middle())) {
                at = at + WORDS == slots.length ? 0 : at + WORDS;
            }
            return at;
        }

        private int start(InfoHash infoHash) {
            long hash = sip.hash(infoHash.head(), infoHash.middle(), infoHash.tail()) & 0xffff_ffffL;
            return (int) ((hash * (slots.length / WORDS)) >>> Integer.SIZE) * WORDS;
        }

        private static long third(InfoHash infoHash) {
            return TAKEN | (infoHash.tail() & 0xffff_ffffL);
        }
    }
}

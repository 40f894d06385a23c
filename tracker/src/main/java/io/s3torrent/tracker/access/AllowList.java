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
 * The info-hashes that a text file names, or that the {@code .torrent} files of a folder have. Changes are followed; one that
 * cannot be read leaves the list as it was. Safe for use by many threads.
 */
public final class AllowList implements Predicate<InfoHash>, Closeable {
    private final ReloadingFile<InfoHashSet> allowed;

    private AllowList(ReloadingFile<InfoHashSet> allowed) {
        this.allowed = allowed;
    }

    /**
     * Reads a list and follows it.
     *
     * @throws IOException when there is none, or a line of it is no info-hash
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

    /** True for those that everybody may learn of: neither the list nor the .torrent file calls them private. */
    public boolean isPublic(InfoHash infoHash) {
        return allowed.current().hasPublic(infoHash);
    }

    /** Number of info-hashes. */
    public int size() {
        return allowed.current().size();
    }

    /** Follows no more; what was read last stays. */
    @Override
    public void close() {
        allowed.close();
    }

    /**
     * A text file with one info-hash in each line: 40 hexadecimal digits, or 64 of a v2 torrent, and {@code private} behind those of a private
     * one. Blank lines and {@code #} say nothing.
     */
    private static final class InfoHashFile {
        private static final int LONGEST_LINE = 1024;

        private InfoHashFile() {}

        /**
         * Reads it.
         *
         * @throws IOException with file and line, when one line is anything else: nobody means half a list
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
                                + "\" (expected: 40 or 64 hexadecimal digits, and private or nothing)",
                        e);
            }
        }
    }

    /** What a list says of info-hashes, and does not change, in 36 bytes each: open addressing, slots keyed as strangers may have chosen the hashes. */
    static final class InfoHashSet {
        private static final int WORDS = 3;

        /** Tells a slot that is taken, by a hash that ends with zeros too, from an empty one. */
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

        /** True when it is there, and nowhere called private. */
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

        /** Where the hash is, or the empty slot where it would be. */
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

package io.s3torrent.tracker.access;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.InfoHashV2;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A text file with one info-hash in each line: 40 hexadecimal digits, or 64 of a v2 torrent. Blank lines and {@code #} say nothing. */
final class HashFile {
    private static final int LONGEST_LINE = 1024;

    private HashFile() {}

    /**
     * Reads it.
     *
     * @throws IOException with file and line, when one line is anything else: nobody means half a list
     */
    static List<InfoHash> read(Path file) throws IOException {
        List<InfoHash> infoHashes = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine(), number++) {
                String text = line.replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    infoHashes.add(parse(file, number, text));
                }
            }
        }
        return infoHashes;
    }

    private static InfoHash parse(Path file, int number, String text) throws IOException {
        try {
            return text.length() == 2 * InfoHashV2.LENGTH
                    ? InfoHashV2.ofHex(text).truncated()
                    : InfoHash.ofHex(text);
        } catch (IllegalArgumentException e) {
            String shown = text.substring(0, Math.min(text.length(), LONGEST_LINE));
            throw new IOException(
                    file + ":" + number + ": \"" + shown + "\" (expected: 40 or 64 hexadecimal digits)", e);
        }
    }
}

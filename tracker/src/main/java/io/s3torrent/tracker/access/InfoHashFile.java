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

/**
 * A text file with one info-hash in each line: 40 hexadecimal digits, or 64 of a v2 torrent, and {@code private} behind those of a private
 * one. Blank lines and {@code #} say nothing.
 */
final class InfoHashFile {
    private static final int LONGEST_LINE = 1024;

    private InfoHashFile() {}

    /**
     * Reads it.
     *
     * @throws IOException with file and line, when one line is anything else: nobody means half a list
     */
    static List<AllowListEntry> read(Path file) throws IOException {
        List<AllowListEntry> list = new ArrayList<>();
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

    private static AllowListEntry parse(Path file, int number, String text) throws IOException {
        try {
            String hex = text.replaceFirst("\\s+private$", "");
            InfoHash infoHash = hex.length() == 2 * InfoHashV2.LENGTH
                    ? InfoHashV2.ofHex(hex).truncated()
                    : InfoHash.ofHex(hex);
            return new AllowListEntry(infoHash, !hex.equals(text));
        } catch (IllegalArgumentException e) {
            String shown = text.substring(0, Math.min(text.length(), LONGEST_LINE));
            throw new IOException(
                    file + ":" + number + ": \"" + shown
                            + "\" (expected: 40 or 64 hexadecimal digits, and private or nothing)",
                    e);
        }
    }
}

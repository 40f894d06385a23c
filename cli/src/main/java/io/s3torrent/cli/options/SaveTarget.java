package io.s3torrent.cli.options;

import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.prefix.FilePaths;
import io.s3torrent.seeder.s3.KeyName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where torrents are saved: nowhere, in one file, or in a folder. */
public record SaveTarget(Optional<Path> path, boolean force) {
    /** With the ending, a name fits the 255 bytes of file systems. */
    private static final int MAX_NAME_BYTES = 240;

    private static final String ENDING = ".torrent";

    /** True when several torrents can be saved: in an existing folder, or nowhere. */
    public boolean takesSeveral() {
        return path.map(Files::isDirectory).orElse(true);
    }

    /** True when the path is a folder or does not exist yet. */
    public boolean canBeFolder() {
        return path.map(target -> Files.isDirectory(target) || !Files.exists(target))
                .orElse(true);
    }

    /** The file for one torrent: the given file, or a file with the torrent's name in the given folder. */
    public Optional<TorrentFile> file(String name) {
        return path.map(target -> Files.isDirectory(target) ? target.resolve(fileName(name)) : target)
                .map(target -> new TorrentFile(target, force));
    }

    /** The file for one object below a prefix: its sub-folders are those of the key below the prefix. */
    public Optional<TorrentFile> fileBelow(String prefix, String relativeKey) {
        return path.map(folder -> {
            Path at = folder;
            List<String> names = FilePaths.of(prefix, relativeKey);
            for (String name : names.subList(0, names.size() - 1)) {
                at = at.resolve(safe(name));
            }
            return new TorrentFile(at.resolve(fileName(names.get(names.size() - 1))), force);
        });
    }

    /** Saves a torrent if {@code file} is present, and returns the path. */
    public static Optional<Path> write(Optional<TorrentFile> file, Metainfo metainfo) throws IOException {
        if (file.isPresent()) {
            file.get().write(metainfo);
        }
        return file.map(TorrentFile::path);
    }

    public static String fileName(String name) {
        return safe(name) + ENDING;
    }

    /** Turns part of a key into a file name: replaces forbidden characters with {@code _} and shortens long names. */
    private static String safe(String name) {
        String safe = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}/\\\\:*?\"<>|]", "_");
        if (safe.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            String digits = "-" + KeyName.digits(name); // keeps names with the same start distinct
            safe = KeyName.cut(safe, MAX_NAME_BYTES - digits.length()) + digits;
        }
        boolean leadsElsewhere = safe.isEmpty() || safe.equals(".") || safe.equals("..");
        return leadsElsewhere ? "_" + safe : safe;
    }
}

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
    /** With the ending at most what file systems take, 255 bytes. */
    private static final int MAX_NAME_BYTES = 240;

    private static final String ENDING = ".torrent";

    /** True when more than one torrent can be saved, or none is to be. */
    public boolean takesSeveral() {
        return path.map(Files::isDirectory).orElse(true);
    }

    /** The same for a folder that may yet be made. */
    public boolean canBeFolder() {
        return path.map(target -> Files.isDirectory(target) || !Files.exists(target))
                .orElse(true);
    }

    /** The file for one torrent: the one that was named, else one in the folder called as the torrent is. */
    public Optional<TorrentFile> file(String name) {
        return path.map(target -> Files.isDirectory(target) ? target.resolve(fileName(name)) : target)
                .map(target -> new TorrentFile(target, force));
    }

    /** The file in the folder for one of the many torrents of a prefix, in the sub-folders that its key has below the prefix. */
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

    /** Saves a torrent; returns the file, if there is to be one. */
    public static Optional<Path> write(Optional<TorrentFile> file, Metainfo metainfo) throws IOException {
        if (file.isPresent()) {
            file.get().write(metainfo);
        }
        return file.map(TorrentFile::path);
    }

    public static String fileName(String name) {
        return safe(name) + ENDING;
    }

    /** Keys may hold anything: what a file name must not hold becomes {@code _}, and a long name is cut. */
    private static String safe(String name) {
        String safe = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}/\\\\:*?\"<>|]", "_");
        if (safe.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            String digits = "-" + KeyName.digits(name); // names that begin alike stay two
            safe = KeyName.cut(safe, MAX_NAME_BYTES - digits.length()) + digits;
        }
        boolean leadsElsewhere = safe.isEmpty() || safe.equals(".") || safe.equals("..");
        return leadsElsewhere ? "_" + safe : safe;
    }
}

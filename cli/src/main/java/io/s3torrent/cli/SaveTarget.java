package io.s3torrent.cli;

import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.s3.S3Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where {@code seed} saves its torrents: nowhere, in one file, or in a folder, each by its object's name. */
record SaveTarget(Optional<Path> path, boolean force) {
    /** With the ending at most what file systems take, 255 bytes. */
    private static final int MAX_NAME_BYTES = 240;

    /** True when more than one torrent can be saved, or none is to be. */
    boolean takesSeveral() {
        return path.map(Files::isDirectory).orElse(true);
    }

    /** Finds out before a long job whether its torrents could be saved at its end. */
    void check(List<S3Location> sources) throws IOException {
        for (S3Location source : sources) {
            Optional<TorrentFile> file = file(source);
            if (file.isPresent()) {
                file.get().check();
            }
        }
    }

    /** Saves a torrent; returns the file, if there is to be one. */
    Optional<Path> write(S3Location source, Metainfo metainfo) throws IOException {
        Optional<TorrentFile> file = file(source);
        if (file.isPresent()) {
            file.get().write(metainfo);
        }
        return file.map(TorrentFile::path);
    }

    private Optional<TorrentFile> file(S3Location source) {
        return path.map(target -> Files.isDirectory(target) ? target.resolve(fileName(source.name())) : target)
                .map(target -> new TorrentFile(target, force));
    }

    /** Keys may hold anything: what a file name must not hold becomes {@code _}, and a long name is cut. */
    static String fileName(String name) {
        String safe = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}/\\\\:*?\"<>|]", "_");
        while (safe.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            safe = safe.substring(0, safe.offsetByCodePoints(safe.length(), -1));
        }
        return safe + ".torrent";
    }
}

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

/**
 * Where torrents are saved: nowhere, in one file, in a folder, or on stdout ({@code -}).
 *
 * @param isFolder true when the path names a folder, which need not exist
 * @param force true when files with other torrents may be overwritten
 */
public record SaveTarget(Optional<Path> path, boolean isFolder, boolean force) {
    /** No torrent is saved. */
    public static final SaveTarget NONE = new SaveTarget(Optional.empty(), false, false);

    /** With the ending, a name fits the 255 bytes of file systems. */
    private static final int MAX_NAME_BYTES = 240;

    private static final String ENDING = ".torrent";

    /**
     * Parses the value of {@code -O}: with a slash at the end it is a folder.
     *
     * @throws IllegalArgumentException when the text is not a path
     */
    static SaveTarget parse(String text) {
        return new SaveTarget(Optional.of(Path.of(text)), text.endsWith("/"), false);
    }

    /** The same with {@code force}. */
    public SaveTarget withForce(boolean wanted) {
        return new SaveTarget(path, isFolder, wanted);
    }

    /** The same as a folder. */
    public SaveTarget asFolder() {
        return new SaveTarget(path, path.isPresent(), force);
    }

    /** True when several torrents can be saved: the path is a folder, does not exist yet, or none is saved. */
    public boolean canBeFolder() {
        return path.map(target -> !isStdout() && (Files.isDirectory(target) || !Files.exists(target)))
                .orElse(true);
    }

    /** True for {@code -O -}. */
    boolean isStdout() {
        return path.filter(TorrentFile.STDOUT::equals).isPresent();
    }

    /** The path as the user wrote it, for messages. */
    public String text() {
        return path.map(Path::toString).orElse("");
    }

    /** The file for one torrent: the given file, or a file with the torrent's name in the given folder. */
    public Optional<TorrentFile> file(String name) {
        return path.map(target -> isFolder || Files.isDirectory(target) ? target.resolve(fileName(name)) : target)
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

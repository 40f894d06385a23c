package io.s3torrent.seeder.resolve;

import io.s3torrent.seeder.piece.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * The folder for state that survives a restart: used budgets and torrents. Several processes may use it at the same time.
 *
 * <p>Nothing is created before {@link #open}.
 */
public record StateDir(Path path) {
    private static final String VERSION_FILE = "VERSION";
    private static final String VERSION = "1";

    /**
     * Returns the folder that the user named, or else systemd's {@code STATE_DIRECTORY}, or else {@code s3torrent} in the state folder of
     * the XDG base directory specification.
     */
    public static StateDir resolve(Optional<Path> option, Map<String, String> env) {
        return new StateDir(option.or(() -> systemd(env)).orElseGet(() -> xdg(env).resolve("s3torrent")));
    }

    /** The first folder, if the unit names several, separated by colons. */
    private static Optional<Path> systemd(Map<String, String> env) {
        return Optional.ofNullable(env.get("STATE_DIRECTORY"))
                .map(folders -> folders.split(":", 2)[0])
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }

    /** The XDG state folder; the specification says that relative paths are ignored. */
    private static Path xdg(Map<String, String> env) {
        return Optional.ofNullable(env.get("XDG_STATE_HOME"))
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home(env).resolve(".local").resolve("state"));
    }

    private static Path home(Map<String, String> env) {
        return Path.of(Optional.ofNullable(env.get("HOME"))
                .filter(home -> !home.isEmpty())
                .orElseGet(() -> System.getProperty("user.home")));
    }

    /**
     * Creates the folder, readable only for this user, or checks that its format is known.
     *
     * @return the folder
     * @throws IOException when it cannot be made, or another version of the program wrote it
     */
    public Path open() throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new NotDirectoryException(path + ": not a folder (expected: the state folder)");
        }
        PrivateFiles.createFolder(path);
        Path file = path.resolve(VERSION_FILE);
        if (!Files.exists(file)) {
            writeVersion(file);
        }
        String version = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        if (!version.equals(VERSION)) {
            throw new IOException(path + ": the state folder has format \"" + version + "\" (expected: " + VERSION
                    + "); another version of s3torrent made it, or the file " + file + " is damaged");
        }
        return path;
    }

    /** Writes the file atomically, because another process may start at this moment. */
    private void writeVersion(Path file) throws IOException {
        Path whole = Files.createTempFile(path, VERSION_FILE, ".tmp");
        try {
            Files.write(whole, (VERSION + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            // The other process has written the same.
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}

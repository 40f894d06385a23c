package io.s3torrent.cli;

import io.s3torrent.bittorrent.Digests;
import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.Console;
import io.s3torrent.cli.output.Failures;
import io.s3torrent.cli.output.TorrentFile;
import io.s3torrent.seeder.metainfo.Metainfo;
import io.s3torrent.seeder.resolve.StateDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Saves torrents, and replaces the file of an earlier run when the same object has a new torrent. Any other file stays.
 *
 * <p>A file in the state folder remembers what was saved: each line is a hash of the torrent, its file and its object. Several processes
 * may append. Guarded by its monitor.
 */
final class SavedTorrents {
    private static final String FILE = "saved-torrents";
    /** Room for half a million torrents. A longer file is truncated. */
    private static final long MAX_BYTES = 32 << 20;

    private final StateDir state;
    private final Console console;
    /** Read on first use. */
    private @Nullable Set<String> lines;

    private boolean warned;

    SavedTorrents(StateDir state, Console console) {
        this.state = state;
        this.console = console;
    }

    /**
     * Saves a torrent.
     *
     * @param source the objects and their store, as text
     * @throws CommandException when another file exists that {@code file} may not overwrite
     */
    synchronized void save(TorrentFile file, String source, Metainfo metainfo) throws IOException {
        Optional<InfoHash> former = file.former(metainfo).filter(old -> isKnown(line(file.path(), old, source)));
        remember(line(file.path(), metainfo.infoHash(), source));
        if (former.isPresent()) {
            file.forced().write(metainfo);
            console.note(file.path() + ": the torrent " + former.get() + " of an earlier run was replaced by "
                    + metainfo.infoHash() + ", because the torrent of " + source + " has changed");
        } else {
            file.write(metainfo);
        }
    }

    private boolean isKnown(String line) {
        return known().contains(line);
    }

    private void remember(String line) {
        if (isKnown(line)) {
            return;
        }
        try {
            Path file = state.open().resolve(FILE);
            boolean tooLong = Files.exists(file) && Files.size(file) >= MAX_BYTES;
            Files.writeString(
                    file,
                    line + "\n",
                    StandardOpenOption.CREATE,
                    tooLong ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND,
                    StandardOpenOption.WRITE);
            known().add(line);
        } catch (IOException e) {
            if (!warned) {
                console.note("warning: cannot record the saved torrent in the state folder (" + Failures.text(e)
                        + "); when an object is replaced, saving its new torrent will need --force");
            }
            warned = true;
        }
    }

    private Set<String> known() {
        Set<String> read = lines;
        if (read == null) {
            read = read();
            lines = read;
        }
        return read;
    }

    private Set<String> read() {
        Path file = state.path().resolve(FILE);
        try {
            return Files.isRegularFile(file) && Files.size(file) < MAX_BYTES
                    ? new HashSet<>(Files.readAllLines(file, StandardCharsets.ISO_8859_1))
                    : new HashSet<>();
        } catch (IOException e) {
            return new HashSet<>(); // no file counts as ours, so none is replaced
        }
    }

    private static String line(Path file, InfoHash infoHash, String source) {
        MessageDigest digest = Digests.sha256();
        // Neither a path nor a source contains NUL.
        String text = infoHash.hex() + "\0" + file.toAbsolutePath().normalize() + "\0" + source;
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}

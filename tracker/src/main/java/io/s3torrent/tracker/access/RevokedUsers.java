package io.s3torrent.tracker.access;

import io.s3torrent.lifecycle.ReloadingFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The users whose passkeys are revoked, from a text file with one name in each line. Blank lines and comments after {@code #} are ignored,
 * as in an {@link AllowList}. The list reloads when the file changes. Safe for use by many threads.
 */
public final class RevokedUsers implements Predicate<String>, Closeable {
    private final ReloadingFile<Names> names;

    private record Names(Set<String> all) {
        /** Omits the names, because the text goes to the log. */
        @Override
        public String toString() {
            return all.size() + " revoked users";
        }
    }

    private RevokedUsers(ReloadingFile<Names> names) {
        this.names = names;
    }

    /**
     * Reads a file and starts to watch it.
     *
     * @throws IOException when the file cannot be read, or a line of it is not a user name
     */
    public static RevokedUsers follow(Path file) throws IOException {
        return new RevokedUsers(ReloadingFile.start(file, "revoked-users", () -> read(file)));
    }

    private static Names read(Path file) throws IOException {
        Set<String> names = new HashSet<>();
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < lines.size(); i++) {
            String name = lines.get(i).replaceFirst("#.*", "").strip();
            if (!name.isEmpty() && !Passkeys.isUser(name)) {
                throw new IOException(file + ":" + (i + 1) + ": not a user name (expected: " + Passkeys.USERS + ")");
            }
            names.add(name);
        }
        names.remove("");
        return new Names(Set.copyOf(names));
    }

    @Override
    public boolean test(String user) {
        return names.current().all().contains(user);
    }

    /** Stops watching the file. */
    @Override
    public void close() {
        names.close();
    }
}

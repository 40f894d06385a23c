package io.s3torrent.tracker.swarm.snapshot;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.tracker.swarm.SwarmStore;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A store in a file: a line that names it, then each slice with its length (4 bytes), sealed. It is written beside its place and renamed,
 * so that there is always a whole one.
 */
final class SnapshotFile {
    private static final byte[] FIRST_LINE = "s3torrent swarms\n".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final ChecksummedSwarms codec;

    SnapshotFile(Path file, InstantSource clock) {
        this.file = file.toAbsolutePath();
        this.codec = new ChecksummedSwarms(clock);
    }

    /** Writes all slices of a store. */
    void write(SwarmStore store) throws IOException {
        Path part = beside(".part");
        Files.deleteIfExists(part);
        try (FileChannel channel = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), forOwnerOnly())) {
            OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            write(store, new DataOutputStream(buffered));
            buffered.flush();
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(SwarmStore store, DataOutputStream out) throws IOException {
        out.write(FIRST_LINE);
        for (int slice = 0; slice < SwarmStore.EXPIRY_SLICES; slice++) {
            byte[] bytes = codec.seal(store, slice);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /**
     * Reads all slices into a store.
     *
     * @param wanted of which torrents
     * @throws IllegalArgumentException when it is another file, or damaged
     * @throws IOException when it cannot be read
     */
    void read(SwarmStore store, Predicate<InfoHash> wanted) throws IOException {
        long left = Files.size(file) - FIRST_LINE.length;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (!Arrays.equals(in.readNBytes(FIRST_LINE.length), FIRST_LINE)) {
                throw new IllegalArgumentException("its first line is not \"s3torrent swarms\"");
            }
            for (int slice = 0; slice < SwarmStore.EXPIRY_SLICES; slice++) {
                left -= Integer.BYTES;
                int length = left < 0 ? -1 : in.readInt();
                if (length < 0 || length > left) {
                    throw new IllegalArgumentException("slice: " + length + " bytes (expected: 0 to " + left + ")");
                }
                codec.open(in.readNBytes(length), store, wanted);
                left -= length;
            }
        }
        if (left != 0) {
            throw new IllegalArgumentException(left + " bytes after the last slice");
        }
    }

    /** Puts it out of the way, for somebody to look at; returns where it is. */
    Path setAside() throws IOException {
        return Files.move(file, beside(".bad"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The file itself. */
    Path path() {
        return file;
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** Who talks to whom is nobody's business. */
    private FileAttribute<?>[] forOwnerOnly() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}

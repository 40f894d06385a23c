package io.s3torrent.seeder.piece.disk;

import io.s3torrent.seeder.piece.PrivateFiles;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Remembers across restarts which unit is where: a file of records of fixed length, each with a checksum.
 *
 * <p>A record that was torn by a crash is skipped. A wrong record is harmless, because the hashes of the pieces reveal it. Guarded by its
 * own monitor.
 */
final class DiskIndex implements AutoCloseable {
    /** The fields of a record: checksum, length of the unit, content, start, offset. */
    static final int RECORD = 2 * Integer.BYTES + 4 * Long.BYTES;

    /** The most records that a restart reads. A longer index is rewritten without outdated records. */
    private static final int MAX_RECORDS = 1 << 20;

    /** Receives the records, the oldest first. */
    @FunctionalInterface
    interface Replay {
        void placed(DiskKey key, long offset);
    }

    private final Path path;
    private RandomAccessFile file;
    private int records;

    private DiskIndex(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Opens an index, which may be new or damaged, and replays its records. */
    static DiskIndex open(Path path, Replay replay) throws IOException {
        DiskIndex index = new DiskIndex(path);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            byte[] record = new byte[RECORD];
            while (index.records < MAX_RECORDS) {
                in.readFully(record);
                index.records++;
                replay(record, replay);
            }
        } catch (EOFException e) {
            // the end of the file, or a last record that is incomplete
        }
        return index;
    }

    private static void replay(byte[] bytes, Replay replay) {
        ByteBuffer record = ByteBuffer.wrap(bytes);
        int checksum = record.getInt();
        int length = record.getInt();
        UUID content = new UUID(record.getLong(), record.getLong());
        long start = record.getLong();
        long offset = record.getLong();
        if (checksum == checksum(bytes) && length > 0 && start >= 0) {
            replay.placed(new DiskKey(content, start, length), offset);
        }
    }

    private static byte[] record(DiskKey key, long offset) {
        byte[] bytes = new byte[RECORD];
        ByteBuffer record = ByteBuffer.wrap(bytes).putInt(0).putInt(key.length());
        record.putLong(key.content().getMostSignificantBits())
                .putLong(key.content().getLeastSignificantBits())
                .putLong(key.start())
                .putLong(offset);
        record.putInt(0, checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, Integer.BYTES, record.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    /** Appends a record. A record that could not be written completely is overwritten by the next one. */
    synchronized void append(DiskKey key, long offset) throws IOException {
        file.seek((long) records * RECORD);
        file.write(record(key, offset));
        records++;
    }

    /** True when the index has so many records that it needs {@link #rewrite}. */
    synchronized boolean isLong() {
        return records >= MAX_RECORDS;
    }

    /** Replaces the index with records of {@code slots}, in this order. */
    synchronized void rewrite(List<DiskSlot> slots) throws IOException {
        Path whole = path.resolveSibling(path.getFileName() + ".new");
        try (OutputStream out = PrivateFiles.create(whole)) {
            for (DiskSlot slot : slots) {
                out.write(record(slot.key(), slot.offset()));
            }
        }
        Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE);
        file.close();
        file = new RandomAccessFile(path.toFile(), "rw");
        records = slots.size();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}

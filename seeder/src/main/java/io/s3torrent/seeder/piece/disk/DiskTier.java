package io.s3torrent.seeder.piece.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.s3torrent.lifecycle.WorkerPool;
import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk tier: units in one memory-mapped file of fixed length, which survives restarts and crashes.
 *
 * <p>Its bytes are not trusted: readers check each unit. Its errors never stop a running seeder: units that cannot be written are not kept,
 * and units that cannot be read are fetched from the store. Guarded by its own monitor, which is never held during I/O.
 */
public final class DiskTier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);

    /** Keeps the bookkeeping of units within some 50 MB of heap. */
    private static final int MAX_UNITS = 1 << 18;

    private static final int READERS = 4;
    private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[64 << 10]);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final DiskFolder folder;
    private final long bound;
    private final MappedFile file;
    private final DiskIndex index;
    private final DiskSpace space;
    private final Clock clock;
    private final WorkerPool readers = new WorkerPool("disk-read", READERS);
    private final WriteQueue writes;
    private Instant pausedUntil = Instant.MIN;
    private boolean warned;

    private DiskTier(DiskFolder folder, DiskCacheConfig cache, long queueBytes, Clock clock) throws IOException {
        this.folder = folder;
        this.bound = cache.bytes();
        this.clock = clock;
        this.space = new DiskSpace(cache.bytes(), MAX_UNITS);
        folder.dropIfLonger("units", cache.bytes());
        this.file = MappedFile.open(folder.file("units"), cache.bytes());
        this.index = DiskIndex.open(folder.file("index"), space::restore);
        this.writes = new WriteQueue(queueBytes);
        try {
            index.rewrite(space.readable());
        } catch (IOException e) {
            failed(e);
        }
    }

    /**
     * Opens a folder and restores its units.
     *
     * @param queueBytes the most bytes of units that may wait to be written
     * @throws IOException when the folder is in use or unusable; the message is written for the user
     */
    public static DiskTier open(DiskCacheConfig cache, long queueBytes, Clock clock) throws IOException {
        DiskFolder folder = DiskFolder.open(cache.folder());
        try {
            return new DiskTier(folder, cache, queueBytes, clock);
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** True when a unit is there or being written. */
    public synchronized boolean contains(DiskKey key) {
        return space.contains(key);
    }

    public Clock clock() {
        return clock;
    }

    /** Runs the reads, which block on the disk. */
    public Executor readers() {
        return readers;
    }

    /** The bytes of a unit on the disk; the caller checks and releases them. */
    public synchronized Optional<MappedUnit> find(DiskKey key) {
        return space.pin(key).map(MappedUnit::new);
    }

    /** Removes a unit from the lookup. */
    public synchronized void forget(MappedUnit unit) {
        space.forget(unit.slot);
    }

    /** Writes a unit on the tier's own thread; drops it when too many bytes already wait. */
    public void writeLater(DiskKey key, ByteBuf bytes) {
        if (!contains(key)) {
            writes.add(bytes, key.length(), () -> writeNow(key, bytes));
        }
    }

    private void writeNow(DiskKey key, ByteBuf bytes) {
        write(key, false).ifPresent(write -> {
            try (write) {
                write.accept(bytes.nioBuffer(0, key.length()));
            }
        });
    }

    /**
     * Begins a write by the caller; empty when the unit exists or there is no room for it.
     *
     * @param sparesOwn true when no other unit of this content may be evicted for it
     */
    public Optional<DiskWrite> write(DiskKey key, boolean sparesOwn) {
        DiskSlot slot = placed(key, sparesOwn);
        if (slot == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DiskWrite(slot));
        } catch (IOException e) {
            failed(e);
            ended(slot, false);
            return Optional.empty();
        }
    }

    private synchronized @Nullable DiskSlot placed(DiskKey key, boolean sparesOwn) {
        return isPaused() ? null : space.place(key, sparesOwn).orElse(null);
    }

    private boolean isPaused() {
        return clock.instant().isBefore(pausedUntil);
    }

    private void ended(DiskSlot slot, boolean whole) {
        try {
            if (whole) {
                publish(slot);
                index.append(slot.key(), slot.offset());
                rewriteIfLong();
            }
        } catch (IOException e) {
            failed(e);
        } finally {
            unpin(slot, whole);
        }
    }

    private synchronized void publish(DiskSlot slot) {
        space.publish(slot);
        warned &= isPaused(); // a write that began before the pause
    }

    private synchronized void unpin(DiskSlot slot, boolean whole) {
        if (!whole) {
            space.forget(slot);
        }
        space.unpin(slot);
    }

    private void rewriteIfLong() throws IOException {
        if (index.isLong()) {
            synchronized (index) {
                index.rewrite(readable());
            }
        }
    }

    private synchronized List<DiskSlot> readable() {
        return space.readable();
    }

    /** Pauses writing for a while, because the disk is full or broken. */
    private synchronized void failed(IOException reason) {
        pausedUntil = clock.instant().plus(PAUSE);
        if (!warned) {
            warned = true;
            LOG.atWarn()
                    .addKeyValue("file", file.path())
                    .log(
                            "pieces cannot be written to the cache folder; seeding continues without it: {}",
                            reason.toString());
        }
    }

    /** The most bytes that units may take. */
    public long bound() {
        return bound;
    }

    /** The bytes that units take. */
    synchronized long used() {
        return space.used();
    }

    /** Waits a moment for running writes, and unlocks the folder. Slices in use stay readable. */
    @Override
    public void close() {
        readers.close();
        writes.close();
        try (folder;
                file;
                index) {
            LOG.atDebug().addKeyValue("file", file.path()).log("closed");
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", file.path()).log("the cache folder could not be closed cleanly", e);
        }
    }

    /** A unit's bytes in the mapping. Its place is kept until the last slice is released. */
    public final class MappedUnit extends UnpooledDirectByteBuf {
        private final DiskSlot slot;

        private MappedUnit(DiskSlot slot) {
            super(
                    UnpooledByteBufAllocator.DEFAULT,
                    file.slice(slot.offset(), slot.key().length()),
                    slot.key().length());
            this.slot = slot;
        }

        public DiskSlot slot() {
            return slot;
        }

        /** Reads all bytes from the disk, passes them to {@code sink}, and returns their checksum. */
        public int pass(ByteSink sink) throws IOException {
            CRC32C crc = new CRC32C();
            byte[] chunk = CHUNK.get();
            int length = slot.key().length();
            for (int at = 0; at < length; at += chunk.length) {
                int step = Math.min(chunk.length, length - at);
                file.read(ByteBuffer.wrap(chunk, 0, step), slot.offset() + at);
                crc.update(chunk, 0, step);
                sink.accept(chunk, 0, step);
            }
            return (int) crc.getValue();
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            unpin(slot, true);
        }
    }

    /**
     * Writes one unit to the disk. Errors do not reach the caller; an incomplete unit is forgotten.
     *
     * <p>The file is opened for each unit, because interrupting a thread closes the channel that it writes to. For use by one thread at a
     * time.
     */
    public final class DiskWrite implements ByteSink, AutoCloseable {
        private final DiskSlot slot;
        private final FileChannel channel;
        private int written;
        private boolean broken;

        private DiskWrite(DiskSlot slot) throws IOException {
            this.slot = slot;
            this.channel = FileChannel.open(file.path(), StandardOpenOption.WRITE);
        }

        @Override
        public void accept(byte[] chunk, int offset, int length) {
            accept(ByteBuffer.wrap(chunk, offset, length));
        }

        /** Writes the remaining {@code bytes}. */
        private void accept(ByteBuffer bytes) {
            if (broken || bytes.remaining() > slot.key().length() - written) {
                broken = true;
                return;
            }
            try {
                while (bytes.hasRemaining()) {
                    written += channel.write(bytes, slot.offset() + written);
                }
            } catch (ClosedByInterruptException e) { // the writing thread was told to stop
                broken = true;
            } catch (IOException e) {
                broken = true;
                failed(e);
            }
        }

        /** Publishes the unit if it is complete, or else forgets it. */
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                broken = true;
                failed(e);
            }
            ended(slot, !broken && written == slot.key().length());
        }
    }
}

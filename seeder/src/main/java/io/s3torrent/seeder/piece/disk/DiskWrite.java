package io.s3torrent.seeder.piece.disk;

import io.s3torrent.seeder.s3.ObjectReader.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * One unit on its way to the disk. It never fails whoever writes: a unit that did not come whole is not there.
 *
 * <p>The file is opened for each unit, because an interrupted thread closes what it writes to. For one thread at a time.
 */
public final class DiskWrite implements ByteSink, AutoCloseable {
    private final DiskTier tier;
    private final DiskSlot slot;
    private final FileChannel file;
    private int written;
    private boolean broken;

    DiskWrite(DiskTier tier, DiskSlot slot, MappedFile mapped) throws IOException {
        this.tier = tier;
        this.slot = slot;
        this.file = FileChannel.open(mapped.path(), StandardOpenOption.WRITE);
    }

    @Override
    public void accept(byte[] chunk, int offset, int length) {
        accept(ByteBuffer.wrap(chunk, offset, length));
    }

    /** Writes what remains of {@code bytes}. */
    void accept(ByteBuffer bytes) {
        if (broken || bytes.remaining() > slot.key().length() - written) {
            broken = true;
            return;
        }
        try {
            while (bytes.hasRemaining()) {
                written += file.write(bytes, slot.offset() + written);
            }
        } catch (ClosedByInterruptException e) { // whoever reads for us is to end
            broken = true;
        } catch (IOException e) {
            broken = true;
            tier.failed(e);
        }
    }

    /** Makes the unit known if it is whole, and else forgets it. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            broken = true;
            tier.failed(e);
        }
        tier.written(slot, !broken && written == slot.key().length());
    }
}

package io.s3torrent.seeder.put;

import io.s3torrent.seeder.metainfo.InfoOptions;
import io.s3torrent.seeder.metainfo.MetainfoCodec;
import io.s3torrent.seeder.s3.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a stream of unknown length into parts. Each part is in memory as a whole until it is sent.
 *
 * <p>One byte is read ahead of each part, so that the last part is recognized before it is hashed and sent. For one thread.
 */
final class StreamParts implements PartSource {
    /** Bytes of every part but the last, unless the pieces are longer. */
    static final long PART_LENGTH = 32 << 20;

    private static final int MAX_PART_LENGTH = 64 << 20;

    /** Bytes of the torrent file besides its hashes. */
    private static final int MARGIN = 1 << 17;

    private final InputStream in;
    private final long partLength;
    private final long longest;
    private int ahead;
    private long position;
    private boolean ended;

    /**
     * Parts of a stream.
     *
     * @param spec of a stream that is longer than a part
     * @throws PutException.BadFile when a piece is longer than a part can be
     */
    StreamParts(InputStream in, InfoOptions spec) throws IOException {
        if (spec.pieceLength() > MAX_PART_LENGTH || Integer.bitCount(spec.pieceLength()) != 1) {
            throw new PutException.BadFile("standard input: pieces of " + spec.pieceLength()
                    + " bytes (expected: a power of two, <= " + MAX_PART_LENGTH + ", because each is held in memory)");
        }
        this.in = in;
        partLength = Math.max(PART_LENGTH, spec.pieceLength());
        long pieces =
                ((long) MetainfoCodec.MAX_WRITTEN - MARGIN) / spec.format().hashBytes();
        long ofTorrent = pieces * spec.pieceLength() / partLength * partLength;
        longest = Math.min(ofTorrent, PartLayout.MAX_PARTS * partLength);
        ahead = in.read();
        ended = ahead < 0;
        if (ended) {
            throw new PutException.BadFile("standard input is empty: a torrent needs at least one byte");
        }
    }

    /** Bytes of every part but the last. */
    long partLength() {
        return partLength;
    }

    /** The most bytes that the stream may have. */
    long longest() {
        return longest;
    }

    /** True when all bytes have been read. */
    boolean isEnded() {
        return ended;
    }

    /** Reads the next part into a slot, and shows it to nothing yet. */
    ByteRange read(PartSlot slot) throws IOException {
        int length = slot.fill(position, ahead, in);
        ahead = in.read();
        ended = ahead < 0;
        ByteRange range = new ByteRange(position, position + length);
        position += length;
        if (position > longest || (position == longest && !ended)) {
            throw new PutException.BadFile("standard input has more than " + longest
                    + " bytes, for which the pieces or the parts are too short; give a larger --piece-length");
        }
        return range;
    }

    @Override
    public PartSlot newSlot() {
        return new PartSlot(Optional.empty(), partLength);
    }

    @Override
    public int slots() {
        return PartSlot.count(partLength);
    }

    @Override
    public long length() {
        return PutRequest.UNKNOWN_LENGTH;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public ByteRange next(PartSlot slot, FileTorrent torrent) throws IOException {
        ByteRange range = read(slot);
        if (ended) {
            torrent.endsAt(position);
        }
        slot.show(torrent);
        return range;
    }

    @Override
    public void checkUnchanged() {
        // A stream is read once.
    }
}

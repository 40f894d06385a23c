package io.s3torrent.seeder.put;

import io.s3torrent.seeder.s3.ByteRange;

/**
 * How a file is split for its upload: each part is one piece or several pieces.
 *
 * @param length bytes of the file, at least 1
 * @param partLength bytes of every part but the last
 */
record PartLayout(long length, long partLength) {
    /** The usual and smallest part length: the first power of two above 5 MiB, below which S3 rejects parts. */
    static final int USUAL = 8 << 20;

    /** S3 joins no more. */
    static final int MAX_PARTS = 10_000;

    /** The shortest parts from 8 MiB that consist of whole pieces and do not exceed S3's limit on the number of parts. */
    static PartLayout of(long length, int pieceLength) {
        long usual = Math.max(USUAL, pieceLength);
        long least = (length - 1) / MAX_PARTS / usual + 1;
        return new PartLayout(length, usual * least);
    }

    int count() {
        return Math.toIntExact((length - 1) / partLength + 1);
    }

    /** The byte range of a part, counted from 0. */
    ByteRange range(int part) {
        long start = part * partLength;
        return new ByteRange(start, Math.min(start + partLength, length));
    }
}

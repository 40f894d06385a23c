package io.s3torrent.seeder.put;

import io.s3torrent.seeder.s3.ByteRange;

/**
 * How a file is cut for its upload: into pieces that are parts, or into parts of several pieces each.
 *
 * @param length bytes of the file, at least 1
 * @param partLength bytes of every part but the last
 */
record PartLayout(long length, long partLength) {
    /** Parts below 5 MiB are refused by S3; the piece lengths from there on are powers of two from here. */
    static final int USUAL = 8 << 20;

    /** S3 joins no more. */
    static final int MAX_PARTS = 10_000;

    /** The shortest parts, from 8 MiB, that are whole pieces and no more than S3 allows. */
    static PartLayout of(long length, int pieceLength) {
        long usual = Math.max(USUAL, pieceLength);
        long least = (length - 1) / MAX_PARTS / usual + 1;
        return new PartLayout(length, usual * least);
    }

    int count() {
        return Math.toIntExact((length - 1) / partLength + 1);
    }

    /** The bytes of a part, counted from 0. */
    ByteRange range(int part) {
        long start = part * partLength;
        return new ByteRange(start, Math.min(start + partLength, length));
    }
}

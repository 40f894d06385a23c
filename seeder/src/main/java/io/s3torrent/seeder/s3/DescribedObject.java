package io.s3torrent.seeder.s3;

/** A version, and what the store knows of its bytes. */
public record DescribedObject(ObjectVersion version, ObjectChecksums checksums) {}

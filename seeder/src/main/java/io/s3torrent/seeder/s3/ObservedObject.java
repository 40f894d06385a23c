package io.s3torrent.seeder.s3;

/**
 * An object as the store has it now.
 *
 * @param charged true when the requester is charged, and not the owner
 */
public record ObservedObject(ObjectVersion version, boolean charged) {}

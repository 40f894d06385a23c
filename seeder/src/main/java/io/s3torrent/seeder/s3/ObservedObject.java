package io.s3torrent.seeder.s3;

/**
 * The current version of an object in the store.
 *
 * @param charged true when the requester is charged instead of the owner
 */
public record ObservedObject(ObjectVersion version, boolean charged) {}

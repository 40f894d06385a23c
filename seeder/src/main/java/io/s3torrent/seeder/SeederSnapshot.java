package io.s3torrent.seeder;

/**
 * A seeder's counters since its start.
 *
 * @param connections peers connected now
 * @param uploadedBytes payload sent to peers
 * @param s3Bytes object bytes read from the store
 * @param s3Requests requests sent to the store, of any kind
 */
public record SeederSnapshot(int connections, long uploadedBytes, long s3Bytes, long s3Requests) {}

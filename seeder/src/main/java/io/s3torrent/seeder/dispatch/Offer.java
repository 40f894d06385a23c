package io.s3torrent.seeder.dispatch;

/** A piece that a peer is told of, and may request from now on. */
public record Offer<P>(P peer, int piece) {}

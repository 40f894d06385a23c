package io.s3torrent.seeder.dispatch;

/** A piece that a peer is to hear of, and may ask for from now on. */
public record Offer<P>(P peer, int piece) {}

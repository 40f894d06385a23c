package io.s3torrent.tracker.cluster;

import io.s3torrent.bittorrent.InfoHash;
import io.s3torrent.bittorrent.PeerEndpoint;
import io.s3torrent.tracker.swarm.PeerChange;

/** What one announce made of its peer. */
record PeerChangeEvent(InfoHash swarm, PeerEndpoint peer, PeerChange change) {}

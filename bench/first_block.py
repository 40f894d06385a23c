#!/usr/bin/python3
"""Measures the time until the first block of a piece that was not requested before.

    first_block.py HOST:PORT INFOHASH PIECE_LENGTH PIECES [COUNT]

Takes whole pieces, far from each other, so that neither read-ahead nor the limits on those who run up a bill have a part in it. Prints the
milliseconds from REQUEST to the block's arrival: median, maximum, and all.
"""
import random
import statistics
import sys

from raw_peer import Peer

address, info_hash, length, pieces = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
count = int(sys.argv[5]) if len(sys.argv) > 5 else 20
chosen = random.sample(range(0, pieces - 1, 8), count + 1)
peer = Peer(address, info_hash).unchoked()
times = []
for piece in chosen:
    times.append(peer.first_block(piece) * 1000)
    peer.rest(piece, length)
warm = times[1:]  # the first one opens the connection to the store
print("first block: median %.1f ms, maximum %.1f ms, of %d; the first request, without a connection to the store, %.1f ms"
      % (statistics.median(warm), max(warm), len(warm), times[0]))
print(" ".join("%.1f" % ms for ms in warm))

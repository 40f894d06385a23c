#!/usr/bin/python3
"""Measures whether a client is served next to a crowd of half-open handshakes from one address: half_open.py HOST:PORT INFOHASH [CROWD]

Prints how long a normal client waits for its first block: without the crowd, with the crowd but from another address, and from the crowd's
address after the crowd is gone.
"""
import socket
import sys
import time

from raw_peer import Peer

address, info_hash = sys.argv[1], sys.argv[2]
crowd = int(sys.argv[3]) if len(sys.argv) > 3 else 600
host, port = address.rsplit(":", 1)


def served(source):
    """Seconds until a block arrives, with as many connection attempts as needed; None after 15 seconds."""
    started = time.monotonic()
    while time.monotonic() - started < 15:
        try:
            peer = Peer(address, info_hash, source).unchoked()
            peer.first_block(0)
            peer.close()
            return time.monotonic() - started
        except OSError:
            time.sleep(0.01)
    return None


def text(seconds):
    return "not within 15 s" if seconds is None else "%.0f ms" % (seconds * 1000)


print("alone: " + text(served("127.0.0.1")))
half = []
for _ in range(crowd):
    half.append(socket.create_connection((host, int(port)), 5, ("127.0.0.1", 0)))
    half[-1].sendall(b"\x13BitTorrent pro")
print("from another address, next to %d half-open connections: %s" % (crowd, text(served("127.0.0.2"))))
for each in half:
    each.close()
print("from the same address, after they are gone: " + text(served("127.0.0.1")))

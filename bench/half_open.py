#!/usr/bin/python3
"""Who gets in beside a crowd of half-open handshakes from one address: half_open.py HOST:PORT INFOHASH [CROWD]

Prints how long a good client waits for its first block: alone, from another address beside the crowd, and from the crowd's own address from
the moment that it is gone.
"""
import socket
import sys
import time

from raw_peer import Peer

address, info_hash = sys.argv[1], sys.argv[2]
crowd = int(sys.argv[3]) if len(sys.argv) > 3 else 600
host, port = address.rsplit(":", 1)


def served(source):
    """Seconds until a block has come, however often it takes to get in; None after 15."""
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
print("from another address, beside %d half-open ones: %s" % (crowd, text(served("127.0.0.2"))))
for each in half:
    each.close()
print("from the same address, as soon as they are gone: " + text(served("127.0.0.1")))

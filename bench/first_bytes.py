#!/usr/bin/python3
"""Measures how long a new client of each listener waits: first_bytes.py SECONDS NAME=URL...

URL is peer://HOST:PORT/INFOHASH (until the first block), udp://HOST:PORT/INFOHASH (until the peers), or http://HOST:PORT/PATH (until the
status line). Each listener is asked twice a second, with a new connection from an address that sends nothing else. Prints NAME and the
milliseconds of each attempt. A client that is turned away tries again, and the time goes on; after 10 s it gives up.
"""
import os
import socket
import struct
import sys
import threading
import time
from urllib.parse import urlsplit

from raw_peer import Peer

PATIENCE = 10
lock = threading.Lock()


def peer(address, path, source):
    each = Peer("%s:%d" % address, path[1:], source)
    try:
        each.unchoked().first_block(0)
    finally:
        each.close()


def udp(address, path, source):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as each:
        each.bind((source, 0))
        each.connect(address)
        each.settimeout(1)  # a real client waits for 15 s before it sends again
        each.send(struct.pack(">QII", 0x41727101980, 0, 1))
        connection = each.recv(16)[8:]
        each.send(connection + struct.pack(">II", 1, 2) + bytes.fromhex(path[1:]) + b"-XX0001-" + os.urandom(12)
                  + struct.pack(">QQQIIIiH", 0, 1, 0, 0, 0, 1, 50, 6881))
        assert each.recv(2048)[:4] == b"\0\0\0\1"


def http(address, path, source):
    with socket.create_connection(address, PATIENCE, (source, 0)) as each:
        # Any answer that the service itself gives counts: 503 is that of a full server.
        each.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-16383\r\nConnection: close\r\n\r\n" % path.encode())
        head = each.recv(12)
        if head[9:10] != b"2":
            raise ConnectionError(head.decode("latin-1"))


def attempts(name, url, source, end):
    parts = urlsplit(url)
    path = parts.path + ("?" + parts.query if parts.query else "")
    while time.monotonic() < end:
        started = time.monotonic()
        took = None
        while took is None and time.monotonic() - started < PATIENCE:
            try:
                {"peer": peer, "udp": udp, "http": http}[parts.scheme]((parts.hostname, parts.port), path, source)
                took = time.monotonic() - started
            except OSError:
                time.sleep(0.01)
        with lock:
            print(name, "%.1f" % ((took or PATIENCE) * 1000), flush=True)
        time.sleep(max(0, 0.5 - (took or 0)))


until = time.monotonic() + float(sys.argv[1])
for number, word in enumerate(sys.argv[2:]):
    threading.Thread(target=attempts, args=(*word.split("=", 1), "127.0.9.%d" % (number + 1), until)).start()

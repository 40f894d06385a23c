"""A scripted peer with as much of BEP 3 as the measurements need."""
import os
import socket
import struct
import time

BLOCK = 16384


class Peer:
    def __init__(self, address, info_hash, source="127.0.0.1"):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), 30, (source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(b"\x13BitTorrent protocol" + bytes(8) + bytes.fromhex(info_hash) + b"-XX0001-" + os.urandom(12))
        self.exactly(68)

    def exactly(self, length):
        got = bytearray()
        while len(got) < length:
            more = self.socket.recv(length - len(got))
            if not more:
                raise ConnectionError("closed")
            got += more
        return bytes(got)

    def message(self):
        """The id and the payload of the next message that is not a keep-alive."""
        while True:
            length = struct.unpack(">I", self.exactly(4))[0]
            if length:
                body = self.exactly(length)
                return body[0], body[1:]

    def until(self, wanted):
        while True:
            kind, body = self.message()
            if kind == wanted:
                return body

    def unchoked(self):
        self.socket.sendall(struct.pack(">IB", 1, 2))
        self.until(1)
        return self

    def request(self, piece, begin, length=BLOCK):
        self.socket.sendall(struct.pack(">IBIII", 13, 6, piece, begin, length))

    def block(self):
        return self.until(7)

    def first_block(self, piece):
        """Seconds from REQUEST to the arrival of a block."""
        started = time.monotonic()
        self.request(piece, 0)
        self.block()
        return time.monotonic() - started

    def rest(self, piece, piece_length):
        for begin in range(BLOCK, piece_length, BLOCK):
            self.request(piece, begin)
        for _ in range(BLOCK, piece_length, BLOCK):
            self.block()

    def close(self):
        self.socket.close()

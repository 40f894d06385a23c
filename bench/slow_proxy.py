#!/usr/bin/python3
"""A proxy for one HTTP server on 127.0.0.1 that sends some answers slowly. Prints its port.

    slow_proxy.py PORT BYTES_PER_SECOND

Each line on its standard input is a share, 0 to 1: so many of the answers to requests with a Range header are slow from then on, chosen at
random. It answers with "REQUESTS SLOW BYTES": the requests with a Range header, how many of them were slow, and the bytes that it has
passed on in answers to them. All three count from the line before.
"""
import random
import socket
import sys
import threading
import time

target, rate = int(sys.argv[1]), int(sys.argv[2])
share = 0.0
TICKS = 10  # a slow answer advances so many times a second
chance = random.Random(1)
lock = threading.Lock()
counts = [0, 0, 0]


def count(*more):
    with lock:
        for index, value in enumerate(more):
            counts[index] += value


class Connection:
    """A connection of the client with its connection to the server. A client sends a request after the last answer has ended."""

    def __init__(self, client):
        self.client = client
        self.server = socket.create_connection(("127.0.0.1", target))
        self.ranged = self.slow = False
        for end in client, self.server:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for pump in self.requests, self.answers:
            threading.Thread(target=self.run, args=(pump,), daemon=True).start()

    def run(self, pump):
        try:
            pump()
        except OSError:
            pass
        for end in self.client, self.server:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def requests(self):
        while data := self.client.recv(1 << 16):  # a request is one packet: it has no body, and its head is short
            self.ranged = b"\r\nrange:" in data.lower()
            self.slow = self.ranged and chance.random() < share
            if self.ranged:
                count(1, self.slow)
            self.server.sendall(data)

    def answers(self):
        while data := self.server.recv(max(1, rate // TICKS) if self.slow else 1 << 18):
            self.client.sendall(data)
            if self.ranged:
                count(0, 0, len(data))
            if self.slow:
                time.sleep(1 / TICKS)


def control():
    global share
    for line in sys.stdin:
        share = float(line)
        with lock:
            print(*counts, flush=True)
            counts[:] = 0, 0, 0


listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
threading.Thread(target=control, daemon=True).start()
while True:
    Connection(listener.accept()[0])

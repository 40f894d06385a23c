#!/usr/bin/python3
"""A TCP proxy on 127.0.0.1 that delays requests by MILLISECONDS, for each connection separately, but not answers. Prints its port.

    delay_proxy.py PORT MILLISECONDS
"""
import os
import socket
import sys
import threading
import time

target, delay = int(sys.argv[1]), float(sys.argv[2]) / 1000


def requests(client, server):
    while data := client.recv(1 << 16):
        time.sleep(delay)
        server.sendall(data)
    server.shutdown(socket.SHUT_WR)


def answers(server, client):
    read, write = os.pipe()
    while count := os.splice(server.fileno(), write, 1 << 20):
        while count:
            count -= os.splice(read, client.fileno(), count)
    client.shutdown(socket.SHUT_WR)


def run(pump, *ends):
    try:
        pump(*ends)
    except OSError:
        for end in ends:
            end.close()


listener = socket.create_server(("127.0.0.1", 0), backlog=128)
print(listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    server = socket.create_connection(("127.0.0.1", target))
    for end in client, server:
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    threading.Thread(target=run, args=(requests, client, server), daemon=True).start()
    threading.Thread(target=run, args=(answers, server, client), daemon=True).start()

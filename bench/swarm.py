#!/usr/bin/python3
"""Lets N libtorrent leechers download one torrent from one seeder and trade; prints one JSON line.

  swarm.py F.torrent (HOST:PORT | libtorrent FOLDER | super FOLDER) [--peers 8] [--seed-cap 6] [--leech-cap 6]
           [--slow-peers 0] [--leave 0] [--alone]

The line has copies: bytes that the seeder sent / size; last: seconds until the last leecher has a verified copy; bound: the shortest
possible time, max(size / seed cap, (N - K) * size / (N * leech cap)), with --copies K (1). Caps are in MB/s, 0 for none; an external seeder
must be capped with its own option. Slow peers upload at 0.1 MB/s; peers that leave do so half-way. "super" is libtorrent's super-seeding
mode (BEP 16).
"""
import argparse
import json
import os
import shutil
import tempfile
import time

import libtorrent

arguments = argparse.ArgumentParser()
arguments.add_argument("torrent")
arguments.add_argument("seed")
arguments.add_argument("folder", nargs="?")
for name, default in (("peers", 8), ("slow-peers", 0), ("leave", 0), ("timeout", 120), ("copies", 1)):
    arguments.add_argument("--" + name, type=int, default=default)
for name in ("seed-cap", "leech-cap"):
    arguments.add_argument("--" + name, type=float, default=0)
options = arguments.parse_args()

info = libtorrent.torrent_info(options.torrent)
size, count = info.total_size(), options.peers
flags = libtorrent.torrent_flags
work = tempfile.mkdtemp(dir="/dev/shm", prefix="swarm-")


def session(number, slots):
    address = "127.0.1.%d" % (number + 1)
    return address, libtorrent.session({
        "listen_interfaces": address + ":0", "outgoing_interfaces": address, "unchoke_slots_limit": slots,
        "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        "enable_outgoing_utp": False, "enable_incoming_utp": False, "allow_multiple_connections_per_ip": True,
        "connections_limit": 400, "connection_speed": 500, "smooth_connects": False,
        "seeding_outgoing_connections": True, "alert_mask": 0,
    })


def add(number, slots, folder, more, cap):
    address, its = session(number, slots)
    parameters = libtorrent.add_torrent_params()
    parameters.ti, parameters.save_path, parameters.trackers = info, folder, []
    parameters.flags |= more
    parameters.flags &= ~(flags.auto_managed | flags.paused)
    handle = its.add_torrent(parameters)
    handle.replace_trackers([])
    if cap:
        handle.set_upload_limit(int(cap * 1e6))
    sessions.append(its)
    while not its.listen_port():
        time.sleep(0.02)
    return handle, (address, its.listen_port())


sessions = []
try:
    if options.folder:
        more = flags.seed_mode | (flags.super_seeding if options.seed == "super" else flags.seed_mode)
        _, seeder = add(0, -1, options.folder, more, options.seed_cap)
    else:
        host, port = options.seed.rsplit(":", 1)
        seeder = host, int(port)
    leechers = []
    for number in range(1, count + 1):
        os.mkdir("%s/%d" % (work, number))
        cap = 0.1 if number <= options.slow_peers else options.leech_cap
        more = flags.disable_dht | flags.disable_lsd | flags.disable_pex
        leechers.append(add(number, 8, "%s/%d" % (work, number), more, cap))
    start = time.monotonic()
    for number, (handle, _) in enumerate(leechers):
        handle.connect_peer(seeder)
        for _, other in leechers[:number]:
            handle.connect_peer(other)
    done, gone, retry = {}, set(), start
    while time.monotonic() - start < options.timeout and len(done) + len(gone) < count:
        time.sleep(0.02)
        for number, (handle, _) in enumerate(leechers):
            if number in done or number in gone:
                continue
            status = handle.status()
            if status.is_seeding:
                done[number] = time.monotonic() - start
            elif number >= count - options.leave and status.progress > 0.5:
                handle.pause()
                gone.add(number)
            elif status.num_peers == 0 and time.monotonic() - retry > 2:
                handle.connect_peer(seeder)
                retry = time.monotonic()
    time.sleep(0.3)
    statuses = [handle.status() for handle, _ in leechers]
    sent = sum(status.total_payload_download - status.total_payload_upload for status in statuses)
    bound = max(size / (options.seed_cap * 1e6) if options.seed_cap else 0,
                (count - options.copies) * size / (count * options.leech_cap * 1e6) if options.leech_cap else 0)
    last = max(done.values()) if done else 0
    print(json.dumps({
        "done": len(done), "of": count - len(gone), "copies": round(sent / size, 3), "last": round(last, 2),
        "bound": round(bound, 2), "ratio": round(last / bound, 2) if bound else None,
        "failed": sum(status.total_failed_bytes for status in statuses)}), flush=True)
finally:
    shutil.rmtree(work, ignore_errors=True)
os._exit(0)  # skips the slow shutdown of libtorrent's sessions

#!/usr/bin/python3
"""Measures the rate of one libtorrent leecher: rate_libtorrent.py F.torrent HOST:PORT FOLDER SECONDS [BYTES_PER_SECOND]

Downloads from one seeder until SECONDS after the first byte, or until everything is there. Prints MB/s of payload from the first byte on,
and the seconds from the call to the first byte. BYTES_PER_SECOND limits the download, as the user of a client would.
"""
import sys
import time

import libtorrent

ADDRESS = "127.0.1.1"
torrent, seeder, folder, seconds = sys.argv[1:5]
limit = int(sys.argv[5]) if len(sys.argv) > 5 else 0
host, port = seeder.rsplit(":", 1)
flags = libtorrent.torrent_flags
session = libtorrent.session({
    "listen_interfaces": ADDRESS + ":0", "outgoing_interfaces": ADDRESS,
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "enable_outgoing_utp": False, "enable_incoming_utp": False, "rate_limit_ip_overhead": False,
    "max_out_request_queue": 1500, "min_reconnect_time": 1, "alert_mask": 0,
})
parameters = libtorrent.add_torrent_params()
parameters.ti, parameters.save_path = libtorrent.torrent_info(torrent), folder
parameters.flags &= ~(flags.auto_managed | flags.paused)
parameters.flags |= flags.disable_pex
parameters.download_limit = limit
handle = session.add_torrent(parameters)
handle.replace_trackers([])


def payload(deadline, enough):
    """Waits until enough payload has arrived or the time has come. Returns time and bytes of payload."""
    while True:
        status, now = handle.status(), time.monotonic()
        if status.total_payload_download >= enough or status.is_seeding or now >= deadline:
            return now, status.total_payload_download
        if status.num_peers == 0:
            handle.connect_peer((host, int(port)))
        time.sleep(0.01)


started = time.monotonic()
first, before = payload(started + 30, 1)
if not before:
    sys.exit("no byte arrived within 30 s")
last, after = payload(first + float(seconds), parameters.ti.total_size())
if handle.status().total_failed_bytes:
    sys.exit("%d bytes failed the check" % handle.status().total_failed_bytes)
print("%.2f %.3f" % ((after - before) / (last - first) / 1e6, first - started))

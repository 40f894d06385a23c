#!/usr/bin/python3
"""Seeds one torrent with libtorrent, as the baseline: seed_libtorrent.py F.torrent FOLDER; prints its port, then serves."""
import sys
import time

import libtorrent

torrent, folder = sys.argv[1:]
session = libtorrent.session({
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    "unchoke_slots_limit": -1,
    "send_buffer_watermark": 3 << 20,
    "alert_mask": 0,
})
parameters = libtorrent.add_torrent_params()
parameters.ti = libtorrent.torrent_info(torrent)
parameters.save_path = folder
parameters.trackers = []
parameters.flags |= libtorrent.torrent_flags.seed_mode
parameters.flags &= ~(libtorrent.torrent_flags.auto_managed | libtorrent.torrent_flags.paused)
session.add_torrent(parameters).replace_trackers([])
while not session.listen_port():
    time.sleep(0.05)
print(session.listen_port(), flush=True)
while True:
    time.sleep(60)

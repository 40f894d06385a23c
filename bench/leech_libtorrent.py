#!/usr/bin/python3
"""Downloads one torrent with N libtorrent leechers at once from one seeder, verifies every piece, and prints the time.

leech_libtorrent.py F.torrent HOST:PORT N FOLDER [plain|trade|rc4]

With "trade", the leechers know each other. With "rc4", they accept only encrypted connections.
"""
import sys
import time

import libtorrent

torrent, seeder, count, folder = sys.argv[1:5]
trade, rc4 = ([word] == sys.argv[5:] for word in ("trade", "rc4"))
encryption = {
    "out_enc_policy": int(libtorrent.enc_policy.pe_forced), "in_enc_policy": int(libtorrent.enc_policy.pe_forced),
    "allowed_enc_level": int(libtorrent.enc_level.pe_rc4),
} if rc4 else {}
host, port = seeder.rsplit(":", 1)
info = libtorrent.torrent_info(torrent)
flags = libtorrent.torrent_flags
sessions, handles = [], []
for number in range(int(count)):
    address = "127.0.1.%d" % (number + 1)
    sessions.append(libtorrent.session({
        "listen_interfaces": address + ":0", "outgoing_interfaces": address,
        "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
        "enable_outgoing_utp": False, "enable_incoming_utp": False,
        "allow_multiple_connections_per_ip": True, "max_out_request_queue": 1500, "alert_mask": 0,
        **encryption,
    }))
    parameters = libtorrent.add_torrent_params()
    parameters.ti, parameters.save_path = info, "%s/%d" % (folder, number)
    parameters.flags &= ~(flags.auto_managed | flags.paused)
    if not trade:
        parameters.flags |= flags.disable_pex  # otherwise the seeder tells them about each other
    handles.append(sessions[-1].add_torrent(parameters))
    handles[-1].replace_trackers([])
start = time.monotonic()
for number, handle in enumerate(handles):
    handle.connect_peer((host, int(port)))
    if trade:
        for other in range(number):
            handle.connect_peer(("127.0.1.%d" % (other + 1), sessions[other].listen_port()))
while not all(handle.status().is_seeding for handle in handles):
    if time.monotonic() - start > 300:
        sys.exit("not done after 300 s: %s" % [handle.status().progress for handle in handles])
    time.sleep(0.02)
seconds = time.monotonic() - start
failed = sum(handle.status().total_failed_bytes for handle in handles)
print("%d leechers, %.1f s, %.0f MB/s verified, %d bytes failed the check"
      % (len(handles), seconds, info.total_size() * len(handles) / seconds / 1e6, failed))

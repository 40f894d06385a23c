"""Download one torrent with libtorrent: libtorrent_download.py TORRENT|MAGNET FOLDER [PORT OF A PEER | NAME=VALUE]...

NAME is a setting of libtorrent, VALUE a number or a text. Says "ready" and its port when peers may come; ends with 0 when the torrent is whole."""
import sys
import time

import libtorrent as lt

source, folder = sys.argv[1:3]
peers = [int(word) for word in sys.argv[3:] if "=" not in word]
words = [word.split("=", 1) for word in sys.argv[3:] if "=" in word]
session = lt.session({**{
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False, "enable_outgoing_utp": False,
    "enable_incoming_utp": False, "listen_interfaces": "127.0.0.1:0", "allow_multiple_connections_per_ip": True,
    "ssrf_mitigation": False, "allow_idna": True,
}, **{name: int(value) if value.isdigit() else value for name, value in words}})
params = lt.parse_magnet_uri(source) if source.startswith("magnet:") else lt.add_torrent_params()
if not source.startswith("magnet:"):
    params.ti = lt.torrent_info(source)
params.save_path = folder
handle = session.add_torrent(params)
for port in peers:
    handle.connect_peer(("127.0.0.1", port))
deadline = time.time() + 90
ready = False
while not handle.status().is_seeding:
    status = handle.status()  # a torrent rests until its session has looked after it, and then turns every peer away
    if not ready and session.listen_port() and status.state == lt.torrent_status.downloading and not status.flags & lt.torrent_flags.paused:
        ready = True
        print("ready", session.listen_port(), flush=True)
    if time.time() > deadline:
        print(handle.status().state, handle.status().num_peers, [t for t in handle.trackers()])
        sys.exit(1)
    time.sleep(0.05)
session.pause()

"""A node of a DHT, by libtorrent: libtorrent_dht_node.py ADDRESS:PORT. Knows nobody, and runs until it is killed."""
import sys
import time

import libtorrent as lt

session = lt.session({
    "enable_dht": True, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False, "listen_interfaces": sys.argv[1],
    "dht_bootstrap_nodes": "", "dht_restrict_routing_ips": False, "dht_restrict_search_ips": False,
    "dht_ignore_dark_internet": False, "dht_prefer_verified_node_ids": False, "dht_enforce_node_id": False,
})
while True:
    time.sleep(1)

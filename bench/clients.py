#!/usr/bin/python3
"""Lets foreign clients download one torrent, each in its own network namespace; prints one JSON line.

  clients.py F.torrent FOLDER CLIENT...        run by clients.sh as root in a network namespace, which the script changes

CLIENT is aria2, deluge, libtorrent, qbittorrent, rtorrent, transmission or webtorrent. webtorrent needs Node.js and $WEBTORRENT, a
folder in which `npm install webtorrent` was run. FOLDER is empty, and in memory. Time is measured from the first byte on disk until
the last client has all bytes. Clients connect over TCP, because uTP between two of them stalled for minutes in this kind of network. The
script verifies the downloads against the piece hashes. $CLIENTS_CAP limits each client to so many MB/s in each direction, $CLIENTS_LIMIT
sets how many seconds to wait.
"""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import libtorrent

torrent, folder, names = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
LIMIT = float(os.environ.get("CLIENTS_LIMIT", 180))
CAP = int(float(os.environ.get("CLIENTS_CAP", 0)) * 1e6)
info = libtorrent.torrent_info(torrent)
running = []

LIBTORRENT = """
import libtorrent, sys, time
s = libtorrent.session({'listen_interfaces': '0.0.0.0:6891', 'enable_dht': False, 'enable_lsd': False,
                        'enable_outgoing_utp': False, 'enable_incoming_utp': False})
h = s.add_torrent({'ti': libtorrent.torrent_info(sys.argv[1]), 'save_path': sys.argv[2]})
h.set_upload_limit(int(sys.argv[3]))
h.set_download_limit(int(sys.argv[3]))
while True:
    time.sleep(1)
"""
WEBTORRENT = """
const wrap = require(process.env.WEBTORRENT + '/node_modules/webtorrent/package.json').type === 'module'
const cap = +process.argv[4] || -1
const start = W => new W({dht: false, lsd: false, utp: false, uploadLimit: cap, downloadLimit: cap}).add(process.argv[2], {path: process.argv[3]})
if (wrap) import(process.env.WEBTORRENT + '/node_modules/webtorrent/index.js').then(m => start(m.default))
else start(require(process.env.WEBTORRENT + '/node_modules/webtorrent'))
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)
    return path


def start(place, command, **more):
    env = dict(os.environ, HOME=place, XDG_CONFIG_HOME=place + "/config", XDG_DATA_HOME=place + "/share", **more)
    running.append(subprocess.Popen(command, env=env, cwd=place, stdin=subprocess.DEVNULL, stdout=open(place + "/log", "a"),
                                    stderr=subprocess.STDOUT, start_new_session=True))
    return running[-1]


def enter(number):
    """The prefix of a command that runs it in a new namespace, whose eth0 is attached to the bridge."""
    space = "c%d" % number
    for words in ("netns add %s" % space, "link add v%d type veth peer name eth0 netns %s" % (number, space),
                  "link set v%d master clients up" % number, "-n %s addr add 10.77.0.%d/24 dev eth0" % (space, 10 + number),
                  "-n %s link set eth0 up" % space, "-n %s link set lo up" % space):
        subprocess.run(["ip", *words.split()], check=True)
    return ["ip", "netns", "exec", space]


def client(name, number):
    """Starts a client, and returns the folder to which it downloads."""
    inside, place = enter(number), "%s/%d-%s" % (folder, number, name)
    data = place + "/data"
    os.makedirs(data)
    if name == "libtorrent":
        start(place, [*inside, "/usr/bin/python3", "-c", LIBTORRENT, torrent, data, str(CAP)])
    elif name == "aria2":
        start(place, [*inside, "aria2c", "--dir=" + data, "--seed-ratio=0", "--file-allocation=none", "--enable-dht=false",
                      "--listen-port=6891", "--check-integrity=false", "--summary-interval=0",
                      "--max-upload-limit=%d" % CAP, "--max-download-limit=%d" % CAP, torrent])
    elif name == "rtorrent":
        config = write(place + "/rtorrent.rc", "directory.default.set = %s\nsession.path.set = %s\nnetwork.port_range.set = 6891-6891\n"
                       "dht.mode.set = disable\nprotocol.pex.set = yes\nsystem.daemon.set = true\ntrackers.use_udp.set = yes\n"
                       "load.start = %s\n" % (data, place, torrent))
        start(place, [*inside, "rtorrent", "-n", "-o", "import=" + config])
    elif name == "transmission":
        write(place + "/conf/settings.json", json.dumps({"dht-enabled": False, "lpd-enabled": False, "preallocation": 0, "peer-port": 6891,
                                                         "port-forwarding-enabled": False, "utp-enabled": False, "rename-partial-files": False}))
        start(place, [*inside, "transmission-cli", "-g", place + "/conf", "-w", data, torrent])
    elif name == "qbittorrent":
        write(place + "/qBittorrent/config/qBittorrent.conf",
              "[LegalNotice]\nAccepted=true\n[BitTorrent]\nSession\\DHTEnabled=false\nSession\\LSDEnabled=false\nSession\\Port=6891\nSession\\BTProtocol=TCP\n"
              "Session\\DefaultSavePath=%s\nSession\\Preallocation=false\n[Preferences]\nWebUI\\Port=8090\n" % data)
        start(place, [*inside, "qbittorrent-nox", "--profile=" + place, "--save-path=" + data, "--add-paused=false",
                      "--skip-dialog=true", torrent])
    elif name == "deluge":
        write(place + "/conf/auth", "localclient:clients:10\n")
        write(place + "/conf/core.conf", json.dumps({"file": 1, "format": 1}) + json.dumps({
            "dht": False, "lsd": False, "utpex": True, "upnp": False, "natpmp": False, "random_port": False, "listen_ports": [6891, 6891],
            "download_location": data, "pre_allocate_storage": False, "new_release_check": False, "allow_remote": False}))
        start(place, [*inside, "deluged", "-d", "-c", place + "/conf", "-p", "58846"])
        ask = ["deluge-console", "-c", place + "/conf", "connect 127.0.0.1:58846 localclient clients; add -p %s %s" % (data, torrent)]
        start(place, [*inside, "sh", "-c", 'for n in 1 2 3 4 5; do sleep 1; "$@"; done', "sh", *ask])
    elif name == "webtorrent":
        start(place, [*inside, "node", "-e", WEBTORRENT, "node", torrent, data, str(CAP)], WEBTORRENT=os.environ["WEBTORRENT"])
    else:
        sys.exit("unknown client: " + name)
    return data


def on_disk(data):
    return sum(os.stat(os.path.join(at, f)).st_blocks * 512 for at, _, files in os.walk(data) for f in files)


def is_right(data):
    path = os.path.join(data, info.files().file_path(0))
    if not os.path.exists(path):
        return False
    with open(path, "rb") as f:
        return all(hashlib.sha1(f.read(info.piece_length())).digest() == info.hash_for_piece(n) for n in range(info.num_pieces()))


def downloads():
    """Seconds of each client, counted from the first byte of any client; None for a client that did not finish."""
    begun, first, took = time.monotonic(), None, {}
    folders = [client(name, number) for number, name in enumerate(names)]
    while len(took) < len(names) and time.monotonic() - begun < LIMIT:
        for number, data in enumerate(folders):
            size = on_disk(data)
            if size and first is None:
                first = time.monotonic()
            if number not in took and size >= info.total_size() and is_right(data):
                took[number] = time.monotonic() - first
        time.sleep(0.02)
    return [round(took[n], 2) if n in took else None for n in range(len(names))]


try:
    seconds = downloads()
    print(json.dumps({"clients": names, "seconds": seconds, "last": max(seconds) if None not in seconds else None}))
finally:
    for process in running:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    for number in range(len(names)):
        subprocess.run(["ip", "netns", "del", "c%d" % number], stderr=subprocess.DEVNULL)
    if not os.environ.get("CLIENTS_KEEP"):
        shutil.rmtree(folder, ignore_errors=True)

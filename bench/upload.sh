#!/usr/bin/env bash
# How fast the seeder uploads, as a ratio against libtorrent's in the same run: same object, same torrent, same generator, turn by
# turn. Loopback only; the seeder reads from nginx, the fastest S3 that one machine has. Needs nginx and python3-libtorrent.
#
#   bench/upload.sh GENERATOR [MIB] [SECONDS] [ROUNDS]        by default 256 MiB, 5 s, 3 rounds
#
# GENERATOR HOST PORT INFOHASH TOTAL PIECE_LENGTH CONNECTIONS SECONDS DEPTH requests blocks over that many connections, DEPTH
# outstanding on each, throws them away, and prints JSON with "MBps".
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
generator=$(realpath "$1") mib=${2:-256} seconds=${3:-5} rounds=${4:-3}

start_ours() {
    "$top/s3torrent" seed s3://bench/object "${options[@]}" --listen 127.0.0.1:0 --tracker 127.0.0.1:0 --cache-memory $((2 * mib))MiB \
        -O "$work/object.torrent" -o json >"$work/ours.out" 2>"$work/ours.err" &
    pids+=($!)
    torrent=$(await "$work/ours.out" '"torrent"')
    ours=$(await "$work/ours.out" '"ready"' | field listen)
    hash=$(field infoHash <<<"$torrent") piece=$(field pieceLength <<<"$torrent")
}

start_theirs() {
    /usr/bin/python3 "$top/bench/seed_libtorrent.py" "$work/object.torrent" "$work/store/bench" \
        >"$work/theirs.out" 2>"$work/theirs.err" &
    pids+=($!)
    theirs=127.0.0.1:$(await "$work/theirs.out" '[0-9]')
}

measure() { # HOST:PORT CONNECTIONS
    "$generator" "${1%:*}" "${1##*:}" "$hash" $((mib << 20)) "$piece" "$2" "$seconds" 256 | field MBps
}

start_store "$mib"
start_ours
start_theirs
measure "$ours" 4 >/dev/null # a JVM is slow until it is warm
measure "$theirs" 4 >/dev/null
printf '%-12s %14s %14s %8s\n' connections 's3torrent MB/s' libtorrent ratio
for connections in 1 4 16; do
    : >"$work/a"
    : >"$work/b"
    for _ in $(seq "$rounds"); do
        measure "$ours" "$connections" >>"$work/a"
        measure "$theirs" "$connections" >>"$work/b"
    done
    awk -v n="$connections" -v a="$(median <"$work/a")" -v b="$(median <"$work/b")" \
        'BEGIN {printf "%-12d %14.0f %14.0f %8.2f\n", n, a, b, a / b}'
done

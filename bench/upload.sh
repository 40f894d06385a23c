#!/usr/bin/env bash
# Measures the rate and the CPU time of uploads, as ratios to libtorrent. Both seed the same torrent, and take turns under the same load.
# Loopback only; the seeder reads from nginx as a fast S3. Needs nginx and python3-libtorrent.
#
#   bench/upload.sh GENERATOR [MIB] [SECONDS] [ROUNDS]        by default 256 MiB, 5 s, 3 rounds; medians
#
# GENERATOR is a program such as bench/generators/blast.c (gcc -O2 -o blast bench/generators/blast.c), called as
# GENERATOR HOST PORT INFOHASH TOTAL PIECE_LENGTH CONNECTIONS SECONDS DEPTH. It requests blocks over CONNECTIONS connections with DEPTH
# outstanding requests each, discards the blocks, and prints JSON with "MBps".
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
generator=$(realpath "$1") mib=${2:-256} seconds=${3:-5} rounds=${4:-3}

row() { # NAME COMMAND N
    : >"$work/a"
    : >"$work/b"
    for _ in $(seq "$rounds"); do
        measure "$work/a" "$seeder" "$2" "$address" "$3"
        measure "$work/b" "$their_pid" "$2" "$theirs" "$3"
    done
    awk -v name="$1" -v a="$(column "$work/a" 1)" -v b="$(column "$work/b" 1)" -v c="$(column "$work/a" 2)" -v d="$(column "$work/b" 2)" \
        'BEGIN {printf "%-26s %10.0f %10.0f %6.2f %10.3f %10.3f %6.2f\n", name, a, b, a / b, c, d, c / d}'
}

start_store "$mib"
printf '%-26s %10s %10s %6s %10s %10s %6s\n' "" 'MB/s' libtorrent ratio 'CPU-s/GiB' libtorrent ratio
for size in 1MiB 256KiB 4MiB; do
    seed_object --cache-memory $((2 * mib))MiB --max-peers-per-address 1000 --piece-length "$size" -O "$work/object.torrent" --force
    seed_theirs
    blast "$address" 4 >/dev/null # warms up the JVM
    blast "$theirs" 4 >/dev/null
    for connections in 1 4 16; do
        row "$size, $connections connections" blast "$connections"
    done
    if [ "$size" = 1MiB ]; then
        for leechers in 1 4 16; do
            row "$leechers libtorrent leechers" leech "$leechers"
        done
        leechers=0
        blast "$address" 200 >/dev/null
        awk -v mib="$mib" '/^VmRSS/ {printf "RSS after 200 connections: %.0f MiB, %.0f MiB beyond the object\n", $2 / 1024, $2 / 1024 - mib}' \
            "/proc/$seeder/status"
    fi
    kill "$seeder" "$their_pid"
    wait "$seeder" "$their_pid" || true
done
echo "TCP: $(cat /proc/sys/net/ipv4/tcp_congestion_control)"
uptime

#!/usr/bin/env bash
# Measures the cost of idle torrents: seeds a prefix of objects that have sidecars, without any peer. Loopback only. Needs nginx and the
# built project (mvn package).
#
#   bench/idle.sh [TORRENTS]        by default 10000, of 1,000 pieces each
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
torrents=${1:-10000}

mkdir "$work/store"
/usr/bin/python3 "$top/bench/idle_store.py" "$work/store" "$torrents" >"$work/maps"
# shellcheck disable=SC2016 # it is a variable of nginx
serve_store "$(cat "$work/maps")" 'location = /bench { default_type application/xml; try_files /pages/$page =404; }'

started=$(date +%s.%N)
"$s3torrent" seed s3://bench/idle/ "${options[@]}" --listen 127.0.0.1:0 --tracker 127.0.0.1:0 --state-dir "$work/state" -o json \
    >"$work/out" 2>"$work/err" &
seeder=$!
pids+=("$seeder")
await "$work/out" '"event":"ready"' >/dev/null
ready=$(date +%s.%N)
took=$(cpu "$seeder") stores=$(cpu "$(pgrep -P "$store_pid")")
live=$(jcmd "$seeder" GC.class_histogram | awk '$1 == "Total" {print $3}') # counts after a full collection
threads=$(awk '/^Threads/ {print $2}' "/proc/$seeder/status")
rss=$(awk '/^VmRSS/ {print $2 / 1024}' "/proc/$seeder/status")
awk -v torrents="$(grep -c '"event":"torrent"' "$work/out")" -v wall="$(awk "BEGIN {print $ready - $started}")" -v cpu="$took" \
    -v store="$stores" -v live="$live" -v threads="$threads" -v rss="$rss" '
    {n++; if ($1 == "HEAD") heads++; bytes += $2}
    END {
        if (!torrents) exit 1
        printf "%d torrents: start %.1f s, %.1f CPU-s; the store used %.1f CPU-s\n", torrents, wall, cpu, store
        printf "  requests per torrent: %.2f, including %.2f HEAD; %.1f MiB read\n", n / torrents, heads / torrents, bytes / 1048576
        printf "  live heap %.1f MiB (%.0f bytes per torrent), RSS %.0f MiB, %d threads\n", live / 1048576, live / torrents, rss, threads
    }' "$work/store.log"
uptime

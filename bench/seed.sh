#!/usr/bin/env bash
# Measures what seeding reads from the store. s3torrent hashes and seeds an object, and N libtorrent leechers download it. With a disk
# cache, it is repeated after a restart. Loopback only. Needs nginx, python3-libtorrent, and the built project (mvn package).
#
#   bench/seed.sh [MIB] [LEECHERS] [CACHE_MEMORY]        by default 512 MiB, 8, 1GiB
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-512} leechers=${2:-8} memory=${3:-1GiB}

seed() { # NAME STATE-FOLDER OPTION...
    local name=$1 state=$work/$2 seeder
    shift 2
    "$s3torrent" seed s3://bench/object "${options[@]}" --listen 127.0.0.1:0 --tracker 127.0.0.1:0 --state-dir "$state" --sidecar local \
        --cache-memory "$memory" -O "$work/object.torrent" --force -o json "$@" >"$work/out" 2>"$work/seed.err" &
    seeder=$!
    pids+=("$seeder")
    await "$work/out" '"ready"' >"$work/ready"
    rm -rf "$work/leech"
    mkdir "$work/leech"
    for _ in $(seq "$leechers"); do mkdir "$work/leech/$((n++))"; done
    n=0
    echo "$name: $(/usr/bin/python3 "$top/bench/leech_libtorrent.py" "$work/object.torrent" \
        "$(field listen <"$work/ready")" "$leechers" "$work/leech")"
    kill "$seeder"
    wait "$seeder"
    meter | awk '{printf "  read from the store, hashing included: %d GETs, %.0f bytes = %.4f x the object\n", $1, $2, $2 / '$((mib << 20))'}'
    rm -f "$work/out"
}

n=0
start_store "$mib"
"$s3torrent" --version >/dev/null # builds the jar if it is stale
: >"$work/store.log"
seed 'memory only' state-1
disk=(--cache-dir "$work/cache" --cache-disk "$((2 * mib))MiB")
seed 'disk cache, first run' state-2 "${disk[@]}"
seed 'disk cache, restarted' state-2 "${disk[@]}"
uptime

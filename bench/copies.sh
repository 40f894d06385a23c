#!/usr/bin/env bash
# Measures how many copies a seeder sends to a swarm, and how long the swarm takes. The leechers are libtorrent, trade with each other and
# have capped uploads. The seeders take turns: s3torrent with --copies K, and libtorrent in its normal and its super-seeding mode.
# Loopback only. Needs nginx, python3-libtorrent, and the built project.
#
#   bench/copies.sh [MIB] [ROUNDS] [ROW...]        by default 48 MiB in pieces of 256 KiB, 1 round, all rows
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-48} rounds=${2:-1}
shift $(($# < 2 ? $# : 2))
rows=${*:-capped-8 capped-16 slow leave k2 k4 unlimited alone}

line() { # ROW WHO JSON
    printf '%-12s %-12s %6s %8s %8s %8s %8s\n' "$1" "$2" "$(field done <<<"$3")/$(field of <<<"$3")" "$(field copies <<<"$3")" \
        "$(field last <<<"$3")" "$(field bound <<<"$3")" "$(field ratio <<<"$3")"
}

row() { # NAME COPIES SEED_CAP SWARM-OPTION...
    local name=$1 cap=$3 limit=()
    copies=$2
    shift 3
    [ "$cap" = 0 ] || limit=(--upload-limit "$((cap * 1000000))")
    for _ in $(seq "$rounds"); do
        seed_object --state-dir "$work/state" --cache-memory $((4 * mib))MiB --piece-length 256KiB -O "$work/object.torrent" --force "${limit[@]}"
        line "$name" "copies=$copies" "$("$top/bench/swarm.py" "$work/object.torrent" "$address" --seed-cap "$cap" "$@")"
        kill "$seeder"
        wait "$seeder" || true
        for yardstick in libtorrent super; do
            line "$name" "$yardstick" \
                "$("$top/bench/swarm.py" "$work/object.torrent" "$yardstick" "$work/store/bench" --seed-cap "$cap" "$@")"
        done
    done
}

start_store "$mib"
"$s3torrent" --version >/dev/null # builds the jar if it is stale
printf '%-12s %-12s %6s %8s %8s %8s %8s\n' row seeder done copies last bound ratio
for name in $rows; do
    case $name in
        capped-8) row "$name" 1 6 --peers 8 --leech-cap 6 ;;
        capped-16) row "$name" 1 6 --peers 16 --leech-cap 6 ;;
        slow) row "$name" 1 6 --peers 8 --leech-cap 6 --slow-peers 1 ;;
        leave) row "$name" 1 6 --peers 8 --leech-cap 6 --leave 2 ;;
        k2) row "$name" 2 0 --peers 8 --leech-cap 4 --copies 2 ;;
        k4) row "$name" 4 0 --peers 8 --leech-cap 4 --copies 4 ;;
        unlimited) row "$name" unlimited 0 --peers 8 --leech-cap 4 ;;
        alone) for copies in 1 auto unlimited; do row "$name" "$copies" 0 --peers 1; done ;;
        *) echo "no row $name" >&2 && exit 2 ;;
    esac
done
uptime

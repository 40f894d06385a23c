#!/usr/bin/env bash
# Measures how many copies a gateway sends to swarms whose torrent also names its web seed, and how long the swarms take. The rates of the
# clients are capped. Runs in a network namespace, with one more namespace, and so one more address, for each client.
# Needs root, nginx, curl, iproute2 and the clients (see clients.py).
#
#   bench/webseed_copies.sh [MIB] [ROUNDS] [ROW...]    by default 48 MiB, 1 round, all rows whose clients are installed
#   COPIES="1 auto" CAP=8 PEERS=8                      the values of --copies, the clients' MB/s in each direction, the size of a swarm
#
# Rows: libtorrent, aria2, webtorrent and mixed are swarms with the web seed; with the suffix -peers, their torrent does not name it. The row
# alone has a single client of each kind. In the row curl, curl downloads from the web seed while a swarm of libtorrent does; "last" is its
# time, and its own copy is in the column copies.
[ "${1:-}" = --inside ] || exec unshare --net --mount "$0" --inside "$@"
shift
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-48} rounds=${2:-1}
shift $(($# < 2 ? $# : 2))
peers=${PEERS:-8}
export CLIENTS_CAP=${CAP:-8}

kinds=(libtorrent aria2)
[ -z "${WEBTORRENT:-}" ] || kinds+=(webtorrent)

repeat() { # NAME...: these names in turn, $peers in total
    local i names=("$@")
    for ((i = 0; i < peers; i++)); do
        echo "${names[i % $#]}"
    done
}

gateway() { # COPIES WEB|PEERS: serves s3://bench/object; sets $seeder (pid), and saves the torrent
    local public=()
    rm -f "$work/seed.out"
    [ "$2" = peers ] || public=(--public-url "http://10.77.0.1:8080")
    "${S3TORRENT:-$top/s3torrent}" gateway --listen 10.77.0.1:8080 --peer-listen 10.77.0.1:6881 --tracker 10.77.0.1:6969 \
        --advertise 10.77.0.1 --access-keys "$work/keys.yaml" "${options[@]}" --copies "$1" --cache-memory $((2 * mib))MiB \
        --state-dir "$work/state" "${public[@]}" -o json >"$work/seed.out" 2>"$work/seed.err" &
    seeder=$!
    pids+=("$seeder")
    await "$work/seed.out" '"ready"' >/dev/null
    for _ in $(seq 300); do
        curl -sf -o "$work/object.torrent" "http://10.77.0.1:8080/bench/object?torrent" && return
        sleep 0.1
    done
    echo "the gateway made no torrent" >&2
    return 1
}

row() { # NAME COPIES WEB|PEERS CLIENT...
    local name=$1 with=$3 result sent
    copies=$2
    shift 3
    gateway "$copies" "$with"
    mkdir -p "$work/clients"
    if [ "$name" = curl ]; then
        "$top/bench/clients.py" "$work/object.torrent" "$work/clients" "$@" >"$work/swarm.out" &
        swarm_pid=$!
        sleep 3 # until they trade
        result="\"last\": $(curl -sf -o "$work/curled" --limit-rate "$CLIENTS_CAP"M -w '%{time_total}' "$(web_seed)")}"
        cmp "$work/curled" "$work/store/bench/object"
        wait "$swarm_pid"
    else
        result=$("$top/bench/clients.py" "$work/object.torrent" "$work/clients" "$@")
    fi
    kill "$seeder"
    wait "$seeder" || true
    sent=$(tail -n 1 "$work/seed.out" | sed 's/"torrents".*//' | field uploadedBytes)
    printf '%-18s %8s %8s %8s %8s\n' "$name" "$copies" "$(sed -n 's/.*"last": \([^}]*\).*/\1/p' <<<"$result")" \
        "$(awk "BEGIN {printf \"%.2f\", ${sent:-0} / ($mib * 1048576)}")" "$#"
    [ -z "${VERBOSE:-}" ] || echo "$result"
}

web_seed() { echo "http://10.77.0.1:8080/webseed/$(curl -sf http://10.77.0.1:8080/catalogue.json | field infoHash)/"; }

mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns
ip link set lo up
ip link add clients type bridge
ip addr add 10.77.0.1/24 dev clients
ip link set clients up
start_store "$mib"
unset S3TORRENT_SIDECAR
printf -- '- access-key: anonymous\n  allow: ["*"]\n' >"$work/keys.yaml"
rows=${*:-${kinds[*]} mixed ${kinds[*]/%/-peers} alone curl}
printf '%-18s %8s %8s %8s %8s\n' swarm --copies last copies clients
for name in $rows; do
    for k in ${COPIES:-1 auto}; do
        for _ in $(seq "$rounds"); do
            with=web kind=$name
            [[ $name != *-peers ]] || with=peers kind=${name%-peers}
            case $kind in
                mixed) mapfile -t swarm < <(repeat "${kinds[@]}") ;;
                alone) swarm=() ;;
                curl) mapfile -t swarm < <(repeat libtorrent) ;;
                *) mapfile -t swarm < <(repeat "$kind") ;;
            esac
            if [ "$kind" = alone ]; then
                for one in "${kinds[@]}"; do row "alone: $one" "$k" web "$one"; done
            else
                row "$name" "$k" "$with" "${swarm[@]}"
            fi
        done
    done
done
uptime

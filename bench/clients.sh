#!/usr/bin/env bash
# Measures downloads by other clients. Alone: the time of each client with --copies auto and with --copies unlimited. In pairs: how many
# copies the seeder sends to each pair with --copies 1. Runs in a network namespace, with one more namespace for each client.
# Needs root, nginx, iproute2 and the clients (see clients.py).
#
#   bench/clients.sh [MIB] [ROUNDS] [CLIENT...]    by default 240 MiB, 1 round, all installed clients
#   ROWS=alone|pairs bench/clients.sh ...          only one kind of rows
[ "${1:-}" = --inside ] || exec unshare --net --mount "$0" --inside "$@"
shift
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
mib=${1:-240} rounds=${2:-1}
shift $(($# < 2 ? $# : 2))

installed() {
    local pair
    for pair in libtorrent:python3 aria2:aria2c rtorrent:rtorrent transmission:transmission-cli qbittorrent:qbittorrent-nox deluge:deluged; do
        ! command -v "${pair#*:}" >/dev/null || echo "${pair%:*}"
    done
    [ -z "${WEBTORRENT:-}" ] || echo webtorrent
}

network() {
    mkdir -p /run/netns
    mount -t tmpfs tmpfs /run/netns
    ip link set lo up
    ip link add clients type bridge
    ip addr add 10.77.0.1/24 dev clients
    ip link set clients up
}

swarm() { # COPIES CLIENT...: the seconds until the last client has finished, and the number of copies that were sent
    local result sent
    copies=$1
    shift
    mkdir -p "$work/clients"
    host=10.77.0.1
    seed_object --advertise 10.77.0.1 --state-dir "$work/state" \
        --cache-memory $((2 * mib))MiB -O "$work/object.torrent" --force
    result=$("$top/bench/clients.py" "$work/object.torrent" "$work/clients" "$@")
    kill "$seeder"
    wait "$seeder" || true
    sent=$(field uploadedBytes <<<"$(tail -n 1 "$work/seed.out")")
    echo "$(sed -n 's/.*"last": \([^}]*\).*/\1/p' <<<"$result") $(awk "BEGIN {printf \"%.2f\", ${sent:-0} / ($mib * 1048576)}") $result"
}

names=${*:-$(installed)}
network
start_store "$mib"
if [[ ${ROWS:-alone pairs} = *alone* ]]; then
    printf '%-14s %8s %8s %8s\n' client auto unlimited ratio
    for name in $names; do
        for _ in $(seq "$rounds"); do
            read -r auto _ <<<"$(swarm auto "$name")"
            read -r all _ <<<"$(swarm unlimited "$name")"
            printf '%-14s %8s %8s %8s\n' "$name" "$auto" "$all" "$(awk "BEGIN {if ($auto+0 && $all+0) printf \"%.2f\", $auto / $all; else print \"-\"}" 2>/dev/null)"
        done
    done
fi
if [[ ${ROWS:-alone pairs} = *pairs* ]]; then
    printf '\n%-28s %8s %8s\n' pair last copies
    for a in $names; do
        for b in $names; do
            [ -z "${WITH:-}" ] || [ "$a" = "$WITH" ] || [ "$b" = "$WITH" ] || continue
            [[ ! $a < $b ]] || for _ in $(seq "$rounds"); do
                read -r last sent _ <<<"$(swarm 1 "$a" "$b")"
                printf '%-28s %8s %8s\n' "$a + $b" "$last" "$sent"
            done
        done
    done
fi
uptime

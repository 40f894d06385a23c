#!/usr/bin/env bash
# Measures what attacks cost good clients. One gateway with all its listeners serves a warm object. A libtorrent leecher, capped at
# 20 MB/s and uncapped, downloads alternately in peace and under all attacks, and new clients connect to each listener. Loopback only.
# Needs nginx, python3-libtorrent, gcc, and the built project.
#
#   bench/attacks.sh [ROUNDS] [SECONDS] [ATTACK...]     by default 5 rounds of 8 s, and all attacks; medians
#
# The attacks have fixed rates, their own addresses, and the lowest priority ($NICE, by default 19). The figures include the rates that
# they reached: next to an uncapped leecher both cores are busy, so the attackers reach less. "CPU" is in cores.
#
#   handshakes   5000 half-open connections to the peer port, 1000 new ones a second, from 250 addresses; silent or with half a handshake
#   datagrams    20,000 datagrams a second to the tracker: connects, announces, wrong connection ids, noise
#   requests     2000 requests a second to the gateway: torrents, missing objects, web seed, pages
#   cost         200 requests a second for random blocks of an object that is not cached, from 8 peers
#   crowds       up to 1500 idle connections and half requests at each HTTP port (gateway, tracker, status pages), 100 new ones a second
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
rounds=${1:-5} seconds=${2:-8} mib=1024
shift $(($# < 2 ? $# : 2))
attacks=${*:-handshakes datagrams requests cost crowds}
nice=${NICE:-19}
settle=3 # seconds until an attack has its connections

gcc -O2 "$top/bench/generators/attack.c" -o "$work/attack"

start_gateway() { # sets $peers, $tracker, $web and $admin (HOST:PORT), and $hash
    tracker=127.0.0.1:$(free_port) web=127.0.0.1:$(free_port) admin=127.0.0.1:$(free_port)
    printf '%s\n' '- access-key: anonymous' '  allow: [bench/*]' >"$work/keys"
    chmod 600 "$work/keys"
    "${S3TORRENT:-$top/s3torrent}" gateway "${options[@]}" --access-keys "$work/keys" --listen "$web" --peer-listen 127.0.0.1:0 \
        --tracker "$tracker" --admin "$admin" --copies unlimited --cache-memory 1280MiB --state-dir "$work/state" -o json \
        >"$work/seed.out" 2>"$work/seed.err" &
    seeder=$!
    pids+=("$seeder")
    peers=$(await "$work/seed.out" '"ready"' | field listen)
    curl -fsS -o "$work/cold.torrent" "http://$web/bench/cold?torrent"
    curl -fsS -o "$work/object.torrent" "http://$web/bench/object?torrent"
    hash=$(info_hash object) cold=$(info_hash cold)
    piece=$(/usr/bin/python3 -c 'import libtorrent, sys; print(libtorrent.torrent_info(sys.argv[1]).piece_length())' "$work/cold.torrent")
}

info_hash() { /usr/bin/python3 -c 'import libtorrent, sys; print(libtorrent.torrent_info(sys.argv[1]).info_hash())' "$work/$1.torrent"; }

attack() { # NAME KIND ADDRESS RATE ARGUMENT...: one attacker in the background
    local name=$1 kind=$2 address=$3 rate=$4
    shift 4
    nice -n "$nice" "$work/attack" "$kind" "${address%:*}" "${address##*:}" "$rate" 120 "$@" >>"$work/$next.$name" &
    pids+=($!)
}

start_attacks() { # next to the download $next
    local name half='GET / HTTP/1.1'
    services=${#pids[@]}
    for name in $attacks; do
        case $name in
            handshakes) attack "$name" hold:2 "$peers" 1000 250 5000 '' $'\x13BitTorrent pro' ;;
            datagrams) attack "$name" datagrams:3 "$tracker" 20000 8 "$hash" ;;
            requests) attack "$name" requests:4 "$web" 2000 8 64 '/bench/object?torrent' '/bench/missing-#?torrent' "@/webseed/$hash/" / ;;
            cost) attack "$name" blocks:5 "$peers" 200 8 "$cold" $((2 * mib << 20)) "$piece" 8 ;;
            crowds)
                attack gateway hold:6 "$web" 100 16 1500 '' "$half"
                attack tracker hold:7 "$tracker" 100 16 1500 '' "$half"
                attack status hold:8 "$admin" 100 16 1500 '' "$half"
                ;;
            *) echo "no attack $name" >&2 && exit 2 ;;
        esac
    done
    sleep "$settle"
}

stop_attacks() {
    local attackers=("${pids[@]:services}")
    kill "${attackers[@]}" 2>/dev/null || true # those that reached their time have ended
    wait "${attackers[@]}"
    pids=("${pids[@]:0:services}")
}

busy() { # CPU seconds that all processes of this machine have used
    awk -v hz="$(getconf CLK_TCK)" '/^cpu / {print ($2 + $3 + $4 + $7 + $8) / hz}' /proc/stat
}

download() { # LIMIT: appends to $work/$next: MB/s, seconds to the first byte, cores that the gateway used, and all processes together
    local before started whole rate
    rm -rf "$work/leech"
    mkdir "$work/leech"
    before=$(cpu "$seeder") whole=$(busy) started=$(date +%s.%N)
    rate=$(/usr/bin/python3 "$top/bench/rate_libtorrent.py" "$work/object.torrent" "$peers" "$work/leech" "$seconds" "$1")
    awk -v rate="$rate" -v cpu="$(awk "BEGIN {print $(cpu "$seeder") - $before}")" -v whole="$(awk "BEGIN {print $(busy) - $whole}")" \
        -v wall="$(awk "BEGIN {print $(date +%s.%N) - $started}")" 'BEGIN {print rate, cpu / wall, whole / wall}' >>"$work/$next"
}

newcomers() { # appends to $work/$next.first what new clients of each listener measure for $seconds
    /usr/bin/python3 "$top/bench/first_bytes.py" "$seconds" "peer port=peer://$peers/$hash" "tracker UDP=udp://$tracker/$hash" \
        "tracker HTTP=http://$tracker/announce?info_hash=$(sed 's/../%&/g' <<<"$hash")&peer_id=-XX0001-123456789012&port=6881&left=1" \
        "gateway ?torrent=http://$web/bench/object?torrent" "gateway page=http://$web/" "web seed=http://$web/webseed/$hash/" \
        "status /livez=http://$admin/livez" "status /metrics=http://$admin/metrics" >>"$work/$next.first"
}

capped() { # both at once: they leave a core idle
    newcomers &
    local asking=$!
    download 20000000
    wait "$asking"
}

round() {
    next=uncapped.peace download 0
    next=capped.peace capped
    for next in uncapped capped; do
        next=$next.attacked
        start_attacks
        if [ $next = capped.attacked ]; then capped; else download 0; fi
        stop_attacks
    done
}

rate_row() { # capped|uncapped
    local a=$work/$1.peace b=$work/$1.attacked
    printf '%-34s %8.1f %8.1f %6.2f %9.2f %9.2f %9.2f %9.2f\n' "$1" "$(column "$a" 1)" "$(column "$b" 1)" \
        "$(awk "BEGIN {print $(column "$b" 1) / $(column "$a" 1)}")" "$(column "$a" 3)" "$(column "$b" 3)" "$(column "$a" 4)" "$(column "$b" 4)"
}

figure() { # NAME FIELD...: medians of an attacker's figures
    local name=$1 each
    shift
    for each; do
        for next in capped uncapped; do
            printf ' %10.2f' "$(field "$each" <"$work/$next.attacked.$name" | median)"
        done
    done
}

start_store $mib
truncate -s $((2 * mib))M "$work/store/bench/cold"
start_gateway
for next in warm warm.again; do # fills the cache, warms up the JVM
    download 0
done
next=warm start_attacks
seconds=10 newcomers
stop_attacks
rm -f "$work"/warm*
for _ in $(seq "$rounds"); do round; done

printf '%-34s %8s %8s %6s %9s %9s %9s %9s\n' leecher MB/s attacked ratio 'gateway' 'attacked' 'all CPU' attacked
rate_row capped
rate_row uncapped
printf '\n%-34s %10s %10s %10s %10s\n' 'attacks, next to a leecher that is' capped uncapped 'CPU' 'CPU'
for file in "$work"/capped.attacked.*; do
    name=${file##*.}
    [ "$name" = first ] || printf '%-34s %s\n' "$name" "$(figure "$name" rate cpu)"
done
printf '\n%-34s %8s %8s %8s %8s\n' 'new clients: ms to the first byte' median worst attacked worst
/usr/bin/python3 - "$work/capped.peace.first" "$work/capped.attacked.first" <<'PY'
import statistics, sys
found = {}
for number, file in enumerate(sys.argv[1:]):
    for line in open(file):
        name, value = line.rsplit(" ", 1)
        found.setdefault(name, ([], []))[number].append(float(value))
for name, (peace, attacked) in found.items():
    print("%-34s %8.1f %8.1f %8.1f %8.1f" % (name, statistics.median(peace), max(peace), statistics.median(attacked), max(attacked)))
PY
uptime

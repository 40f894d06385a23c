#!/usr/bin/env bash
# Measures the tracker's answers per CPU second, as ratios to opentracker. Both have the same million peers in the same 100,000 allowed
# torrents, and take turns under the same load. Loopback only; one core for the servers, one for the load. Needs opentracker and gcc.
#
#   bench/tracker.sh GENERATORS [SECONDS] [ROUNDS]        by default 8 s, 5 rounds; medians
#
# GENERATORS is a folder such as bench/generators with udpload.c and httpload.c. These announce a fixed set of peers, and print
# "resp_per_cpu_s=", the answers per CPU second of the process that -P names, and other figures. udpload: -f adds all peers once, -r sends
# at a fixed rate (open loop), -C and -S are connects and scrapes per thousand requests, -G prints the info-hashes. httpload: -K keeps
# connections alive. If the folder has nullhttp.c PORT PEERS, which answers without work, the script also measures the generator's limit.
# shellcheck source=SCRIPTDIR/common.sh
. "$(dirname "$0")/common.sh"
generators=$(realpath "$1") seconds=${2:-8} rounds=${3:-5}
torrents=100000
server_core=0 load_core=1

for tool in udpload httpload; do
    gcc -O2 -march=native -pthread "$generators/$tool.c" -o "$work/$tool"
done
"$work/udpload" -G -t $torrents >"$work/allowed"

start_ours() {
    taskset -c $server_core "$s3torrent" tracker --http 127.0.0.1:0 --udp 127.0.0.1:0 --allow "$work/allowed" --workers 1 -o json \
        >"$work/ours.out" 2>"$work/ours.err" &
    pids+=($!)
    our_pid=$!
    local at
    at=$(await "$work/ours.out" '"ready"' | field udp)
    our_port=${at##*:}
}

start_theirs() {
    their_port=$(free_port)
    printf 'listen.tcp 127.0.0.1:%s\nlisten.udp 127.0.0.1:%s\nlisten.udp.workers 1\naccess.whitelist %s\n' \
        "$their_port" "$their_port" "$work/allowed" >"$work/theirs.conf"
    taskset -c $server_core opentracker -f "$work/theirs.conf" >"$work/theirs.out" 2>&1 &
    pids+=($!)
    their_pid=$!
}

load() { # PORT PID TOOL ARGUMENT...: prints the output of the generator
    local port=$1 pid=$2 tool=$3
    shift 3
    taskset -c $load_core "$work/$tool" -p "$port" -P "$pid" -t $torrents "$@" 2>>"$work/load.err"
}

value() { sed -n "s|.*\b$1=\([0-9.]*\).*|\1|p"; } # NAME

row() { # NAME TOOL ARGUMENT...: measures both trackers in turn
    local name=$1
    shift
    : >"$work/a"
    : >"$work/b"
    load "$our_port" "$our_pid" "$@" -d $((2 * seconds)) >/dev/null # warms up the JVM
    for _ in $(seq "$rounds"); do
        measure "$work/a" "$our_port" "$our_pid" "$@"
        measure "$work/b" "$their_port" "$their_pid" "$@"
    done
    awk -v name="$name" -v a="$(column "$work/a" 1)" -v b="$(column "$work/b" 1)" -v c="$(column "$work/a" 2)" -v d="$(column "$work/b" 2)" \
        -v e="$(column "$work/a" 3)" -v f="$(column "$work/b" 3)" -v g="$(column "$work/a" 4)" -v h="$(column "$work/b" 4)" \
        'BEGIN {printf "%-24s %9d %9d %6.2f %9d %9d %6.2f %8d %8d %5d %5d\n", name, a, b, a / b, c, d, c / d, e, f, g, h}'
}

measure() { # FILE PORT PID TOOL ARGUMENT...: appends answers per CPU-s, per s, p99 in us, lost or bad answers
    local file=$1 said
    shift
    said=$(load "$@" -d "$seconds")
    echo "$(value resp_per_cpu_s <<<"$said") $(value resp/s <<<"$said") $(value p99us <<<"$said")" \
        "$(awk -v a="$(value timeouts <<<"$said")" -v b="$(value bad <<<"$said")" 'BEGIN {print a + b}')" >>"$file"
}

ceiling() { # the highest rate of the generator, with a new connection per request
    local port
    port=$(free_port)
    gcc -O2 -march=native "$generators/nullhttp.c" -o "$work/nullhttp"
    taskset -c $server_core "$work/nullhttp" "$port" 15 &
    pids+=($!)
    listening "$port"
    for _ in $(seq "$rounds"); do
        measure "$work/c" "$port" "$!" httpload
    done
    printf '%-24s %9d %26d\n' 'HTTP close, no work' "$(column "$work/c" 1)" "$(column "$work/c" 2)"
}

rss() { awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$1/status"; }

start_ours
start_theirs
sleep 1
load "$our_port" "$our_pid" udpload -f >/dev/null
load "$their_port" "$their_pid" udpload -f >/dev/null
printf '%-24s %9s %9s %6s %9s %9s %6s %8s %8s %5s %5s\n' "" 'per CPU-s' opentr. ratio 'per s' opentr. ratio 'p99 us' opentr. lost opentr.
row 'UDP announce' udpload
row 'UDP mix' udpload -C 500 -S 10 -W 30 -s 64 -w 8
row 'UDP 60k/s, open loop' udpload -r 60000
row 'HTTP keep-alive' httpload -K
row 'HTTP close' httpload
[ ! -f "$generators/nullhttp.c" ] || ceiling
echo "RSS with 1 M peers: $(rss "$our_pid") MiB, opentracker $(rss "$their_pid") MiB"
uptime

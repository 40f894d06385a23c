# Functions that the benchmarks source. Loopback only. Needs nginx (nginx-light) and /usr/bin/python3.
# shellcheck shell=bash disable=SC2034 # the scripts that source it use the variables
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# $S3TORRENT: a launcher other than the one in this tree, to compare builds
s3torrent=${S3TORRENT:-$top/s3torrent}
work=$(mktemp -d -p "${BENCH_DIR:-/dev/shm}") # in memory, to measure the program and not the disk
chmod 755 "$work"                             # nginx drops its privileges and must still read here
pids=()
finish() {
    kill "${pids[@]}" 2>/dev/null || true
    wait || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

field() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p"; }

await() { # FILE PATTERN: waits for a matching line and prints it
    for _ in $(seq 600); do
        grep -m 1 -e "$2" "$1" 2>/dev/null && return
        sleep 0.1
    done
    echo "no line with $2 appeared in $1 within 60 s:" >&2
    cat "$1" "$work"/*.err >&2
    return 1
}

free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

cpu() { # PID: CPU seconds that a process has used
    awk -v hz="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); print ($12 + $13) / hz}' "/proc/$1/stat"
}

# shellcheck disable=SC2120 # some scripts call it without arguments
serve_store() { # [HTTP-LINES [SERVER-LINES]]: serves $work/store as an anonymous S3 with nginx; sets $store to its URL; its log feeds meter
    local port
    port=$(free_port)
    store=http://127.0.0.1:$port
    cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.err;
events {}
http {
  log_format meter '\$request_method \$body_bytes_sent'; access_log $work/store.log meter;
  sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
  uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  ${1:-}
  server { listen 127.0.0.1:$port backlog=512; root $work/store; default_type application/octet-stream; ${2:-} }
}
CONF
    nginx -c "$work/nginx.conf" 2>>"$work/nginx.err" &
    store_pid=$!
    pids+=("$store_pid")
    listening "$port"
    options=(--endpoint-url "$store" --no-sign-request --region us-east-1)
}

listening() { # PORT: waits until a server accepts connections
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
        sleep 0.1
    done
    echo "no server listens on port $1" >&2
    return 1
}

start_store() { # MIB: a store with s3://bench/object of random bytes
    mkdir -p "$work/store/bench"
    head -c $(($1 << 20)) /dev/urandom >"$work/store/bench/object"
    serve_store ""
    export S3TORRENT_SIDECAR=none # with a kept torrent, no torrent would be made
}

host=127.0.0.1 # the address on which seed_object listens
copies=unlimited # the --copies of seed_object
seed_object() { # OPTION...: seeds s3://bench/object; sets $seeder (pid), $address (for peers), $hash and $piece (length)
    local torrent
    rm -f "$work/seed.out"
    "$s3torrent" seed s3://bench/object "${options[@]}" --listen "$host:0" --tracker "$host:0" --copies "$copies" -o json "$@" \
        >"$work/seed.out" 2>"$work/seed.err" &
    seeder=$!
    pids+=("$seeder")
    torrent=$(await "$work/seed.out" '"torrent"')
    hash=$(field infoHash <<<"$torrent") piece=$(field pieceLength <<<"$torrent")
    address=$(await "$work/seed.out" '"ready"' | field listen)
}

seed_theirs() { # libtorrent seeds $work/object.torrent; sets $their_pid, and $theirs to the address for peers
    rm -f "$work/theirs.out"
    /usr/bin/python3 "$top/bench/seed_libtorrent.py" "$work/object.torrent" "$work/store/bench" \
        >"$work/theirs.out" 2>"$work/theirs.err" &
    their_pid=$!
    pids+=("$their_pid")
    theirs=127.0.0.1:$(await "$work/theirs.out" '[0-9]')
}

leech() { # HOST:PORT LEECHERS [MODE]: total MB/s of verified downloads of $work/object.torrent by libtorrent
    rm -rf "$work/leech"
    mkdir "$work/leech"
    for folder in $(seq 0 $(($2 - 1))); do mkdir "$work/leech/$folder"; done
    /usr/bin/python3 "$top/bench/leech_libtorrent.py" "$work/object.torrent" "$1" "$2" "$work/leech" "${@:3}" \
        | grep -o '[0-9.]* MB/s' | cut -d' ' -f1
}

meter() { # prints "GETS BYTES" of the reads from the store since the last call
    awk '$1 == "GET" {n++; b += $2} END {printf "%d %.0f\n", n, b}' "$work/store.log"
    : >"$work/store.log"
}

blast() { # HOST:PORT CONNECTIONS: MB/s of unverified blocks that $generator requests for $seconds
    "$generator" "${1%:*}" "${1##*:}" "$hash" $((mib << 20)) "$piece" "$2" "$seconds" 256 | field MBps
}

measure() { # FILE PID COMMAND...: appends "MB/s CPU-s/GiB" with the CPU time of PID; $leechers is the number of whole downloads, if set
    local file=$1 pid=$2 before started rate
    shift 2
    before=$(cpu "$pid") started=$(date +%s.%N)
    rate=$("$@")
    awk -v rate="$rate" -v cpu="$(awk "BEGIN {print $(cpu "$pid") - $before}")" -v wall="$(awk "BEGIN {print $(date +%s.%N) - $started}")" \
        -v leechers="${leechers:-0}" -v mib="$mib" \
        'BEGIN {gib = leechers ? leechers * mib / 1024 : rate * wall / 1073.741824; print rate, cpu / gib}' >>"$file"
}

timed() { # COMMAND...: runs a command, prints "wall-seconds CPU-seconds RSS-MiB"
    /usr/bin/python3 - "$@" <<'PY'
import os, subprocess, sys, time
start = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
errors = process.stderr.read()
_, status, use = os.wait4(process.pid, 0)
if status:
    sys.exit(errors.decode() + "failed: " + " ".join(sys.argv[1:]))
print("%.3f %.3f %d" % (time.monotonic() - start, use.ru_utime + use.ru_stime, use.ru_maxrss >> 10))
PY
}

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

column() { awk -v c="$2" '{print $c}' "$1" | median; } # FILE N: the median of column N

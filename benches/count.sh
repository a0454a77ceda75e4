#!/usr/bin/env bash
# Instructions per account-month of a workload through `paylift run`, as valgrind counts them: the same on a busy machine as on a quiet one.
#
#   benches/count.sh w1          prints the count
#   benches/count.sh w1 47       fails if it is above 47
#
# The count is that of a longer run minus that of a shorter, so that start-up and reports cancel. Needs valgrind and a release build
# (`cargo build --release`, or PAYLIFT=program). PAYLIFT_OPTIONS are added to `paylift run`. Valgrind knows no AVX-512.
#
# glibc copies large blocks with one repeated instruction, which valgrind counts once per byte: it is asked to copy with vectors instead.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
paylift=${PAYLIFT:-$root/target/release/paylift}
usage() { echo "usage: $0 w1|w2 [LIMIT]" >&2; exit 2; }

workload=${1:-} limit=${2:-}
# account-months of one trial, and the two numbers of trials
case $workload in
    w1) per_trial=24000 few=64 many=320 ;;
    w2) per_trial=7680 few=64 many=320 ;;
    *) usage ;;
esac
command -v valgrind >/dev/null || { echo "valgrind is not installed" >&2; exit 2; }
[ -x "$paylift" ] || { echo "no $paylift: cargo build --release" >&2; exit 2; }

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
count() {
    # shellcheck disable=SC2086 # options are words
    GLIBC_TUNABLES=glibc.cpu.x86_rep_movsb_threshold=1000000000 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$paylift" run "$root/benches/$workload.toml" --trials "$1" --threads 1 \
        --no-charts --keep-every 60000 --out "$out/$1" ${PAYLIFT_OPTIONS:-} 2>"$out/log" >/dev/null || { cat "$out/log" >&2; exit 1; }
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$out/log"
}
short=$(count "$few")
long=$(count "$many")
awk -v w="$workload" -v n=$(((many - few) * per_trial)) -v d=$((long - short)) -v limit="$limit" 'BEGIN {
    each = d / n
    printf "%s: %.1f instructions per account-month%s\n", w, each, limit == "" ? "" : " (at most " limit ")"
    exit limit != "" && each > limit
}'

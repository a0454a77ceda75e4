#!/bin/bash
# Runs the shards of one simulation with GNU parallel, on this machine or on several, and merges them.
#
#   @command@
#
# Start with:  bash THIS_FILE [options of parallel, such as --jobs 8 --eta]
#              several machines that share this folder: bash THIS_FILE --sshloginfile NODES --workdir .
# Go on with:  the same line again. It runs what is missing and nothing else.
#
# Run on one machine with GNU parallel 20221122; not over ssh.

set -euo pipefail
@include:common.sh@

if [ "${1-}" = shard ]; then
    shard "$2"
fi
todo=$(missing)
if [ -n "$todo" ]; then
    # --retries also moves a shard to another machine
    tr , '\n' <<<"$todo" | parallel --retries 4 "$@" bash "$0" shard || true
    todo=$(missing)
fi
if [ -n "$todo" ]; then
    echo "shards $todo are missing: run the same line again" >&2
    exit 75
fi
merge

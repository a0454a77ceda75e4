#!/bin/bash
# Runs the shards of one simulation as an array job of HyperQueue and merges them.
#
#   @command@
#
# Start with:  bash THIS_FILE [options of hq submit]
#              in a folder that every worker sees, with a server (hq server start) and workers (hq worker start).
# Go on with:  the same line again. It submits what is missing and nothing else.
#
# HyperQueue does not repeat a task that failed, and waiting for a job whose task failed can end well: completeness is what
# paylift says, not what hq says.
#
# The primitives in it are tested; these hq lines were not run, since no package registry has the hq program.

set -euo pipefail
@include:common.sh@

if [ "${1-}" = shard ]; then
    shard auto # the number is HQ_TASK_ID
fi
todo=$(missing)
if [ -n "$todo" ]; then
    hq submit --array "$todo" --cpus 1 --crash-limit 5 --wait --stdout none --stderr none "$@" bash "$0" shard
    todo=$(missing)
fi
if [ -n "$todo" ]; then
    echo "shards $todo are missing: run the same line again" >&2
    exit 75
fi
merge

#!/bin/bash
#SBATCH --job-name=paylift
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --requeue
# Runs the shards of one simulation as an array job of Slurm, and merges them in a job after it.
#
#   @command@
#
# Start with:  bash THIS_FILE [sbatch options, such as --partition=short --time=10]
#              in a folder that every node sees. Look with squeue, or count what is there:
#              @look@
# Go on with:  the same line again. It submits what is missing and nothing else.
#
# Slurm starts a task again when its node is lost, but not when the task itself failed; that is what the same line again is for. A
# task that was put back waits two minutes; scontrol update JobId=... StartTime=now lifts that. MaxArraySize (1001, if a site has not
# raised it) is above the highest number of a shard.
#
# Run and fault-tested with Slurm 22.05, a controller and two daemons on one machine.

set -euo pipefail
@include:common.sh@

case "${1-}" in
shard) shard auto ;; # the number is SLURM_ARRAY_TASK_ID
merge) merge ;;
esac

todo=$(missing)
if [ -z "$todo" ]; then
    merge
fi
logs="$partials/logs"
mkdir -p "$logs"
job=$(sbatch --parsable --array="$todo%1000" --output="$logs/%A_%a" "$@" "$0" shard)
job=${job%%;*}
# afterany, not afterok: merge itself says which shards are missing
merger=$(sbatch --parsable --dependency="afterany:$job" --job-name=paylift-merge --output="$logs/merge-%j" "$@" "$0" merge)
echo "shards $todo: job $job; merge: job ${merger%%;*}, which tells in $logs/merge-${merger%%;*} what it wrote or what is missing"

#!/bin/bash
# Runs the shards of one simulation as an array job of AWS Batch, and merges them in a job after it.
#
#   @command@
#
# Before:      an image with paylift in it; an EFS file system with the scenario's files in its top folder (@sh:files@);
#              a job queue of a compute environment that reaches both.
# Start with:  bash THIS_FILE --queue QUEUE --image IMAGE --efs fs-...
# Go on with:  the same line again. The shards that are there are not simulated again.
#
# Each container works in the file system's folder, so the job is the same three commands as anywhere. Batch starts what lost its host
# or failed again, five times in all, but not a shard that found wrong input (exit code 2). An array has 2 to 10,000 jobs.
#
# Both requests pass botocore's check of parameters (and a wrong type does not); nothing was run in the cloud.

set -euo pipefail
while [ $# -gt 1 ]; do
    case "$1" in
    --queue) queue=$2 ;;
    --image) image=$2 ;;
    --efs) efs=$2 ;;
    *) break ;;
    esac
    shift 2
done
if [ $# -gt 0 ] || [ -z "${queue-}" ] || [ -z "${image-}" ] || [ -z "${efs-}" ]; then
    echo "usage: bash $0 --queue QUEUE --image IMAGE --efs fs-..." >&2
    exit 2
fi

# definition NAME [COMMAND]: registers it and prints its address
definition() {
    aws batch register-job-definition --query jobDefinitionArn --output text --cli-input-json '{
      "jobDefinitionName": "'"$1"'",
      "type": "container",
      "retryStrategy": {"attempts": 5, "evaluateOnExit": [
        {"onStatusReason": "Host EC2*", "action": "RETRY"},
        {"onExitCode": "2", "action": "EXIT"},
        {"onReason": "*", "action": "RETRY"}]},
      "containerProperties": {
        "image": "'"$image"'",
        "command": ["/bin/sh", "-c", "cd /work && exec \"$@\"", "sh", '"${2#[}"',
        "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "1024"}],
        "volumes": [{"name": "work", "efsVolumeConfiguration": {"fileSystemId": "'"$efs"'"}}],
        "mountPoints": [{"sourceVolume": "work", "containerPath": "/work"}]}}'
}
# submit JSON: prints the job's identifier
submit() { aws batch submit-job --query jobId --output text --cli-input-json "$1"; }

run=$(
    cat <<'WORDS'
@json:run@
WORDS
)
merge=$(
    cat <<'WORDS'
@json:merge@
WORDS
)
shard=$(definition paylift-shard "$run") # the number is AWS_BATCH_JOB_ARRAY_INDEX
whole=$(definition paylift-merge "$merge")
job=$(submit '{"jobName": "paylift", "jobQueue": "'"$queue"'", "jobDefinition": "'"$shard"'", "arrayProperties": {"size": @json:shards@}}')
merger=$(submit '{"jobName": "paylift-merge", "jobQueue": "'"$queue"'", "jobDefinition": "'"$whole"'", "dependsOn": [{"jobId": "'"$job"'"}]}')
echo "shards: job $job; merge: job $merger, which writes the run folder to the file system"

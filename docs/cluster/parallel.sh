#!/bin/bash
# A sweep with GNU parallel, on this machine or on those that PARALLEL_ARGS names:
#
#   docs/cluster/parallel.sh SWEEP FOLDER [SHARDS]
#   PARALLEL_ARGS='--sshlogin 4/alpha,8/beta' docs/cluster/parallel.sh SWEEP FOLDER 64
#
# Machines share the folder. After a failure the same command goes on where it was.
set -euo pipefail

sweep=$1
folder=$2
shards=${3:-$(nproc)}
simrun=${SIMRUN:-simrun}
mkdir -p "$folder"
# shellcheck disable=SC2086 # several words
seq "$shards" | parallel --will-cite --retries 3 ${PARALLEL_ARGS:-} \
  "$simrun" sweep "$sweep" --resume --shard "{}/$shards" --threads 1 \
  --output "$folder/shard-{}.ndjson"
"$simrun" merge "$folder"/shard-*.ndjson --output "$folder/all.ndjson"

#!/bin/bash
# A hunt with GNU parallel, on this machine or on those that PARALLEL_ARGS names:
#
#   docs/cluster/hunt-parallel.sh SHARDS FILE FOLDER [OPTION...]
#   docs/cluster/hunt-parallel.sh 64 scenarios/runbook/base.jsonc found --profile runbook
#
# Machines share the folder. After a failure the same command goes on where it was.
set -euo pipefail

shards=$1
file=$2
folder=$3
shift 3
simrun=${SIMRUN:-simrun}
# shellcheck disable=SC2086 # several words
seq "$shards" | parallel --will-cite --retries 3 ${PARALLEL_ARGS:-} \
  "$simrun" hunt "$file" --output "$folder" --resume --shard "{}/$shards" --threads 1 "$@"
exec "$simrun" hunt "$file" --output "$folder" --resume "$@"

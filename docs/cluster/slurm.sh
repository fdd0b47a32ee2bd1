#!/bin/bash
# A sweep as a Slurm job array, one shard for each task:
#
#   sbatch --array=1-8 docs/cluster/slurm.sh SWEEP FOLDER
#   simrun merge FOLDER/shard-*.ndjson --output FOLDER/all.ndjson
#
# A task that is killed, requeued or out of time goes on where it was. To send only a part of the
# array again, say how many shards there are: SHARDS=8 sbatch --array=3,5 docs/cluster/slurm.sh …
#SBATCH --job-name=sweep
#SBATCH --cpus-per-task=1
#SBATCH --requeue
set -euo pipefail

sweep=$1
folder=$2
mkdir -p "$folder"
exec "${SIMRUN:-simrun}" sweep "$sweep" --resume \
  --shard "auto${SHARDS:+/$SHARDS}" --threads "${SLURM_CPUS_PER_TASK:-1}" \
  --output "$folder/shard-$SLURM_ARRAY_TASK_ID.ndjson"

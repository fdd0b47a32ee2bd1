#!/bin/bash
# A hunt as a Slurm job array, one shard for each task; then the shards are put together:
#
#   sbatch --array=1-8 docs/cluster/hunt-slurm.sh FILE FOLDER [OPTION...]
#   simrun hunt FILE --output FOLDER --resume [OPTION...]
#
# A task that is killed, requeued or out of time goes on where it was. To send only a part of the
# array again, say how many shards there are: SHARDS=8 sbatch --array=3,5 docs/cluster/hunt-slurm.sh …
#SBATCH --job-name=hunt
#SBATCH --cpus-per-task=1
#SBATCH --requeue
set -euo pipefail

file=$1
folder=$2
shift 2
exec "${SIMRUN:-simrun}" hunt "$file" --output "$folder" --resume \
  --shard "auto${SHARDS:+/$SHARDS}" --threads "${SLURM_CPUS_PER_TASK:-1}" "$@"

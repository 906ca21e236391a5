#!/usr/bin/env bash
# Runs a sweep on the nodes of a Slurm job, which are a standalone Spark cluster for that time:
#   sbatch --nodes=4 sweep.sh SWEEP RESULTS [options of kvsweep submit] [-- options of spark-submit]
#
#   SPARK_HOME    an unpacked Spark 3.5, under the same path on every node
#   KVSWEEP_HOME  the folder of kvsweep, if it is not the one that sbatch is called in
#
# Sweep file, results folder and home have to be on a file system that all nodes share. A job that reaches its time
# limit is queued again and goes on where it was; so is one whose node fails.
#SBATCH --job-name=kvsweep
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem-per-cpu=4G
#SBATCH --time=12:00:00
#SBATCH --signal=B:USR1@180
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

[ $# -ge 2 ] || {
  echo "usage: sbatch $0 SWEEP RESULTS [options of kvsweep submit] [-- options of spark-submit]" >&2
  exit 2
}
: "${SLURM_JOB_ID:?Cannot start: this script runs in a Slurm job, submit it by sbatch}"
: "${SPARK_HOME:?Cannot start: set SPARK_HOME to an unpacked Spark 3.5}"
kvsweep=${KVSWEEP_HOME:=$SLURM_SUBMIT_DIR}/kvsweep
[ -x "$kvsweep" ] || {
  echo "Cannot start: expected kvsweep in $KVSWEEP_HOME, set KVSWEEP_HOME to its folder" >&2
  exit 2
}
sweep=$1
results=$2
shift 2

# On all nodes, and for nobody else: executors take orders from whoever knows the secret.
scratch=$HOME/.cache/kvsweep/slurm-$SLURM_JOB_ID
(umask 077 && mkdir -p "$scratch")
properties=$scratch/spark.properties
cluster=$KVSWEEP_HOME/cluster
secret=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
printf 'spark.authenticate true\nspark.authenticate.secret %s\n' "$secret" |
  cat "$cluster/standalone/spark-defaults${SLURM_GPUS_ON_NODE:+-gpu}.conf" - >"$properties"

worker_options=-Dspark.decommission.enabled=true
if [ -n "${SLURM_GPUS_ON_NODE:-}" ]; then
  worker_options+=" -Dspark.worker.resource.gpu.amount=$SLURM_GPUS_ON_NODE"
  worker_options+=" -Dspark.worker.resource.gpu.discoveryScript=$cluster/gpu/discover-gpus.sh"
fi

work=/tmp/kvsweep-$SLURM_JOB_ID # on each node
pids=()
# shellcheck disable=SC2317 # by the trap
end() {
  trap - EXIT
  kill "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
  srun --quiet rm -rf "$work" || true
  rm -rf "$scratch"
}
trap end EXIT

: >"$scratch/master.log"
"$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --port 0 --webui-port 0 \
  --properties-file "$properties" >"$scratch/master.log" 2>&1 &
pids+=($!)
master=
for ((i = 0; i < 600; i++)); do
  master=$(sed -n 's/.*Starting Spark master at \(spark:[^ ]*\).*/\1/p' "$scratch/master.log")
  [ -z "$master" ] || break
  kill -0 "${pids[0]}" 2>/dev/null || break
  sleep 0.1
done
[ -n "$master" ] || {
  echo "Cannot start: Spark's master did not come up, it says:" >&2
  cat "$scratch/master.log" >&2
  exit 1
}

memory=${SLURM_MEM_PER_NODE:-}
[ -z "${SLURM_MEM_PER_CPU:-}" ] || memory=$((SLURM_MEM_PER_CPU * SLURM_CPUS_PER_TASK))
# A node that fails takes its worker with it; the others go on.
SPARK_WORKER_OPTS=$worker_options srun --kill-on-bad-exit=0 \
  --output="$SLURM_SUBMIT_DIR/slurm-%j-worker-%t.log" "$SPARK_HOME/bin/spark-class" \
  org.apache.spark.deploy.worker.Worker --port 0 --webui-port 0 --cores "$SLURM_CPUS_PER_TASK" \
  ${memory:+--memory "${memory}m"} --work-dir "$work" --properties-file "$properties" "$master" &
pids+=($!)

# For the drivers of all users; Spark keeps the files in it from others. /tmp is there.
# shellcheck disable=SC2174
mkdir -p -m 1777 /tmp/spark-events
"$kvsweep" submit "$sweep" --master "$master" --out "$results" "$@" -- --properties-file "$properties" &
submit=$!
again=
trap 'kill -TERM "$submit"' TERM
trap 'again=yes; kill -TERM "$submit"' USR1
code=0
# A signal ends wait, not the sweep, which keeps checkpoints first.
while :; do
  wait "$submit" && code=0 || code=$?
  kill -0 "$submit" 2>/dev/null || break
done
if [ -n "$again" ] && [ "$code" -eq 143 ]; then
  echo "The time of this job is over: it is queued again and goes on where it is"
  end
  scontrol requeue "$SLURM_JOB_ID"
fi
exit "$code"

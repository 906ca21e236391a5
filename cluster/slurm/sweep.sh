#!/usr/bin/env bash
# Runs a sweep on the nodes of a Slurm job, which are a standalone Spark cluster for that time:
#   sbatch --nodes=4 sweep.sh SWEEP RESULTS [options of kvsweep submit] [-- options of spark-submit]
#
#   SPARK_HOME    an unpacked Spark 3.5, under the same path on every node
#   KVSWEEP_HOME  the folder of kvsweep, if it is not the one that sbatch is called in
#
# Sweep file, results folder and home have to be on a file system that all nodes share. A job that reaches its time
# limit is queued again and goes on where it was; so is one whose first node fails. It goes on without another that fails.
#SBATCH --job-name=kvsweep
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem-per-cpu=4G
#SBATCH --time=12:00:00
#SBATCH --signal=B:USR1@180
#SBATCH --requeue
#SBATCH --no-kill
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

# A signal may come before there is a driver to pass it on to.
submit='' stopped='' again=''
# shellcheck disable=SC2317 # by the traps
stop() {
  stopped=yes
  [ -z "$submit" ] || kill -TERM "$submit" 2>/dev/null || true
}
trap stop TERM
trap 'again=yes; stop' USR1

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
  # A node that has failed keeps nobody waiting.
  timeout --kill-after=10 60 srun --quiet --no-kill --kill-on-bad-exit=0 rm -rf "$work" || true
  rm -rf "$scratch"
}
trap end EXIT

# leave CODE: ends the job, or has it queued again where its time is over and the driver has kept its state.
leave() {
  if [ -n "$again" ] && [ "$1" -eq 143 ]; then
    echo "The time of this job is over: it is queued again and goes on where it is"
    end
    scontrol requeue "$SLURM_JOB_ID"
  fi
  exit "$1"
}

: >"$scratch/master.log"
# Whatever conf/log4j2.properties says, a log of the master, which has its address.
SPARK_MASTER_OPTS="${SPARK_MASTER_OPTS:-} -Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties" \
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --port 0 --webui-port 0 \
    --properties-file "$properties" >"$scratch/master.log" 2>&1 &
pids+=($!)
master=
for ((i = 0; i < 600; i++)); do
  master=$(sed -n 's/.*Starting Spark master at \(spark:[^ ]*\).*/\1/p' "$scratch/master.log")
  [ -z "$master$stopped" ] || break
  kill -0 "${pids[0]}" 2>/dev/null || break
  sleep 0.1
done
[ -z "$stopped" ] || leave 143
[ -n "$master" ] || {
  echo "Cannot start: Spark's master did not come up, it says:" >&2
  cat "$scratch/master.log" >&2
  exit 1
}

memory=${SLURM_MEM_PER_NODE:-}
[ -z "${SLURM_MEM_PER_CPU:-}" ] || memory=$((SLURM_MEM_PER_CPU * SLURM_CPUS_PER_TASK))
# A node that fails takes its worker with it; the others go on. A step takes no number of cores from its job.
SPARK_WORKER_OPTS=$worker_options srun --no-kill --kill-on-bad-exit=0 --cpus-per-task="$SLURM_CPUS_PER_TASK" \
  --output="$SLURM_SUBMIT_DIR/slurm-%j-worker-%t.log" "$SPARK_HOME/bin/spark-class" \
  org.apache.spark.deploy.worker.Worker --port 0 --webui-port 0 --cores "$SLURM_CPUS_PER_TASK" \
  ${memory:+--memory "${memory}m"} --work-dir "$work" --properties-file "$properties" "$master" &
pids+=($!)

# For the drivers of all users; Spark keeps the files in it from others. /tmp is there.
# shellcheck disable=SC2174
mkdir -p -m 1777 /tmp/spark-events
"$kvsweep" submit "$sweep" --master "$master" --out "$results" "$@" -- --properties-file "$properties" &
submit=$!
[ -z "$stopped" ] || stop
code=0
# A signal ends wait, not the sweep, which keeps checkpoints first.
while :; do
  wait "$submit" && code=0 || code=$?
  kill -0 "$submit" 2>/dev/null || break
done
leave "$code"

#!/bin/sh
# Starts a master on this machine and a worker on each host given: ./start.sh [HOST...]
# Without hosts, one worker here. Needs SPARK_HOME, the same on every host, and ssh without a password.
#
#   KVSWEEP_SECRETS  a file of Spark properties that only you can read, on every host, with
#                    spark.authenticate true and spark.authenticate.secret; same for submit.sh
#   KVSWEEP_GPUS     how many GPUs each host has
set -eu
: "${SPARK_HOME:?Cannot start: set SPARK_HOME to an unpacked Spark 3.5}"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

worker_options="-Dspark.decommission.enabled=true"
if [ -n "${KVSWEEP_GPUS:-}" ]; then
  worker_options="$worker_options -Dspark.worker.resource.gpu.amount=$KVSWEEP_GPUS"
  worker_options="$worker_options -Dspark.worker.resource.gpu.discoveryScript=\"$here/../gpu/discover-gpus.sh\""
fi

SPARK_MASTER_OPTS="-Dspark.decommission.enabled=true" "$SPARK_HOME/sbin/start-master.sh" \
  ${KVSWEEP_SECRETS:+--properties-file "$KVSWEEP_SECRETS"}
master=spark://${SPARK_MASTER_HOST:-$(hostname)}:${SPARK_MASTER_PORT:-7077}
if [ $# -eq 0 ]; then
  SPARK_WORKER_OPTS="$worker_options" "$SPARK_HOME/sbin/start-worker.sh" \
    ${KVSWEEP_SECRETS:+--properties-file "$KVSWEEP_SECRETS"} "$master"
fi
for host; do
  # shellcheck disable=SC2029 # these are to be filled in here
  ssh "$host" "SPARK_WORKER_OPTS='$worker_options' '$SPARK_HOME/sbin/start-worker.sh' ${KVSWEEP_SECRETS:+--properties-file '$KVSWEEP_SECRETS'} '$master'"
done
echo "$master"

#!/bin/sh
# Runs a sweep on YARN, the driver in the cluster:
#   ./submit.sh SWEEP RESULTS [options of kvsweep submit] [-- options of spark-submit]
#   ./submit.sh ../../sweeps/quickstart.yaml hdfs:///results/quickstart -- --queue research
#
#   KVSWEEP_GPUS  if set, trials get quarters of GPUs (spark-defaults-gpu.conf)
#
# Needs SPARK_HOME and HADOOP_CONF_DIR.
set -eu
[ $# -ge 2 ] || {
  echo "usage: $0 SWEEP RESULTS [options of kvsweep submit] [-- options of spark-submit]" >&2
  exit 2
}
: "${HADOOP_CONF_DIR:?Cannot submit: set HADOOP_CONF_DIR to the folder of yarn-site.xml}"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
sweep=$1
results=$2
shift 2

if [ -n "${KVSWEEP_GPUS:-}" ]; then
  set -- --conf "spark.yarn.dist.files=$here/../gpu/discover-gpus.sh" "$@"
fi
defaults=$here/spark-defaults${KVSWEEP_GPUS:+-gpu}.conf
exec "$here/../../kvsweep" submit "$sweep" --master yarn --deploy-mode cluster --out "$results" \
  "$@" -- --properties-file "$defaults"

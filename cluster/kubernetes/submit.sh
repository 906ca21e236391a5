#!/bin/sh
# Runs a sweep on Kubernetes without an operator, the driver in a pod:
#   ./submit.sh https://API-SERVER:6443 SWEEP s3a://my-bucket/results/NAME [options of kvsweep submit] \
#     [-- options of spark-submit]
#
#   KVSWEEP_IMAGE      what build-image.sh has made (required)
#   KVSWEEP_NAMESPACE  by default "default"
#   KVSWEEP_UPLOADS    a folder that this machine can write and pods can read, for the sweep file:
#                      s3a://my-bucket/uploads (required)
#   SPARK_HOME         a Spark 3.5 on this machine; it uploads, so for s3a: it needs hadoop-aws in jars/ and credentials
#   KVSWEEP_GPUS       if set, trials get quarters of GPUs (spark-defaults-gpu.conf)
set -eu
[ $# -ge 3 ] || {
  echo "usage: $0 https://API-SERVER:6443 SWEEP RESULTS [options of kvsweep submit] [-- options of spark-submit]" >&2
  exit 2
}
: "${KVSWEEP_IMAGE:?Cannot submit: set KVSWEEP_IMAGE to the image that build-image.sh has made}"
: "${KVSWEEP_UPLOADS:?Cannot submit: set KVSWEEP_UPLOADS to a folder for the sweep file, such as s3a://my-bucket/uploads}"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
server=$1
sweep=$2
results=$3
shift 3

exec "$here/../../kvsweep" submit "$sweep" --master "k8s://$server" --deploy-mode cluster \
  --out "$results" --jar local:///opt/kvsweep/kvsweep.jar \
  --conf "spark.kubernetes.container.image=$KVSWEEP_IMAGE" \
  --conf "spark.kubernetes.namespace=${KVSWEEP_NAMESPACE:-default}" \
  --conf "spark.kubernetes.file.upload.path=$KVSWEEP_UPLOADS" \
  "$@" -- --properties-file "$here/spark-defaults${KVSWEEP_GPUS:+-gpu}.conf"

#!/bin/sh
# Runs a sweep on local-cluster: ./submit.sh [SWEEP] [more options of kvsweep submit] [-- options of spark-submit]
# Needs SPARK_HOME: an unpacked Spark 3.5 for Scala 2.12.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
sweep=${1:-$here/../../sweeps/quickstart.yaml}
[ $# -eq 0 ] || shift

# For the drivers of all users; Spark keeps the files in it from others. /tmp is there.
# shellcheck disable=SC2174
mkdir -p -m 1777 /tmp/spark-events
exec "$here/../../kvsweep" submit "$sweep" "$@" -- --properties-file "$here/spark-defaults.conf"

#!/bin/sh
# Runs a sweep on a standalone cluster:
#   ./submit.sh spark://HOST:7077 SWEEP [options of kvsweep submit] [-- options of spark-submit]
#
#   KVSWEEP_SECRETS  what start.sh was given
#   KVSWEEP_GPUS     if set, trials get quarters of GPUs (spark-defaults-gpu.conf)
set -eu
[ $# -ge 2 ] || {
  echo "usage: $0 spark://HOST:7077 SWEEP [options of kvsweep submit] [-- options of spark-submit]" >&2
  exit 2
}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
master=$1
sweep=$2
shift 2

# In a file that mktemp makes for this user alone: what stands on a command line, everybody on the machine can read.
properties=$(mktemp)
# kvsweep takes the place of this process, and all its signals. The file goes when it has ended, however it did.
(
  trap '' HUP INT TERM
  while kill -0 $$; do sleep 1; done
  rm -f "$properties"
) </dev/null >/dev/null 2>&1 &
cat "$here/spark-defaults${KVSWEEP_GPUS:+-gpu}.conf" ${KVSWEEP_SECRETS:+"$KVSWEEP_SECRETS"} >"$properties"

# For the drivers of all users; Spark keeps the files in it from others. /tmp is there.
# shellcheck disable=SC2174
mkdir -p -m 1777 /tmp/spark-events
exec "$here/../../kvsweep" submit "$sweep" --master "$master" "$@" -- --properties-file "$properties"

#!/bin/sh
set -eu

usage() {
  cat <<END
Ends what start.sh has started: the worker on each host given, or that on this machine, and the master here.
Waits until their processes have ended; where one does not, it says so and ends with 1.

  ./stop.sh [HOST...]

  SPARK_HOME            what start.sh was given
  KVSWEEP_STOP_SECONDS  how long it waits for a process, 60 unless set
END
}

case ${1:-} in
  -h | --help)
    usage
    exit
    ;;
  -*)
    usage >&2
    exit 2
    ;;
esac
: "${SPARK_HOME:?Cannot stop: set SPARK_HOME to what start.sh was given}"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=hosts.sh
. "$here/hosts.sh"

seconds=${KVSWEEP_STOP_SECONDS:-60}
case $seconds in
  *[!0-9]*)
    echo "Cannot stop: expected seconds in KVSWEEP_STOP_SECONDS, got $seconds" >&2
    exit 2
    ;;
esac

# ending DAEMON CLASS: the script for its host.
ending() {
  # Read by the script.
  # shellcheck disable=SC2034
  daemon=$1 class=org.apache.spark.deploy.$2
  assignments SPARK_HOME daemon class seconds
  cat "$here/daemon.sh"
}

[ $# -gt 0 ] || set -- .
on_hosts "$(ending worker worker.Worker)" "$@"
on_host . "$(ending master master.Master)" || master_failed=1
[ -z "$failed" ] || echo "Cannot stop the worker on:$failed" >&2
[ -z "$failed${master_failed:-}" ]

#!/bin/sh
set -eu

usage() {
  cat <<END
Ends what start.sh has started: the worker on each host given, or that on this machine, and the master here.

  ./stop.sh [HOST...]

  SPARK_HOME  what start.sh was given
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

[ $# -gt 0 ] || set -- .
on_hosts "$(assignments SPARK_HOME)
export SPARK_HOME
\"\$SPARK_HOME/sbin/stop-worker.sh\" </dev/null" "$@"
"$SPARK_HOME/sbin/stop-master.sh"
[ -z "$failed" ] || {
  echo "Cannot stop the worker on:$failed" >&2
  exit 1
}

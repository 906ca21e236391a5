#!/bin/sh
set -eu

usage() {
  cat <<END
Starts a standalone cluster of Spark, and prints the address of its master:

  ./start.sh [HOST...]                  a master here and a worker on each host, by ssh; without hosts, a worker here
  ./start.sh spark://HOST:7077 HOST...  workers for a master that runs already

Every host is reached by ssh without a password. stop.sh ends what this starts.

  SPARK_HOME         an unpacked Spark 3.5, under the same path on every host
  JAVA_HOME          a JDK 17; used on a host that has none of its own in JAVA_HOME, if it is there under the same path
  SPARK_MASTER_HOST  the name or address by which the hosts reach this machine; its full name unless set
  SPARK_MASTER_PORT  the port of the master, 7077 unless set
  KVSWEEP_SECRETS    a file of Spark properties that only you can read, on every host, with
                     spark.authenticate true and spark.authenticate.secret; same for submit.sh
  KVSWEEP_GPUS       how many GPUs each host has; needs the folder of kvsweep under the same path on every host
END
}

case ${1:-} in
  -h | --help)
    usage
    exit
    ;;
  spark://*)
    master=$1
    shift
    ;;
  -*)
    usage >&2
    exit 2
    ;;
esac
: "${SPARK_HOME:?Cannot start: set SPARK_HOME to an unpacked Spark 3.5}"
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=hosts.sh
. "$here/hosts.sh"

# Whatever conf/log4j2.properties says, a log of master and workers, which says whether they have started.
daemon_options="-Dspark.decommission.enabled=true"
daemon_options="$daemon_options -Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties"

start_master() {
  said=$(SPARK_MASTER_OPTS=$daemon_options "$SPARK_HOME/sbin/start-master.sh" \
    ${KVSWEEP_SECRETS:+--properties-file "$KVSWEEP_SECRETS"} 2>&1) || {
    echo "Cannot start the master: $said" >&2
    exit 1
  }
  log=$(printf '%s\n' "$said" | sed -n 's/.*, logging to //p')
  until address_in "$log"; do
    "$SPARK_HOME/sbin/spark-daemon.sh" status org.apache.spark.deploy.master.Master 1 >/dev/null 2>&1 || {
      echo "Cannot start the master: its process has ended; the last lines of $log:" >&2
      tail -n 8 "$log" | sed 's/^/  /' >&2
      exit 1
    }
    sleep 1
  done
}

# The port is another one where that asked for is taken.
address_in() {
  master=$(sed -n 's/.*Starting Spark master at \(spark:[^ ]*\).*/\1/p' "$1")
  [ -n "$master" ]
}

[ -n "${master:-}" ] || start_master
[ $# -gt 0 ] || set -- .
# Read by the script that the hosts get.
# shellcheck disable=SC2034
discovery=$(dirname -- "$here")/gpu/discover-gpus.sh java_home=${JAVA_HOME:-}
settings=$(assignments SPARK_HOME KVSWEEP_SECRETS KVSWEEP_GPUS java_home discovery daemon_options master)
on_hosts "$settings
$(cat "$here/worker.sh")" "$@"
echo "$master"
[ -z "$failed" ] || {
  echo "Cannot start a worker on:$failed. Once that is mended: $0 $master$failed" >&2
  exit 1
}

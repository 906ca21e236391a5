# shellcheck shell=sh
# Starts a worker and waits until the master has it. start.sh sends this to each host, after these settings:
: "${SPARK_HOME?}" "${KVSWEEP_SECRETS?}" "${KVSWEEP_GPUS?}"
: "${java_home?}" "${discovery?}" "${daemon_options?}" "${master?}"

fail() {
  echo "Cannot start a worker on $(hostname): $*" >&2
  exit 1
}

check_host() {
  [ -x "$SPARK_HOME/sbin/start-worker.sh" ] ||
    fail "expected an unpacked Spark in $SPARK_HOME, where the other machine has it"
  [ -z "$KVSWEEP_SECRETS" ] || [ -r "$KVSWEEP_SECRETS" ] ||
    fail "expected the file $KVSWEEP_SECRETS, which KVSWEEP_SECRETS names"
  [ -z "$KVSWEEP_GPUS" ] || [ -x "$discovery" ] ||
    fail "expected $discovery, where the other machine has it, to find the GPUs"
}

# A shell that ssh starts has read no profile.
use_java() {
  if [ -z "${JAVA_HOME:-}" ] && [ -x "$java_home/bin/java" ]; then
    JAVA_HOME=$java_home
    export JAVA_HOME
  fi
}

worker_options() {
  printf %s "$daemon_options"
  [ -z "$KVSWEEP_GPUS" ] || printf %s " -Dspark.worker.resource.gpu.amount=$KVSWEEP_GPUS" \
    " -Dspark.worker.resource.gpu.discoveryScript=\"$discovery\""
}

# Leaves no worker that goes on trying.
give_up() {
  "$SPARK_HOME/sbin/stop-worker.sh" >/dev/null 2>&1 || true
  fail "$1; the last lines of $log:
$(grep -v '^[[:space:]]*at ' "$log" | tail -n 8 | sed 's/^/  /')"
}

start_worker() {
  check_host
  use_java
  export SPARK_HOME
  # A driver in cluster mode writes there, see spark-defaults.conf, and those that other users start. /tmp is there.
  # shellcheck disable=SC2174
  mkdir -p -m 1777 /tmp/spark-events
  said=$(SPARK_WORKER_OPTS=$(worker_options) "$SPARK_HOME/sbin/start-worker.sh" \
    ${KVSWEEP_SECRETS:+--properties-file "$KVSWEEP_SECRETS"} "$master" 2>&1 </dev/null) || fail "$said"
  log=$(printf '%s\n' "$said" | sed -n 's/.*, logging to //p' | head -n 1)
  latest=$(($(date +%s) + 60))
  until grep -q 'Successfully registered with master' "$log"; do
    "$SPARK_HOME/sbin/spark-daemon.sh" status org.apache.spark.deploy.worker.Worker 1 >/dev/null 2>&1 ||
      give_up "its process has ended"
    [ "$(date +%s)" -lt "$latest" ] ||
      give_up "it can't reach $master. Set SPARK_MASTER_HOST to a name or an address by which it does"
    sleep 1
  done
  echo "a worker on $(hostname)" >&2
}

start_worker

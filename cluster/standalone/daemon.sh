# shellcheck shell=sh
# Ends a daemon of Spark and waits until its processes have ended. stop.sh sends this to each host, after these settings:
: "${SPARK_HOME?}" "${daemon?}" "${class?}" "${seconds?}"
export SPARK_HOME

is_running() {
  case $(ps -p "$1" -o args= 2>/dev/null) in
    *"$class"*) ;;
    *) return 1 ;;
  esac
}

# Spark's scripts keep the numbers of their processes in files, whose place conf/spark-env.sh may change.
running() {
  # shellcheck disable=SC2016
  bash -c '. "$SPARK_HOME/bin/load-spark-env.sh"
cat "${SPARK_PID_DIR:-/tmp}/spark-${SPARK_IDENT_STRING:-${USER:-}}-$0"-*.pid' "$class" </dev/null 2>/dev/null |
    while read -r process; do
      ! is_running "$process" || echo "$process"
    done
}

stop_daemon() {
  processes=$(running)
  "$SPARK_HOME/sbin/stop-$daemon.sh" </dev/null || exit 1
  latest=$(($(date +%s) + seconds))
  for process in $processes; do
    while is_running "$process"; do
      [ "$(date +%s)" -lt "$latest" ] || {
        echo "Cannot stop the $daemon on $(hostname): process $process has not ended within $seconds s; kill -9 ends it" >&2
        exit 1
      }
      sleep 1
    done
  done
}

stop_daemon

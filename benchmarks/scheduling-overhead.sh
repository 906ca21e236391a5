#!/usr/bin/env bash
# What a trial costs beyond its own time: trials that only sleep, on two slots, with results in a
# folder, on an embedded Spark and on one with executors of their own; beside them Ray Tune.
# Usage: benchmarks/scheduling-overhead.sh [TRIALS]
#
# Ray's line needs a Python with ray[tune]: PYTHON=… chooses it (default: python3).
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "$0")/.."
trials=${1:-1000}
python=${PYTHON:-python3}

./mvnw -q -B -ntp -pl driver -am -DskipTests package >&2
./mvnw -q -B -ntp -pl driver -am -DskipTests test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -DincludeScope=test >&2
classpath=driver/target/test-classes:driver/target/classes:worker-model/target/classes:$(cat driver/target/test.classpath)

export OMP_NUM_THREADS=1 SPARK_LOCAL_IP=127.0.0.1 SPARK_SCALA_VERSION=2.12
SPARK_HOME=$(mktemp -d)
export SPARK_HOME
trap 'rm -rf "$SPARK_HOME"' EXIT

ours() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" @driver/target/jvm.options -Xmx1g -cp "$classpath" \
    org.kvsweep.spark.SchedulingOverhead "$@" 2>"$SPARK_HOME/log" || { cat "$SPARK_HOME/log" >&2; return 1; }
}

echo "kvsweep:"
ours local "$trials" 100 1
ours local-cluster "$trials" 100 1
ours local "$((trials * 10))" 0 1
ours local "$((trials / 10))" 50 10

echo "Ray Tune:"
if "$python" -c 'import ray.tune' 2>/dev/null; then
  "$python" benchmarks/peer/overhead.py --trials "$trials" --millis 100
else
  echo "No ray[tune] in $python: PYTHON=… names another Python."
fi

#!/usr/bin/env bash
# How good the best of so many samples is when tpe, sobol and random choose them, beside Optuna's TPE and
# random: on Branin, on Hartmann6 (both less their minimum), and on the validation loss of 432 networks that
# were trained once (tuning/reverse-grid.csv). Prints the median and the quartiles over the repeats after
# 20, 40 and 80 samples; smaller is better.
# Usage: benchmarks/tuning.sh [REPEATS]
#
# Optuna's lines need a Python with it: PYTHON=… chooses it (default: python3).
#   python3 -m venv ~/.cache/kvsweep/optuna && ~/.cache/kvsweep/optuna/bin/pip install optuna==5.0.0 numpy
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "$0")/.."
repeats=${1:-50}
python=${PYTHON:-python3}
grid=benchmarks/tuning/reverse-grid.csv

./mvnw -q -B -ntp -pl driver -am -DskipTests test-compile \
  dependency:build-classpath -Dmdep.outputFile=target/test.classpath -DincludeScope=test >&2
classpath=driver/target/test-classes:driver/target/classes:worker-model/target/classes:$(cat driver/target/test.classpath)

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$classpath" org.kvsweep.schedule.tuning.TuningBenchmark "$repeats" "$grid"
if "$python" -c 'import optuna' 2>/dev/null; then
  "$python" benchmarks/peer/tuning.py "$repeats" "$grid"
else
  echo "No Optuna in $python: PYTHON=… names another Python."
fi

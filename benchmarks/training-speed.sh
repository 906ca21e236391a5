#!/usr/bin/env bash
# Times a training step of kvsweep and of PyTorch in turn, pair by pair, one thread each, and prints
# the ratio. Usage: benchmarks/training-speed.sh [PAIRS]
#
# The peer's column needs a Python with PyTorch: PYTHON=… chooses it (default: python3).
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-5}
python=${PYTHON:-python3}

# Both find the best code for the CPU by themselves.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1

./mvnw -q -B -ntp -pl benchmarks -am -DskipTests package \
  dependency:build-classpath -Dmdep.outputFile=target/classpath >&2
classpath=benchmarks/target/classes:worker-model/target/classes:$(cat benchmarks/target/classpath)

ours() {
  java --add-modules jdk.incubator.vector -Xmx1g -cp "$classpath" \
    org.kvsweep.benchmark.TrainingSpeed "$@" 2>/dev/null
}

if ! "$python" -c 'import torch' 2>/dev/null; then
  echo "No PyTorch in $python: the peer's columns stay empty. PYTHON=… names another Python." >&2
  python=
fi

field() { sed -n "s/.*\"$1\": \"\{0,1\}\([^,\"}]*\).*/\1/p"; }
median() { sort -g | awk '{v[NR]=$1} END {print NR % 2 ? v[(NR+1)/2] : (v[NR/2] + v[NR/2+1]) / 2}'; }

printf '%-34s %-7s %10s %10s %7s\n' 'encoder' 'variant' 'kvsweep ms' 'torch ms' 'ratio'
for shape in '64 64 2 2 20' '128 256 4 4 3' '16 32 1 1 200'; do
  read -r length width depth heads steps <<<"$shape"
  for variant in qkv kv kv-pos; do
    options=(--variant "$variant" --length "$length" --width "$width" --depth "$depth"
      --heads "$heads" --steps "$steps")
    own=() peer=() ratios=()
    for _ in $(seq "$pairs"); do
      mine=$(ours "${options[@]}" | field step_ms)
      own+=("$mine")
      if [ -n "$python" ]; then
        theirs=$("$python" benchmarks/peer/peer.py speed "${options[@]}" | field step_ms)
        peer+=("$theirs")
        ratios+=("$(awk "BEGIN {print $mine / $theirs}")")
      fi
    done
    printf '%-34s %-7s %10.2f' "128 x $length, width $width, depth $depth, heads $heads" \
      "$variant" "$(printf '%s\n' "${own[@]}" | median)"
    if [ -n "$python" ]; then
      printf ' %10.2f %7.2f' "$(printf '%s\n' "${peer[@]}" | median)" \
        "$(printf '%s\n' "${ratios[@]}" | median)"
    fi
    printf '\n'
  done
done

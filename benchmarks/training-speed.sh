#!/usr/bin/env bash
# Times a training step of kvsweep and of PyTorch in turn, pair by pair, one thread each, and prints
# the ratio, and how much two trials side by side on two cores do of what two alone would.
# Usage: benchmarks/training-speed.sh [PAIRS]
#
# The peer's columns need a Python with PyTorch: PYTHON=… chooses it (default: python3).
# BEFORE=… stands before each program, for example BEFORE="chrt -r 5" on a machine with other work.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "$0")/.."
pairs=${1:-5}
python=${PYTHON:-python3}
read -ra before <<<"${BEFORE:-}"

# Both find the best code for the CPU by themselves.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1

./mvnw -q -B -ntp -pl benchmarks -am -DskipTests package \
  dependency:build-classpath -Dmdep.outputFile=target/classpath >&2
classpath=benchmarks/target/classes:worker-model/target/classes:$(cat benchmarks/target/classpath)

ours() {
  "${before[@]}" java --add-modules jdk.incubator.vector -Xmx1g -cp "$classpath" \
    org.kvsweep.benchmark.TrainingSpeed "$@" 2>/dev/null
}

theirs() { "${before[@]}" "$python" benchmarks/peer/peer.py speed "$@"; }

if ! "$python" -c 'import torch' 2>/dev/null; then
  echo "No PyTorch in $python: the peer's columns stay empty. PYTHON=… names another Python." >&2
  python=
fi

field() { sed -n "s/.*\"$1\": \"\{0,1\}\([^,\"}]*\).*/\1/p"; }
median() { sort -g | awk '{v[NR]=$1} END {print NR % 2 ? v[(NR+1)/2] : (v[NR/2] + v[NR/2+1]) / 2}'; }

# Prints a line. Arguments: title, variant, options of both, and after "--" those of the peer alone.
compare() {
  local title=$1 variant=$2 own=() peer=() ratios=() both=() more=() mine yours
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    both+=("$1")
    shift
  done
  [ $# -eq 0 ] || more=("${@:2}")
  for _ in $(seq "$pairs"); do
    mine=$(ours "${both[@]}" --variant "$variant" | field step_ms)
    own+=("$mine")
    if [ -n "$python" ]; then
      yours=$(theirs "${both[@]}" --variant "$variant" "${more[@]}" | field step_ms)
      peer+=("$yours")
      ratios+=("$(awk "BEGIN {print $mine / $yours}")")
    fi
  done
  printf '%-42s %-7s %10.2f' "$title" "$variant" "$(printf '%s\n' "${own[@]}" | median)"
  if [ -n "$python" ]; then
    printf ' %10.2f %7.2f' "$(printf '%s\n' "${peer[@]}" | median)" \
      "$(printf '%s\n' "${ratios[@]}" | median)"
  fi
  printf '\n'
}

small=(--model encoder --batch 128 --length 64 --width 64 --depth 2 --heads 2)
printf '%-42s %-7s %10s %10s %7s\n' 'model, batch x length, width, depth, heads' 'variant' \
  'kvsweep ms' 'torch ms' 'ratio'
for variant in qkv kv kv-pos; do
  compare 'encoder, 128 x 64, 64, 2, 2' "$variant" "${small[@]}"
  compare 'encoder, 128 x 128, 256, 4, 4' "$variant" \
    --model encoder --batch 128 --length 128 --width 256 --depth 4 --heads 4 --steps 3
  compare 'encoder, 128 x 16, 32, 1, 1' "$variant" \
    --model encoder --batch 128 --length 16 --width 32 --depth 1 --heads 1 --steps 200
  compare 'characters, 64 x 64, 192, 6, 3' "$variant" \
    --model characters --batch 64 --length 64 --width 192 --depth 6 --heads 3 --steps 5
  compare 'numbers, 64 x 16, 64, 4, 8' "$variant" \
    --model numbers --batch 64 --length 16 --width 64 --depth 4 --heads 8 --steps 100
  compare 'vision, 200 x 28², patch 7, 256, 4, 4' "$variant" \
    --model vision --batch 200 --image 28 --patch 7 --width 256 --depth 4 --heads 4 --steps 5
done
compare 'encoder, 128 x 64, 64, 2, 2, paper-pos' kv-pos "${small[@]}" -- --paper-pos

one=() two=()
for _ in $(seq "$pairs"); do
  line=$(ours "${small[@]}" --steps 60)
  one+=("$(field step_ms <<<"$line")")
  two+=("$(ours "${small[@]}" --steps 60 --trials 2 | field step_ms)")
done
printf 'Two trials side by side: %.2f times the steps of one. Peak resident memory of one: %s MB.\n' \
  "$(awk "BEGIN {print 2 * $(printf '%s\n' "${one[@]}" | median) / $(printf '%s\n' "${two[@]}" | median)}")" \
  "$(field peak_resident_mb <<<"$line")"

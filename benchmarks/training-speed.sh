#!/usr/bin/env bash
# Times training steps of kvsweep in float and bfloat16, and of PyTorch in float, with its matmul precision
# "medium" and with bf16 autocast, one thread each. Prints medians over the rounds: milliseconds a step, the
# ratio of ours to the peer (float to float, and bfloat16 to the best of its three), and how much of our
# step products alone would take (floor / step). Then how much two trials side by side do of what two
# alone would. Programs run in turn; within one, the precisions take their steps in turn. Where the jar of
# the engine torch is built (./mvnw -Ptorch -DskipTests package), a column more has its steps in float, of
# trials that `kvsweep bench` trains.
# Usage: benchmarks/training-speed.sh [ROUNDS [MODEL [VARIANT...]]]
#
# ROUNDS: 1 by default. MODEL: all, or a part of a title such as numbers; VARIANT: qkv, kv, kv-pos.
# The peer's columns need a Python with PyTorch: PYTHON=… chooses it (default: python3). The engine torch
# needs Tiny Shakespeare and MNIST for two of the models (./kvsweep data fetch), or KVSWEEP_DATA where they lie.
# BEFORE=… stands before each program, for example BEFORE="chrt -r 5" on a machine with other work.
set -euo pipefail
CDPATH='' cd -- "$(dirname -- "$0")/.."
rounds=${1:-1}
chosen=${2:-all}
variants=("${@:3}")
[ ${#variants[@]} -gt 0 ] || variants=(qkv kv kv-pos)
python=${PYTHON:-python3}
read -ra before <<<"${BEFORE:-}"

# Both find the best code for the CPU by themselves.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1

./mvnw -q -B -ntp -pl benchmarks -am -DskipTests package \
  dependency:build-classpath -Dmdep.outputFile=target/classpath >&2
libtorch=$PWD/engine-torch/target/kvsweep-torch.jar
[ -e "$libtorch" ] || libtorch=
classpath=benchmarks/target/classes:worker-model/target/classes:$(cat benchmarks/target/classpath)

said=$(mktemp)
trap 'rm -f "$said"' EXIT

# Two networks of the largest model, one for each precision, take more than a gigabyte outside of the heap.
ours() {
  "${before[@]}" "${JAVA_HOME:+$JAVA_HOME/bin/}java" --add-modules jdk.incubator.vector -Xmx4g -cp "$classpath" \
    org.kvsweep.benchmark.TrainingSpeed "$@" 2>"$said" || { tail -n 20 "$said" >&2 && return 1; }
}

theirs() { "${before[@]}" "$python" benchmarks/peer/peer.py speed "$@"; }

# A step of the engine torch, of the trial that a sweep file and these options describe.
torch_engine() {
  KVSWEEP_CLASSPATH=$libtorch "${before[@]}" ./kvsweep bench "$@" --set engine=torch --seeds 1 --json 2>"$said" ||
    { tail -n 5 "$said" >&2 && return 1; }
}

if ! "$python" -c 'import torch' 2>/dev/null; then
  echo "No PyTorch in $python: the peer's columns stay empty. PYTHON=… names another Python." >&2
  python=
fi

field() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^,\"}]*\).*/\1/p"; }
median() { sort -g | awk '{v[NR]=$1} END {print NR % 2 ? v[(NR+1)/2] : (v[NR/2] + v[NR/2+1]) / 2}'; }
least() { sort -g | head -1; }
of() { grep "\"precision\": \"$1\"" <<<"$2" | field "$3"; }

# Prints a line. Arguments: title, variant, options of both, and after "--" those of the peer alone. The
# array trial has what the engine torch trains.
compare() {
  local title=$1 variant=$2 both=() more=() mine yours best
  local names=(float bfloat16 share share16 torch medium autocast ratio ratio16 engine engines) name
  local -A all=()
  shift 2
  case $chosen in all) ;; *) [[ $title == *"$chosen"* ]] || return 0 ;; esac
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    both+=("$1")
    shift
  done
  [ $# -eq 0 ] || more=("${@:2}")
  for _ in $(seq "$rounds"); do
    mine=$(ours "${both[@]}" --variant "$variant" --precision float,bfloat16)
    all[float]+=" $(of float "$mine" step_ms)"
    all[bfloat16]+=" $(of bfloat16 "$mine" step_ms)"
    all[share]+=" $(quotient "$(of float "$mine" floor_ms)" "$(of float "$mine" step_ms)")"
    all[share16]+=" $(quotient "$(of bfloat16 "$mine" floor_ms)" "$(of bfloat16 "$mine" step_ms)")"
    if [ -n "$libtorch" ] && [ ${#trial[@]} -gt 0 ]; then
      if yours=$(torch_engine "${trial[@]}" --set "model.attention=$variant"); then
        all[engine]+=" $(awk "BEGIN {print 1e3 * $(field seconds <<<"$yours")}")"
        all[engines]+=" $(quotient "${all[engine]##* }" "$(of float "$mine" step_ms)")"
      fi
    fi
    if [ -n "$python" ]; then
      yours=$(theirs "${both[@]}" --variant "$variant" --precision float,medium,bf16 "${more[@]}")
      all[torch]+=" $(of float "$yours" step_ms)"
      all[medium]+=" $(of medium "$yours" step_ms)"
      all[autocast]+=" $(of bf16 "$yours" step_ms)"
      best=$(field step_ms <<<"$yours" | least)
      all[ratio]+=" $(quotient "$(of float "$mine" step_ms)" "$(of float "$yours" step_ms)")"
      all[ratio16]+=" $(quotient "$(of bfloat16 "$mine" step_ms)" "$best")"
    fi
  done
  printf '%-38s %-7s' "$title" "$variant"
  for name in "${names[@]}"; do
    # Values are numbers with spaces between.
    # shellcheck disable=SC2086
    [ -z "${all[$name]:-}" ] || printf ' %9.2f' "$(printf '%s\n' ${all[$name]} | median)"
  done
  printf '\n'
}

quotient() { awk "BEGIN {print $1 / $2}"; }

small=(--model encoder --batch 128 --length 64 --width 64 --depth 2 --heads 2)
grep -m 1 '^model name' /proc/cpuinfo 2>/dev/null || true
grep -qsw amx_bf16 /proc/cpuinfo ||
  echo 'No AMX (amx_bf16) on this CPU: bf/best is not the ratio with AMX, which takes an Intel Xeon from 2023 on.'
printf '%-38s %-7s %9s %9s %9s %9s' 'model, batch x length, w, d, h' 'variant' 'float' 'bfloat16' \
  'floor/fl' 'floor/bf'
[ -z "$python" ] || printf ' %9s %9s %9s %9s %9s' 'torch' 'medium' 'autocast' 'fl/torch' 'bf/best'
[ -z "$libtorch" ] || printf ' %9s %9s' 'engine' 'engine/fl'
printf '\n'
digits=(sweeps/quickstart.yaml --set task.name=reverse --set training.batch-size=128 --set model.dropout=0.1)
for variant in "${variants[@]}"; do
  trial=("${digits[@]}" --set task.length=64 --set model.width=64 --set model.depth=2 --set model.heads=2)
  compare 'encoder, 128 x 64, 64, 2, 2' "$variant" "${small[@]}"
  trial=("${digits[@]}" --set task.length=128 --set model.width=256 --set model.depth=4 --set model.heads=4)
  compare 'encoder, 128 x 128, 256, 4, 4' "$variant" \
    --model encoder --batch 128 --length 128 --width 256 --depth 4 --heads 4 --steps 3
  trial=("${digits[@]}" --set task.length=16 --set model.width=32 --set model.depth=1 --set model.heads=1)
  compare 'encoder, 128 x 16, 32, 1, 1' "$variant" \
    --model encoder --batch 128 --length 16 --width 32 --depth 1 --heads 1 --steps 200
  trial=(sweeps/characters.yaml --set task.context=64 --set training.batch-size=64 --set model.dropout=0.1
    --set model.width=192 --set model.depth=6 --set model.heads=3)
  compare 'characters, 64 x 64, 192, 6, 3' "$variant" \
    --model characters --batch 64 --length 64 --width 192 --depth 6 --heads 3 --steps 5
  trial=(sweeps/numbers.yaml --set task.length=16 --set training.batch-size=64 --set model.dropout=0.1
    --set model.feed-forward-dropout=0.1 --set model.width=64 --set model.depth=4 --set model.heads=8)
  compare 'numbers, 64 x 16, 64, 4, 8' "$variant" \
    --model numbers --batch 64 --length 16 --width 64 --depth 4 --heads 8 --steps 100
  trial=(sweeps/mnist.yaml --set training.batch-size=200 --set model.patch=7
    --set model.width=256 --set model.depth=4 --set model.heads=4)
  compare 'vision, 200 x 28², patch 7, 256, 4, 4' "$variant" \
    --model vision --batch 200 --image 28 --patch 7 --width 256 --depth 4 --heads 4 --steps 5
done
trial=()
[ "$chosen" = all ] || exit 0
compare 'encoder, 128 x 64, 64, 2, 2, paper-pos' kv-pos "${small[@]}" -- --paper-pos

one=() two=()
for _ in $(seq "$rounds"); do
  line=$(ours "${small[@]}" --steps 60)
  one+=("$(field step_ms <<<"$line")")
  two+=("$(ours "${small[@]}" --steps 60 --trials 2 | field step_ms)")
done
printf 'Two trials side by side: %.2f times the steps of one. Peak resident memory of one: %s MB.\n' \
  "$(awk "BEGIN {print 2 * $(printf '%s\n' "${one[@]}" | median) / $(printf '%s\n' "${two[@]}" | median)}")" \
  "$(field peak_resident_mb <<<"$line")"

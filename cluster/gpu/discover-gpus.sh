#!/bin/sh
# Tells Spark which NVIDIA GPUs this machine has, as spark.{worker,executor}.resource.gpu.discoveryScript:
# prints {"name": "gpu", "addresses": ["0", "1"]}, numbered as nvidia-smi numbers them; or as CUDA numbers those that
# CUDA_VISIBLE_DEVICES leaves it, which Slurm sets to a job's GPUs while nvidia-smi may list all of the machine.
set -eu

indices=$(nvidia-smi --query-gpu=index --format=csv,noheader)
addresses=$(echo "$indices" | sed -n 's/^ *\([0-9][0-9]*\) *$/"\1"/p' | paste -s -d , -)
[ -n "$addresses" ] || {
  echo "Cannot find GPUs: expected numbers from nvidia-smi --query-gpu=index, got: $indices" >&2
  exit 1
}
if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
  # CUDA takes what stands before the first that is no GPU: none of "", -1, and Slurm's NoDevFiles.
  addresses=$(echo "$CUDA_VISIBLE_DEVICES" | tr , '\n' |
    awk '!/^ *([0-9]+ *$|GPU-|MIG-)/ { exit } { print "\"" (NR - 1) "\"" }' | paste -s -d , -)
  [ -n "$addresses" ] || {
    echo "Cannot find GPUs: expected CUDA_VISIBLE_DEVICES to name some or not to be set, got: $CUDA_VISIBLE_DEVICES" >&2
    exit 1
  }
fi
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"

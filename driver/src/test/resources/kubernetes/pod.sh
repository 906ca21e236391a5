#!/bin/sh
# Runs a command with the folders of an image over those of this machine, as a container sees them:
#   unshare --mount pod.sh IMAGE POD HOSTS COMMAND...
# What it writes there goes to POD/root. POD/mounts has lines "FOLDER PLACE": volumes and where they are mounted.
set -eu
image=$1
pod=$2
hosts=$3
shift 3
for top in opt var run; do
  mkdir -p "$image/$top" "$pod/root/$top" "$pod/work/$top"
  mount -t overlay pod \
    -o "lowerdir=$image/$top:/$top,upperdir=$pod/root/$top,workdir=$pod/work/$top" "/$top"
done
mount --bind "$hosts" /etc/hosts
while read -r folder place; do
  mkdir -p "$place"
  mount --bind "$folder" "$place"
done <"$pod/mounts"
cd "$SPARK_HOME/work-dir"
exec "$@"

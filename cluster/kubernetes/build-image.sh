#!/bin/sh
# Builds the image: ./build-image.sh REGISTRY/kvsweep:TAG [options of docker build]
#
#   KVSWEEP_PLATFORM  linux-x86_64 or linux-arm64; by default what this machine's processor runs. For the other, give
#                     --platform linux/amd64 or linux/arm64 too
#   KVSWEEP_GPUS      if set, with the CUDA build of the jar; give a base image with CUDA 11.6 too:
#                     --build-arg BASE=REGISTRY/spark:3.5.9-scala2.12-java17-cuda11.6
set -eu
[ $# -ge 1 ] || {
  echo "usage: $0 REGISTRY/kvsweep:TAG [options of docker build]" >&2
  exit 2
}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
project=$here/../..
image=$1
shift

case $(uname -m) in
  aarch64 | arm64) processor=arm64 ;;
  *) processor=x86_64 ;;
esac

build=$here/build
rm -rf "$build/jars" # of another version
mkdir -p "$build/jars"
"$project/mvnw" -f "$project/pom.xml" -q -B -ntp -DskipTests \
  -Dnative.platform="${KVSWEEP_PLATFORM:-linux-$processor}" ${KVSWEEP_GPUS:+-Pcuda} package
cp "$project/driver/target/kvsweep.jar" "$here/../gpu/discover-gpus.sh" "$build/"

# version NAME: that of pom.xml, which for Spark 3.5 comes first.
version() {
  sed -n "s:.*<$1.version>\(.*\)</$1.version>.*:\1:p" "$project/pom.xml" | head -n 1
}
for artifact in "org.apache.hadoop:hadoop-aws:$(version hadoop)" \
  "com.amazonaws:aws-java-sdk-bundle:$(version aws-sdk)"; do
  "$project/mvnw" -f "$project/pom.xml" -q -B -ntp -N dependency:copy \
    -Dartifact="$artifact" -DoutputDirectory="$build/jars"
done
chmod -R a+rX "$build" # whatever the umask
"${DOCKER:-docker}" build -t "$image" "$@" "$here"

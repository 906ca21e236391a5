# shellcheck shell=sh
# Runs a script on hosts, for start.sh and stop.sh, which read this file.

# Prints the assignment of each variable named, for any sh to read.
assignments() {
  for name; do
    value=
    eval "value=\${$name:-}"
    printf "%s='%s'\n" "$name" "$(printf %s "$value" | sed "s/'/'\\\\''/g")"
  done
}

# on_host HOST SCRIPT: by sh, on this machine if the host is ".". Never asks for a password.
on_host() {
  if [ "$1" = . ]; then
    printf '%s\n' "$2" | sh -s
  else
    printf '%s\n' "$2" | ssh -o BatchMode=yes -o ConnectTimeout=15 -- "$1" sh -s
  fi
}

# on_hosts SCRIPT HOST...: on all hosts at once. Leaves those where it failed in $failed, each after a space.
on_hosts() {
  script=$1
  shift
  running=
  for host; do
    on_host "$host" "$script" &
    running="$running $!"
  done
  failed=
  for process in $running; do
    wait "$process" || failed="$failed $1"
    shift
  done
}

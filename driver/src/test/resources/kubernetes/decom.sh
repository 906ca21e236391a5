#!/bin/sh
# What the hook of Spark's image does before an executor's pod ends; POD_PROCESS is that executor.
kill -PWR "$POD_PROCESS"
tail --pid="$POD_PROCESS" -f /dev/null

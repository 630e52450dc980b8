#!/bin/sh
# Finds calls that block the event loop in asynchronous Python code.
#
#   find-blocking-calls.sh [PATH ...]        the working directory by default
#
# With the program `awaitwise` (on the PATH, or named by AWAITWISE) the whole project is analysed, helpers in other
# modules included. Without it a Python script beside this one finds the direct calls. Both print
# `path:line:column: CODE[rule] message` and end with 0 (clean), 1 (findings) or 2 (could not do it).
set -u

# The folder may have been copied anywhere, and be reached through a link or with CDPATH set.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 2

if program=$(command -v "${AWAITWISE:-awaitwise}" 2>/dev/null); then
    exec "$program" scan --select blocking --format concise -- "$@"
fi

for python in "${PYTHON:-python3}" python; do
    if command -v "$python" >/dev/null 2>&1; then
        exec "$python" -B "$here/find_blocking_calls.py" "$@"
    fi
done

echo "error: neither awaitwise nor python3 was found" >&2
echo "help: install one of them, or name it with AWAITWISE=... or PYTHON=..." >&2
exit 2

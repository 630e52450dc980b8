"""Answer a program on a pseudo-terminal, as a person would: each answer waits for its question.

terminal.py FOLDER ANSWERS PROGRAM ARGUMENT...     ANSWERS is a JSON list; "^C" and "^D" are keys
"""

import json
import os
import pty
import select
import signal
import sys

PATIENCE = 60.0
KEYS = {"^C": b"\x03", "^D": b"\x04"}


def main() -> int:
    _, folder, answers, *command = sys.argv
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        # A shell that runs this in the background makes its children ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(command[0], command)
    left: list[str] = json.loads(answers)
    asked = b""
    while chunk := read(terminal):
        sys.stdout.buffer.write(chunk)
        asked += chunk
        if asked.endswith(b": ") and left:
            asked = b""
            answer = left.pop(0)
            os.write(terminal, KEYS.get(answer) or answer.encode() + b"\n")
    _, status = os.waitpid(child, 0)
    if left:
        print(f"never asked for: {left}")
        return 99
    if os.WIFSIGNALED(status):
        return 128 + os.WTERMSIG(status)
    return os.WEXITSTATUS(status)


def read(terminal: int) -> bytes:
    """Return what the program said next; nothing at its end, or when it hangs."""
    if not select.select([terminal], [], [], PATIENCE)[0]:
        return b""
    try:
        return os.read(terminal, 65536)
    except OSError:
        # Linux says so when the last program has closed the terminal.
        return b""


if __name__ == "__main__":
    sys.exit(main())

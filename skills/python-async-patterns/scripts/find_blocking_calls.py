#!/usr/bin/env python3
"""Find direct blocking calls in async functions, with nothing but the standard library.

    python3 find_blocking_calls.py [PATH ...]

The small twin of `awaitwise scan --select blocking`, for machines without that program: same rule codes, same lines of
output, same exit status (0 clean, 1 findings, 2 could not read something). It follows imports and aliases inside one file.
It does not see calls behind helpers, nor methods of objects: for those you need awaitwise.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
import sys
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

CODES = {
    "sleep": "AW101[blocking-sleep]",
    "http": "AW102[blocking-http]",
    "socket": "AW103[blocking-socket]",
    "subprocess": "AW104[blocking-subprocess]",
    "database": "AW105[blocking-database]",
    "file": "AW106[blocking-file]",
    "path": "AW107[blocking-path]",
    "stdin": "AW108[blocking-stdin]",
    "wait": "AW109[blocking-wait]",
    "result": "AW110[blocking-result]",
    "cpu": "AW111[blocking-cpu]",
    "network": "AW112[blocking-network]",
    "device": "AW113[blocking-device]",
}

# Each line: name, kind, what to use instead, and conditions that make the call silent as (parameter, its position,
# operator, value). Written by tests/catalogue/generate_script_table.py from the analyser's catalogue.
# fmt: off
# table:start
TABLE: dict[str, tuple[str, str, list[tuple[str, int, str, str]]]] = {
    "builtins.breakpoint": ("stdin", "a breakpoint outside the event loop's thread", []),
    "builtins.input": ("stdin", "asyncio.to_thread", []),
    "builtins.open": ("file", "aiofiles.open", [("file", 0, ":", "int")]),
    "bz2.BZ2File": ("file", "asyncio.to_thread", []),
    "bz2.compress": ("cpu", "asyncio.to_thread", []),
    "bz2.decompress": ("cpu", "asyncio.to_thread", []),
    "bz2.open": ("file", "asyncio.to_thread", []),
    "code.interact": ("stdin", "asyncio.to_thread", []),
    "codecs.open": ("file", "asyncio.to_thread", []),
    "concurrent.futures.wait": ("result", "asyncio.wait", [("timeout", 1, "=", "0")]),
    "dbm.open": ("database", "asyncio.to_thread", []),
    "dbm.whichdb": ("database", "asyncio.to_thread", []),
    "fcntl.flock": ("wait", "asyncio.to_thread", [("operation", 1, "=", "fcntl.LOCK_NB"), ("operation", 1, "=", "fcntl.LOCK_UN")]),
    "fcntl.lockf": ("wait", "asyncio.to_thread", [("cmd", 1, "=", "fcntl.LOCK_NB"), ("cmd", 1, "=", "fcntl.LOCK_UN")]),
    "filecmp.cmp": ("file", "asyncio.to_thread", []),
    "filecmp.cmpfiles": ("file", "asyncio.to_thread", []),
    "fileinput.input": ("file", "asyncio.to_thread", []),
    "ftplib.FTP": ("network", "aioftp", [("host", 0, "?=", "\"\"")]),
    "ftplib.FTP_TLS": ("network", "aioftp", [("host", 0, "?=", "\"\"")]),
    "getpass.getpass": ("stdin", "asyncio.to_thread", []),
    "gzip.GzipFile": ("file", "asyncio.to_thread", []),
    "gzip.compress": ("cpu", "asyncio.to_thread", []),
    "gzip.decompress": ("cpu", "asyncio.to_thread", []),
    "gzip.open": ("file", "asyncio.to_thread", []),
    "hashlib.file_digest": ("file", "asyncio.to_thread", []),
    "hashlib.pbkdf2_hmac": ("cpu", "asyncio.to_thread", []),
    "hashlib.scrypt": ("cpu", "asyncio.to_thread", []),
    "httpx.delete": ("http", "httpx.AsyncClient.delete", []),
    "httpx.get": ("http", "httpx.AsyncClient.get", []),
    "httpx.head": ("http", "httpx.AsyncClient.head", []),
    "httpx.options": ("http", "httpx.AsyncClient.options", []),
    "httpx.patch": ("http", "httpx.AsyncClient.patch", []),
    "httpx.post": ("http", "httpx.AsyncClient.post", []),
    "httpx.put": ("http", "httpx.AsyncClient.put", []),
    "httpx.request": ("http", "httpx.AsyncClient.request", []),
    "httpx.stream": ("http", "httpx.AsyncClient.stream", []),
    "httpx2.delete": ("http", "httpx2.AsyncClient.delete", []),
    "httpx2.get": ("http", "httpx2.AsyncClient.get", []),
    "httpx2.head": ("http", "httpx2.AsyncClient.head", []),
    "httpx2.options": ("http", "httpx2.AsyncClient.options", []),
    "httpx2.patch": ("http", "httpx2.AsyncClient.patch", []),
    "httpx2.post": ("http", "httpx2.AsyncClient.post", []),
    "httpx2.put": ("http", "httpx2.AsyncClient.put", []),
    "httpx2.request": ("http", "httpx2.AsyncClient.request", []),
    "httpx2.stream": ("http", "httpx2.AsyncClient.stream", []),
    "imaplib.IMAP4": ("network", "aioimaplib", []),
    "imaplib.IMAP4_SSL": ("network", "aioimaplib", []),
    "imaplib.IMAP4_stream": ("network", "aioimaplib", []),
    "importlib.resources.open_binary": ("file", "asyncio.to_thread", []),
    "importlib.resources.open_text": ("file", "asyncio.to_thread", []),
    "importlib.resources.read_binary": ("file", "asyncio.to_thread", []),
    "importlib.resources.read_text": ("file", "asyncio.to_thread", []),
    "io.open": ("file", "aiofiles.open", [("file", 0, ":", "int")]),
    "io.open_code": ("file", "aiofiles.open", []),
    "linecache.getline": ("file", "asyncio.to_thread", []),
    "linecache.getlines": ("file", "asyncio.to_thread", []),
    "logging.handlers.HTTPHandler": ("network", "logging.handlers.QueueHandler", []),
    "logging.handlers.SMTPHandler": ("network", "logging.handlers.QueueHandler", []),
    "logging.handlers.SocketHandler": ("network", "logging.handlers.QueueHandler", []),
    "logging.handlers.SysLogHandler": ("network", "logging.handlers.QueueHandler", []),
    "lzma.LZMAFile": ("file", "asyncio.to_thread", []),
    "lzma.compress": ("cpu", "asyncio.to_thread", []),
    "lzma.decompress": ("cpu", "asyncio.to_thread", []),
    "lzma.open": ("file", "asyncio.to_thread", []),
    "multiprocessing.Manager": ("subprocess", "asyncio.to_thread", []),
    "multiprocessing.connection.Client": ("wait", "loop.add_reader", []),
    "multiprocessing.connection.wait": ("wait", "loop.add_reader", [("timeout", 1, "=", "0")]),
    "nntplib.NNTP": ("network", "asyncio.to_thread", []),
    "nntplib.NNTP_SSL": ("network", "asyncio.to_thread", []),
    "os.copy_file_range": ("file", "asyncio.to_thread", []),
    "os.fdatasync": ("file", "asyncio.to_thread", []),
    "os.fdopen": ("file", "asyncio.to_thread", []),
    "os.fsync": ("file", "asyncio.to_thread", []),
    "os.lockf": ("file", "asyncio.to_thread", []),
    "os.open": ("file", "asyncio.to_thread", []),
    "os.popen": ("subprocess", "asyncio.create_subprocess_shell", []),
    "os.posix_fallocate": ("file", "asyncio.to_thread", []),
    "os.posix_spawn": ("subprocess", "asyncio.create_subprocess_exec", []),
    "os.posix_spawnp": ("subprocess", "asyncio.create_subprocess_exec", []),
    "os.pread": ("file", "asyncio.to_thread", []),
    "os.preadv": ("file", "asyncio.to_thread", []),
    "os.pwrite": ("file", "asyncio.to_thread", []),
    "os.pwritev": ("file", "asyncio.to_thread", []),
    "os.read": ("file", "asyncio.to_thread", []),
    "os.readv": ("file", "asyncio.to_thread", []),
    "os.sendfile": ("file", "loop.sock_sendfile", []),
    "os.spawnl": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnle": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnlp": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnlpe": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnv": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnve": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnvp": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnvpe": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.sync": ("file", "asyncio.to_thread", []),
    "os.system": ("subprocess", "asyncio.create_subprocess_shell", []),
    "os.wait": ("subprocess", "asyncio.subprocess.Process.wait", []),
    "os.wait3": ("subprocess", "asyncio.to_thread", [("options", 0, "=", "os.WNOHANG")]),
    "os.wait4": ("subprocess", "asyncio.to_thread", [("options", 1, "=", "os.WNOHANG")]),
    "os.waitid": ("subprocess", "asyncio.subprocess.Process.wait", [("options", 2, "=", "os.WNOHANG")]),
    "os.waitpid": ("subprocess", "asyncio.subprocess.Process.wait", [("options", 1, "=", "os.WNOHANG")]),
    "os.write": ("file", "asyncio.to_thread", []),
    "os.writev": ("file", "asyncio.to_thread", []),
    "pdb.pm": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.post_mortem": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.run": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.runcall": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.set_trace": ("stdin", "a debugger outside the event loop's thread", []),
    "pkgutil.get_data": ("file", "asyncio.to_thread", []),
    "poplib.POP3": ("network", "asyncio.to_thread", []),
    "poplib.POP3_SSL": ("network", "asyncio.to_thread", []),
    "psycopg.Connection.connect": ("database", "psycopg.AsyncConnection", []),
    "psycopg.connect": ("database", "psycopg.AsyncConnection", []),
    "psycopg2.connect": ("database", "psycopg.AsyncConnection.connect", []),
    "psycopg2.extras.execute_batch": ("database", "psycopg.AsyncCursor.executemany", []),
    "psycopg2.extras.execute_values": ("database", "psycopg.AsyncCursor.executemany", []),
    "psycopg2.extras.wait_select": ("database", "psycopg.AsyncCursor.executemany", []),
    "psycopg2.pool.AbstractConnectionPool": ("database", "psycopg_pool.AsyncConnectionPool", []),
    "pty.spawn": ("subprocess", "asyncio.create_subprocess_exec", []),
    "pymysql.Connection": ("database", "aiomysql.Connection", []),
    "pymysql.connect": ("database", "aiomysql.connect", []),
    "pymysql.connections.Connection": ("database", "aiomysql.Connection", []),
    "redis.RedisCluster": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "redis.RedisCluster.from_url": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "redis.cluster.RedisCluster": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "redis.cluster.RedisCluster.from_url": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "requests.api.delete": ("http", "aiohttp.ClientSession.delete", []),
    "requests.api.get": ("http", "aiohttp.ClientSession.get", []),
    "requests.api.head": ("http", "aiohttp.ClientSession.head", []),
    "requests.api.options": ("http", "aiohttp.ClientSession.options", []),
    "requests.api.patch": ("http", "aiohttp.ClientSession.patch", []),
    "requests.api.post": ("http", "aiohttp.ClientSession.post", []),
    "requests.api.put": ("http", "aiohttp.ClientSession.put", []),
    "requests.api.request": ("http", "aiohttp.ClientSession.request", []),
    "requests.delete": ("http", "aiohttp.ClientSession.delete", []),
    "requests.get": ("http", "aiohttp.ClientSession.get", []),
    "requests.head": ("http", "aiohttp.ClientSession.head", []),
    "requests.options": ("http", "aiohttp.ClientSession.options", []),
    "requests.patch": ("http", "aiohttp.ClientSession.patch", []),
    "requests.post": ("http", "aiohttp.ClientSession.post", []),
    "requests.put": ("http", "aiohttp.ClientSession.put", []),
    "requests.request": ("http", "aiohttp.ClientSession.request", []),
    "select.select": ("wait", "loop.add_reader", [("timeout", 3, "=", "0")]),
    "shelve.open": ("database", "asyncio.to_thread", []),
    "shutil.copy": ("file", "asyncio.to_thread", []),
    "shutil.copy2": ("file", "asyncio.to_thread", []),
    "shutil.copyfile": ("file", "asyncio.to_thread", []),
    "shutil.copyfileobj": ("file", "asyncio.to_thread", []),
    "shutil.copytree": ("file", "asyncio.to_thread", []),
    "shutil.make_archive": ("file", "asyncio.to_thread", []),
    "shutil.move": ("file", "asyncio.to_thread", []),
    "shutil.rmtree": ("file", "asyncio.to_thread", []),
    "shutil.unpack_archive": ("file", "asyncio.to_thread", []),
    "signal.pause": ("wait", "loop.add_signal_handler", []),
    "signal.sigtimedwait": ("wait", "loop.add_signal_handler", [("timeout", 1, "=", "0")]),
    "signal.sigwait": ("wait", "loop.add_signal_handler", []),
    "signal.sigwaitinfo": ("wait", "loop.add_signal_handler", []),
    "smtplib.LMTP": ("network", "aiosmtplib", [("host", 0, "?=", "\"\"")]),
    "smtplib.SMTP": ("network", "aiosmtplib", [("host", 0, "?=", "\"\"")]),
    "smtplib.SMTP_SSL": ("network", "aiosmtplib", [("host", 0, "?=", "\"\"")]),
    "socket.create_connection": ("socket", "asyncio.open_connection", []),
    "socket.getaddrinfo": ("socket", "loop.getaddrinfo", [("flags", 5, "=", "socket.AI_NUMERICHOST")]),
    "socket.getfqdn": ("socket", "loop.getaddrinfo", []),
    "socket.gethostbyaddr": ("socket", "loop.getnameinfo", []),
    "socket.gethostbyname": ("socket", "loop.getaddrinfo", []),
    "socket.gethostbyname_ex": ("socket", "loop.getaddrinfo", []),
    "socket.getnameinfo": ("socket", "loop.getnameinfo", [("flags", 1, "=", "socket.NI_NUMERICHOST")]),
    "sqlite3.Connection": ("database", "aiosqlite", []),
    "sqlite3.connect": ("database", "aiosqlite.connect", []),
    "ssl.get_server_certificate": ("socket", "asyncio.open_connection with ssl=", []),
    "subprocess.Popen": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.call": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.check_call": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.check_output": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.getoutput": ("subprocess", "asyncio.create_subprocess_shell", []),
    "subprocess.getstatusoutput": ("subprocess", "asyncio.create_subprocess_shell", []),
    "subprocess.run": ("subprocess", "asyncio.create_subprocess_exec", []),
    "tarfile.TarFile": ("file", "asyncio.to_thread", [("fileobj", 2, ":", "io.BytesIO")]),
    "tarfile.TarFile.open": ("file", "asyncio.to_thread", [("fileobj", 2, ":", "io.BytesIO")]),
    "tarfile.is_tarfile": ("file", "asyncio.to_thread", []),
    "tarfile.open": ("file", "asyncio.to_thread", [("fileobj", 2, ":", "io.BytesIO")]),
    "telnetlib.Telnet": ("network", "asyncio.open_connection", [("host", 0, "?=", "None")]),
    "time.sleep": ("sleep", "asyncio.sleep", []),
    "timeit.timeit": ("cpu", "asyncio.to_thread", []),
    "tokenize.open": ("file", "asyncio.to_thread", []),
    "urllib.request.urlopen": ("http", "aiohttp.ClientSession.get", [("url", 0, "^=", "data:")]),
    "urllib.request.urlretrieve": ("http", "aiohttp.ClientSession.get", [("url", 0, "^=", "data:")]),
    "urllib3.request": ("http", "aiohttp.ClientSession.request", []),
    "zipfile.ZipFile": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "zipfile.is_zipfile": ("file", "asyncio.to_thread", []),
    "zlib.compress": ("cpu", "asyncio.to_thread", []),
    "zlib.decompress": ("cpu", "asyncio.to_thread", []),
}
# table:end
# fmt: on

SKIPPED = {"__pycache__", "node_modules", "site-packages", "build", "dist"}
NOQA = re.compile(r"#\s*noqa(?::\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", re.IGNORECASE)
IGNORE = re.compile(r"#\s*awaitwise:\s*ignore\[(?P<names>[^\]]*)\]")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Scope:
    """What names mean in one scope: a dotted name, or None when it is unknown."""

    def __init__(self, parent: Scope | None, *, is_class: bool = False) -> None:
        self.parent = parent
        self.is_class = is_class
        self.names: dict[str, str | None] = {}

    def look_up(self, name: str) -> str | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and (scope is self or not scope.is_class):
                return scope.names[name]
            scope = scope.parent
        return f"builtins.{name}" if hasattr(builtins, name) else None

    def dotted(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self.look_up(node.id)
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else None
        return None


def own_nodes(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes that belong to a scope itself: not those inside nested functions and classes."""
    todo: list[ast.AST] = list(reversed(body))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            todo.extend(reversed(list(ast.iter_child_nodes(node))))


def bind(scope: Scope, body: Sequence[ast.stmt]) -> None:
    """Enter what the statements of a scope bind. A name with two meanings is unknown."""
    found: dict[str, set[str | None]] = {}
    outside: set[str] = set()

    def enter(name: str, meaning: str | None) -> None:
        found.setdefault(name, set()).add(meaning)

    aliases: dict[str, list[ast.expr]] = {}
    targets: set[ast.AST] = set()
    for node in own_nodes(body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    enter(alias.asname, alias.name)
                else:
                    root = alias.name.partition(".")[0]
                    enter(root, root)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                enter(alias.asname or alias.name, f"{module}.{alias.name}")
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            enter(node.name, None)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            outside.update(node.names)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            aliases.setdefault(node.targets[0].id, []).append(node.value)
            found.setdefault(node.targets[0].id, set())
            targets.add(node.targets[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            enter(node.name, None)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            enter(node.name, None)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)) and node not in targets:
            enter(node.id, None)
    for name in found.keys() - outside:
        scope.names[name] = next(iter(found[name])) if len(found[name]) == 1 else None
    # An alias may name what was bound above it, so aliases come last.
    for name, value in aliases.items():
        if name in scope.names and len(value) == 1 and not found[name]:
            scope.names[name] = scope.dotted(value[0])


class Finder(ast.NodeVisitor):
    """Walks one module and collects the calls in async functions that the table knows."""

    def __init__(self) -> None:
        self.scope = Scope(None)
        self.is_async = False
        self.function = ""
        self.found: list[tuple[ast.Call, str]] = []

    def visit_Module(self, node: ast.Module) -> None:
        bind(self.scope, node.body)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)
        outer, self.scope = self.scope, Scope(self.scope, is_class=True)
        bind(self.scope, node.body)
        for statement in node.body:
            self.visit(statement)
        self.scope = outer

    def visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        # Decorators, defaults and annotations are evaluated outside.
        if not isinstance(node, ast.Lambda):
            for decorator in node.decorator_list:
                self.visit(decorator)
        self.visit(node.args)
        outer = self.scope, self.is_async, self.function
        self.scope = Scope(self.scope)
        body: Sequence[ast.stmt] = [ast.Expr(node.body)] if isinstance(node, ast.Lambda) else node.body
        bind(self.scope, body)
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        for argument in every:
            if argument is not None:
                self.scope.names[argument.arg] = None
        self.is_async = isinstance(node, ast.AsyncFunctionDef)
        self.function = getattr(node, "name", "")
        for statement in body:
            self.visit(statement)
        self.scope, self.is_async, self.function = outer

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_function

    def visit_Call(self, node: ast.Call) -> None:
        name = self.scope.dotted(node.func) if self.is_async else None
        if name in TABLE and not any(is_silent(self.scope, node, *rule) for rule in TABLE[name][2]):
            kind, use, _ = TABLE[name]
            instead = f"; use `{use}`" if use else ""
            message = f"`{name.removeprefix('builtins.')}` blocks the event loop in `{self.function}`{instead}"
            self.found.append((node, f"{CODES[kind]} {message}"))
        self.generic_visit(node)


def is_silent(scope: Scope, call: ast.Call, parameter: str, position: int, operator: str, value: str) -> bool:
    """Whether an argument makes the call harmless: block=False (?= when that is the default), a data: URL, a number."""
    given = next((word.value for word in call.keywords if word.arg == parameter), None)
    if given is None and 0 <= position < len(call.args):
        if any(isinstance(argument, ast.Starred) for argument in call.args[: position + 1]):
            return False
        given = call.args[position]
    if given is None:
        return operator == "?="
    if operator == "^=":
        return isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value.startswith(value)
    if operator == ":":
        if value == "int":
            return isinstance(given, ast.Constant) and type(given.value) is int
        return isinstance(given, ast.Call) and scope.dotted(given.func) == value
    parts: list[ast.expr] = []
    while isinstance(given, ast.BinOp) and isinstance(given.op, ast.BitOr):
        parts.append(given.right)
        given = given.left
    parts.append(given)
    wanted = ast.dump(ast.parse(value, mode="eval").body)
    return any(ast.dump(part) == wanted or scope.dotted(part) == value for part in parts)


def is_ignored(line: str, code: str) -> bool:
    number, _, name = code.rstrip("]").partition("[")
    if noqa := NOQA.search(line):
        return noqa["codes"] is None or number in re.split(r"[,\s]+", noqa["codes"])
    if ignore := IGNORE.search(line):
        return not {number, name}.isdisjoint(re.split(r"[,\s]+", ignore["names"]))
    return False


def check(path: str) -> list[tuple[int, int, str]]:
    """The findings of one file as line, column and text; raises when the file cannot be read or parsed."""
    with tokenize.open(path) as file:
        text = file.read()
    finder = Finder()
    finder.visit(ast.parse(text, path))
    lines = text.split("\n")
    findings = []
    for node, message in finder.found:
        line = lines[node.lineno - 1]
        column = len(line.encode()[: node.col_offset].decode()) + 1
        if not is_ignored(line, message.partition(" ")[0]):
            findings.append((node.lineno, column, message))
    return sorted(findings)


def python_files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED
            and not name.startswith(".")
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(files):
            if name.endswith((".py", ".pyw")):
                yield os.path.normpath(os.path.join(folder, name))


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 0
    status = count = 0
    for start in arguments or ["."]:
        for path in python_files(start):
            try:
                findings = check(path)
            except (OSError, SyntaxError, UnicodeDecodeError, ValueError, RecursionError) as error:
                print(f"error: {path}: {error}", file=sys.stderr)
                status = 2
                continue
            for line, column, message in findings:
                print(f"{Path(path).as_posix()}:{line}:{column}: {message}")
            count += len(findings)
    return status or (1 if count else 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # The reader has seen enough. Python would complain about it when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)

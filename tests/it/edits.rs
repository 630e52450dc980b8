//! A session after an edit of one module, where another module's findings hang on what the edited one shows.

use awaitwise::scan::{Control, Options, Report, Session};

/// Reads what the edited module shows.
const READER: &str = "\
import time

import made


class Other(made.Base):
    def hook(self) -> None:
        time.sleep(1)


async def handler(shown: made.Holder, other: Other) -> None:
    made.make().run()
    shown.kept.run()
    other.work()
    made.pick()().run()
    for each in made.many():
        each.run()
    made.start()
    made.slow()
";

/// The module before the edit.
const MADE: &str = "\
import asyncio
import time

KEPT = set()
CHOSEN = None


class Quick:
    def run(self) -> None:
        print('run')


class Slow:
    def run(self) -> None:
        time.sleep(1)


class Holder:
    def __init__(self) -> None:
        value = Quick()
        print(value)
        self.kept = value


class Base:
    def hook(self) -> None:
        print('hook')

    def step(self) -> None:
        print('step')

    def work(self) -> None:
        self.step()
        print('worked')


def make():
    value = Quick()
    print(value)
    return value


def pick():
    value = Quick()
    print(value)
    return lambda: value


def many():
    value = Quick()
    print(value)
    yield value


async def later() -> None:
    await asyncio.sleep(1)


def start():
    task = asyncio.create_task(later())
    print('started')
    return task


def slow() -> None:
    print('slow')
    print('or not')
";

pub(crate) fn scan(session: &Session, folder: &std::path::Path) -> Report {
    session.scan(&[folder.to_path_buf()], &Options::default(), &Control::default()).unwrap()
}

/// Edits that others see, by what is replaced with what.
#[test]
fn what_others_see_is_seen_after_an_edit() {
    let edits = [
        ("def make():\n    value = Quick()", "def make():\n    value = Slow()"),
        (
            "        value = Quick()\n        print(value)\n        self.kept",
            "        value = Slow()\n        print(value)\n        self.kept",
        ),
        ("def pick():\n    value = Quick()", "def pick():\n    value = Slow()"),
        ("def many():\n    value = Quick()", "def many():\n    value = Slow()"),
        ("    print('started')\n", "    KEPT.add(task)\n"),
        ("    print('or not')\n", "    time.sleep(1)\n"),
        ("        print('step')\n", "        time.sleep(1)\n"),
        ("        self.step()\n", "        self.hook()\n"),
        (
            "class Quick:\n",
            "def make_more():\n    return Slow()\n\n\nclass Quick:\n    later = time.sleep\n\n",
        ),
        ("        print('run')\n", "        time.sleep(1)\n"),
    ];
    for (old, new) in edits {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("made.py");
        std::fs::write(folder.path().join("reader.py"), READER).unwrap();
        std::fs::write(&made, MADE).unwrap();
        let session = Session::new();
        let before = scan(&session, folder.path());
        assert!(MADE.contains(old), "{old}");
        std::fs::write(&made, MADE.replacen(old, new, 1)).unwrap();
        let after = scan(&session, folder.path());
        assert_eq!(after, scan(&Session::new(), folder.path()), "after {new}");
        if !new.contains("make_more") {
            assert_ne!(before.findings.len(), after.findings.len(), "the edit shows: {new}");
        }
        std::fs::write(&made, MADE).unwrap();
        assert_eq!(scan(&session, folder.path()), before, "back from {new}");
    }
}

/// A function that is new at the end is found by those who asked for it before it was there.
#[test]
fn a_new_function_is_found_by_those_who_name_it() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("made.py");
    let reader = "from made import *\n\n\nasync def handler() -> None:\n    pause()\n";
    std::fs::write(folder.path().join("reader.py"), reader).unwrap();
    std::fs::write(&made, MADE).unwrap();
    let session = Session::new();
    let before = scan(&session, folder.path());
    std::fs::write(&made, format!("{MADE}\n\ndef pause() -> None:\n    time.sleep(1)\n")).unwrap();
    let after = scan(&session, folder.path());
    assert_eq!(after, scan(&Session::new(), folder.path()));
    assert_eq!(after.findings.len(), before.findings.len() + 1);
}

/// Keeps what others hand over.
const KEEPER: &str = "\
import time

HANDLERS = {}


def register(name, handler):
    HANDLERS[name] = handler


def run(name):
    HANDLERS[name]()


class Bus:
    def __init__(self):
        self.listeners = []

    def subscribe(self, listener):
        self.listeners.append(listener)

    def emit(self):
        for listener in self.listeners:
            listener()


class Plugin:
    def work(self) -> None:
        print('work')


def work_all():
    for plugin in Plugin.__subclasses__():
        print(plugin)
    print('done')


bus = Bus()
";

/// Hands something over.
const GIVER: &str = "\
import time

import keeper


def quick():
    print('quick')


def slow():
    time.sleep(1)


def hook():
    print('hook')


def prepare():
    keeper.register('a', quick)
    keeper.bus.subscribe(quick)
    print('ready')
";

/// Runs what is kept.
const RUNNER: &str = "\
import keeper


async def handler() -> None:
    keeper.run('a')
    keeper.bus.emit()
    for each in keeper.HANDLERS.values():
        each()
";

/// What is handed over in one module is run in another, through a third.
#[test]
fn what_is_handed_over_after_an_edit_is_run_elsewhere() {
    let edits = [
        ("giver.py", "register('a', quick)", "register('a', slow)", 2),
        ("giver.py", "subscribe(quick)", "subscribe(slow)", 1),
        ("giver.py", "    print('ready')\n", "    keeper.HANDLERS.clear()\n", 0),
        (
            "giver.py",
            "    print('ready')\n",
            "    print('ready')\n\n\ndef more():\n    keeper.register('b', slow)\n",
            2,
        ),
        ("giver.py", "    print('hook')\n", "    keeper.Bus().subscribe(slow)\n", 0),
        (
            "keeper.py",
            "bus = Bus()\n",
            "bus = Bus()\n\n\ndef fill():\n    HANDLERS['c'] = lambda: time.sleep(1)\n",
            2,
        ),
        ("keeper.py", "    print('done')\n", "    HANDLERS['d'] = time.sleep\n", 2),
        ("keeper.py", KEEPER, "", 0),
    ];
    assert_edits_are_seen(&[("keeper.py", KEEPER), ("giver.py", GIVER), ("runner.py", RUNNER)], &edits);
}

/// What there is to do, done by whoever derives from it.
const COMMANDS: &str = "\
import time


class Command:
    def execute(self):
        raise NotImplementedError


class Move(Command):
    def execute(self):
        time.sleep(1)


class Clock:
    def sleep(self):
        time.sleep(1)


class Throttle:
    def __init__(self, clock=Clock()):
        self.clock = clock

    def wait(self):
        self.clock.sleep()
";

const MORE_COMMANDS: &str = "\
import time

import commands


class Copy(commands.Command):
    def execute(self):
        print('copy')
";

const THROTTLES: &str = "\
import time

import commands


class Still:
    def sleep(self):
        print('still')


throttle = commands.Throttle(Still())
";

const RUNS_COMMANDS: &str = "\
import commands
import throttles


async def handler(command: commands.Command) -> None:
    command.execute()
    throttles.throttle.wait()
";

/// Which classes implement a method, and what objects are made with, decides what runs.
#[test]
fn who_implements_a_method_is_asked_again_after_an_edit() {
    let edits = [
        ("more.py", "print('copy')", "time.sleep(1)", 1),
        ("more.py", "    def execute(self):\n        print('copy')\n", "    pass\n", 1),
        ("more.py", "class Copy(commands.Command)", "class Copy", 1),
        ("throttles.py", "Throttle(Still())", "Throttle()", 1),
        ("throttles.py", "print('still')", "time.sleep(1)", 1),
        ("commands.py", "raise NotImplementedError", "time.sleep(1)", 1),
        ("commands.py", "self.clock = clock", "self.clock = Clock()", 1),
        ("commands.py", "class Move(Command)", "class Move", 0),
    ];
    let texts = [
        ("commands.py", COMMANDS),
        ("more.py", MORE_COMMANDS),
        ("throttles.py", THROTTLES),
        ("runner.py", RUNS_COMMANDS),
    ];
    assert_edits_are_seen(&texts, &edits);
}

/// What the body of a function of another module consists of, whatever it returns.
#[test]
fn a_body_that_another_module_judges_is_looked_at_after_an_edit() {
    let group = "\
import asyncio


async def later():
    await asyncio.sleep(1)


async def group():
    await later()


async def plain():
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(later())
";
    let reader = "\
import group


async def handler() -> None:
    try:
        await group.group()
    except ValueError:
        print('no')
";
    let opened = "    async with asyncio.TaskGroup() as tasks:\n        tasks.create_task(later())\n";
    let edits = [("group.py", "    await later()\n", opened, 1)];
    assert_edits_are_seen(&[("group.py", group), ("reader.py", reader)], &edits);
}

/// What a context manager of another module holds, and whether a helper keeps what it gives back.
#[test]
fn what_a_helper_does_besides_is_looked_at_after_an_edit() {
    let helpers = "\
import asyncio
import threading
from contextlib import contextmanager

LOCK = threading.Lock()
TASKS = set()


@contextmanager
def opened():
    print('opened')
    yield


def watched(task):
    TASKS.add(task)
    return task


class Budget:
    def __init__(self):
        self.limit = asyncio.timeout(5)

    async def __aenter__(self):
        await self.limit.__aenter__()
        print('entered')
        return self

    async def __aexit__(self, *exc):
        await self.limit.__aexit__(*exc)
        print('left')
";
    let reader = "\
import asyncio

import helpers


async def work() -> None:
    with helpers.opened():
        await asyncio.sleep(1)


async def start() -> None:
    helpers.watched(asyncio.create_task(work()))


async def line(reader: asyncio.StreamReader) -> bytes:
    async with helpers.Budget():
        return await reader.readline()
";
    let edits = [
        ("helpers.py", "    yield\n", "    with LOCK:\n        yield\n", 1),
        ("helpers.py", "    TASKS.add(task)\n", "    task.set_name('work')\n", 1),
        ("helpers.py", "        await self.limit.__aenter__()\n", "        print(self.limit)\n", 1),
    ];
    assert_edits_are_seen(&[("helpers.py", helpers), ("reader.py", reader)], &edits);
}

/// A class that leaves something open, and one that is made of a field.
const STORES: &str = "\
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass


class Store(ABC):
    @abstractmethod
    def load(self): ...


class Disk(Store):
    def load(self):
        time.sleep(1)


class Memory(Store):
    def load(self):
        print('memory')


@dataclass
class Settings:
    store: Store
";

const SERVICES: &str = "\
import stores


def read(store: stores.Store) -> None:
    store.load()


def start(settings: stores.Settings) -> None:
    settings.store.load()
";

const MAKES: &str = "\
import stores

store = stores.Memory()
settings = stores.Settings(stores.Memory())
";

const SERVES: &str = "\
import makes
import services


async def handler() -> None:
    services.read(makes.store)
    services.start(makes.settings)
";

/// What is passed where the declaration leaves open what runs, directly and in a field.
#[test]
fn what_is_passed_for_a_declaration_is_asked_again_after_an_edit() {
    let edits = [
        ("makes.py", "store = stores.Memory()", "store = stores.Disk()", 1),
        ("makes.py", "Settings(stores.Memory())", "Settings(stores.Disk())", 1),
        ("stores.py", "print('memory')", "time.sleep(1)", 2),
        (
            "stores.py",
            "    @abstractmethod\n    def load(self): ...",
            "    def load(self):\n        time.sleep(1)",
            2,
        ),
        (
            "stores.py",
            "    store: Store\n",
            "    def __init__(self, store):\n        self.store = Disk()\n",
            1,
        ),
        ("services.py", "def read(store: stores.Store)", "def read(store: stores.Disk)", 1),
    ];
    let texts =
        [("stores.py", STORES), ("services.py", SERVICES), ("makes.py", MAKES), ("serves.py", SERVES)];
    assert_edits_are_seen(&texts, &edits);
}

/// A session gives what a cold scan gives after each edit (file, what is replaced, by what, findings afterwards) and back again,
/// where there was nothing to find before.
pub(crate) fn assert_edits_are_seen(texts: &[(&str, &str)], edits: &[(&str, &str, &str, usize)]) {
    for &(file, old, new, more) in edits {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in texts {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let session = Session::new();
        let before = scan(&session, folder.path());
        assert_eq!(before.findings.len(), 0);
        let &(name, text) = texts.iter().find(|(name, _)| *name == file).unwrap();
        assert!(text.contains(old), "{old}");
        std::fs::write(folder.path().join(name), text.replacen(old, new, 1)).unwrap();
        let after = scan(&session, folder.path());
        assert_eq!(after, scan(&Session::new(), folder.path()), "after {new}");
        assert_eq!(after.findings.len(), more, "after {new}");
        std::fs::write(folder.path().join(name), text).unwrap();
        assert_eq!(scan(&session, folder.path()), before, "back from {new}");
    }
}

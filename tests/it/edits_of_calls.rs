//! A session after edits that change whom bodies call, while what they hand over stays.

use awaitwise::scan::Session;

use crate::edits::{assert_edits_are_seen, scan};

/// Hands something over between calls.
const SERVICE: &str = "\
import time

import helpers


def apply(first, call):
    print(first)
    call()


def quiet():
    print('quiet')


def slow():
    time.sleep(1)


async def handler(name):
    quiet()
    apply(name, lambda: slow())
    helpers.first()
";

/// Nothing in it has to do with an event loop.
const HELPERS: &str = "\
import time


def first():
    print('first')


def second(call=None):
    call()


def third():
    fourth()


def fourth():
    time.sleep(1)


def fifth():
    second(fourth)
";

/// What is replaced by what.
type Edits<'e> = &'e [(&'e str, &'e str)];

/// One edit after the other: what is replaced by what in the two modules, and how much is found then.
#[test]
fn calls_come_and_go_around_what_is_handed_over() {
    let steps: [(Edits<'_>, Edits<'_>, usize); 14] = [
        (&[], &[], 1),
        (&[("    quiet()\n    apply", "    quiet()\n    quiet()\n    apply")], &[], 1),
        (&[("    quiet()\n    apply", "    time.sleep(2)\n    quiet()\n    apply")], &[], 2),
        (&[("    quiet()\n    apply", "    apply")], &[], 1),
        (&[("    call()\n", "    slow()\n    call()\n")], &[], 1),
        (
            &[
                ("    call()\n", "    quiet()\n    slow()\n    call()\n"),
                ("name, lambda: slow()", "name, quiet"),
            ],
            &[],
            1,
        ),
        (&[("helpers.first()", "helpers.third()")], &[], 2),
        (&[], &[], 1),
        (&[("helpers.first()", "helpers.fifth()")], &[], 2),
        (&[("    print('quiet')\n", "    helpers.third()\n")], &[], 2),
        (&[], &[("    print('first')\n", "    fourth()\n")], 2),
        (&[], &[("    print('first')\n", "    print('first')\n    fifth()\n")], 2),
        (
            &[("    apply(name, lambda: slow())\n", "")],
            &[("    time.sleep(1)\n", "    print('fourth')\n")],
            0,
        ),
        (&[("    print('quiet')\n", "    print('quiet')\n    slow()\n")], &[], 2),
    ];
    let folder = tempfile::tempdir().unwrap();
    let session = Session::new();
    for (in_service, in_helpers, found) in steps {
        for (name, base, edits) in [("service.py", SERVICE, in_service), ("helpers.py", HELPERS, in_helpers)]
        {
            let text = edits.iter().fold(base.to_owned(), |text, (old, new)| {
                assert!(text.contains(old), "{old}");
                text.replacen(old, new, 1)
            });
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let report = scan(&session, folder.path());
        assert_eq!(report, scan(&Session::new(), folder.path()), "after {in_service:?} {in_helpers:?}");
        assert_eq!(report.findings.len(), found, "after {in_service:?} {in_helpers:?}");
    }
}

/// Makes what is used in a module that knows nothing of it.
const MAKER: &str = "\
import time


class Fast:
    def go(self):
        print('go')


class Slow:
    def go(self):
        time.sleep(1)


class Maker:
    def make(self):
        value = Fast()
        print(value)
        return value
";

const USER: &str = "\
def use(maker):
    print('use')
    maker.make().go()
";

const GIVER: &str = "\
import maker
import user


async def main():
    user.use(maker.Maker())
";

/// What is made of a value that was handed over may be something else, while everything is called and handed over as before.
#[test]
fn what_is_made_of_what_is_handed_over_is_looked_up_again() {
    let texts = [("maker.py", MAKER), ("user.py", USER), ("giver.py", GIVER)];
    assert_edits_are_seen(&texts, &[("maker.py", "value = Fast()", "value = Slow()", 1)]);
}

const CLIENT: &str = "\
import socket


class Client:
    sock: socket.socket

    def open(self):
        self.sock = socket.socket()
        self.sock.setblocking(False)
        print('open')
";

const GATEWAY: &str = "\
from client import Client


class Gateway:
    def __init__(self, client: Client):
        self.client = client

    async def greet(self, packet):
        self.client.sock.send(packet)
";

/// How a class makes its socket is asked by those who use it.
#[test]
fn how_a_socket_is_made_is_asked_again() {
    let texts = [("client.py", CLIENT), ("gateway.py", GATEWAY)];
    let edits = [
        ("client.py", "setblocking(False)", "setblocking(True)", 1),
        ("client.py", "        self.sock.setblocking(False)\n", "", 1),
    ];
    assert_edits_are_seen(&texts, &edits);
}

const DRIVER: &str = "\
import time


async def wait():
    time.sleep(1)


def run(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
";

/// Whether a module goes through its coroutines by itself decides for all of them.
#[test]
fn who_drives_coroutines_is_asked_again() {
    assert_edits_are_seen(
        &[("driver.py", DRIVER)],
        &[("driver.py", "coroutine.send(None)", "coroutine.close()", 1)],
    );
}

const BASE: &str = "\
import time


class Transport:
    def perform(self):
        time.sleep(1)
";

const DERIVED: &str = "\
from base import Transport


class Waiting(Transport):
    async def perform(self):
        return 1
";

const CLIENT_OF_BASE: &str = "\
from base import Transport


class Client:
    def __init__(self, transport: Transport):
        self.transport = transport

    async def search(self):
        return await self.transport.perform()
";

/// Whether some class below has a coroutine function is asked again.
#[test]
fn who_is_awaited_below_is_asked_again() {
    let texts = [("base.py", BASE), ("derived.py", DERIVED), ("client.py", CLIENT_OF_BASE)];
    let edits = [
        ("derived.py", "    async def perform", "    def perform", 1),
        ("derived.py", "class Waiting(Transport)", "class Waiting", 1),
        ("derived.py", "perform", "other", 1),
    ];
    assert_edits_are_seen(&texts, &edits);
}

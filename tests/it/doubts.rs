//! How severe a chain is that leaves something to chance.

use awaitwise::finding::Severity;
use awaitwise::scan::{Control, Options, scan_texts};
use awaitwise::text::Source;

/// What is found with the last of three helpers, and how the first two are called.
fn severity(last: &str, calls: [&str; 2]) -> (Severity, String) {
    let [first, second] = calls;
    let text = format!(
        "\
import time


async def handler(state):
    if state.first and state.second:
        {first}


def one(state, really=False):
    if state.ready:
        if state.open or state.waiting:
            {second}


def two(state, really=False):
    if not state.good:
        return None
    try:
        state.check()
    except ValueError:
        three(state, really)


def three(state, really=False):
{last}
"
    );
    let source = Source::new("service.py".to_owned(), text);
    let options = Options { min_severity: Some(Severity::Info), ..Options::default() };
    let report = scan_texts(&[source], &options, &Control::default()).unwrap();
    let [finding] = &*report.findings else { panic!("{:?}", report.findings) };
    assert_eq!(finding.location.start.line, 6);
    (finding.severity, finding.message.clone())
}

/// What nobody knows counts, test by test, behind the place itself: from five tests on a chain is a note.
#[test]
fn chains_that_are_left_to_chance_are_notes() {
    let calls = ["one(state)", "two(state)"];
    let sure = severity("    time.sleep(1)", calls);
    assert_eq!((sure.0, sure.1.contains("tests on the way")), (Severity::Error, false));

    let (note, message) = severity("    if state.late:\n        time.sleep(1)", calls);
    assert_eq!(note, Severity::Info);
    assert!(
        message.ends_with("blocks the event loop in `time.sleep`, if 5 tests on the way turn out so"),
        "{message}"
    );

    // What is refused with an exception is no test that a caller means to pass.
    let refuses = "    if not state.late:\n        raise ValueError\n    time.sleep(1)";
    assert_eq!(severity(refuses, calls).0, Severity::Error);

    // A chain of `elif` is one test.
    let one_of_many =
        "    if state.a:\n        pass\n    elif state.b:\n        pass\n    else:\n        time.sleep(1)";
    assert!(severity(one_of_many, calls).1.contains("if 5 tests"));
}

/// A test that a caller answers is none.
#[test]
fn what_a_caller_answers_is_not_left_to_chance() {
    let last = "    if really:\n        time.sleep(1)";
    assert_eq!(severity(last, ["one(state, True)", "two(state, True)"]).0, Severity::Error);
}

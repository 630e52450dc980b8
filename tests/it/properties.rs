//! What must hold for every input: the cases serve as seeds, cut, mixed and damaged at random.

use std::sync::LazyLock;

use awaitwise::finding::{Finding, Severity};
use awaitwise::scan::{Control, Options, Report, Session, mend_texts, scan_texts};
use awaitwise::text::{LineIndex, Source};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::cases;

/// Enough to meet most seeds in most ways; the fuzz targets go further.
const RUNS: u32 = 200;

static SEEDS: LazyLock<Vec<Vec<Source>>> = LazyLock::new(|| {
    let python = |source: &Source| source.path.ends_with(".py");
    let pages = cases::pages("tests/it/cases").into_iter();
    let cases = pages.flat_map(|(_, cases)| cases).map(|case| case.files);
    cases.filter(|files| !files.is_empty() && files.iter().all(python)).collect()
});

/// Pieces that make parsers and walks stumble.
const PIECES: &[&str] = &[
    "await ",
    "async ",
    "yield ",
    "return ",
    "*",
    "**",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ":=",
    "@",
    "\"\"\"",
    "'",
    "f'{",
    "\\",
    "\n",
    "\n    ",
    "\r\n",
    "\t",
    "\u{c}",
    "class A(A): pass\n",
    "from . import *\n",
    "lambda: ",
    "del ",
    "match x:\n",
    "case ",
    "try:\n",
    "except* ",
    "finally:\n",
    "\u{feff}",
    "\u{e9}",
    "\u{1f600}",
    "print 'x'\n",
    "global x\n",
    "type X = X\n",
    "t'{x}'",
    "...",
    "# noqa\n",
];

/// Statements that go well into most blocks.
const STATEMENTS: &[&str] = &[
    "pass",
    "print(1)",
    "__import__('time').sleep(1)",
    "open('x').read()",
    "return None",
    "return self",
    "self.x = open",
    "raise ValueError",
    "helper = open",
    "global helper",
    "await later()",
    "def inner(): return open('x')",
    "lambda: open('x')",
];

/// What happens to a file between two scans.
#[derive(Debug, Clone)]
enum Change {
    Damage(Damage),
    /// A comment on a line of its own: everything behind it moves.
    Comment(Index),
    /// A statement more in some block: what others see of the module often stays.
    Statement(Index, usize),
    Restore,
    Delete,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => damage().prop_map(Change::Damage),
        3 => any::<Index>().prop_map(Change::Comment),
        4 => (any::<Index>(), 0..STATEMENTS.len()).prop_map(|(at, which)| Change::Statement(at, which)),
        2 => Just(Change::Restore),
        1 => Just(Change::Delete),
    ]
}

/// One damage done to a text.
#[derive(Debug, Clone)]
enum Damage {
    Cut(Index),
    Insert(Index, usize),
    Remove(Index, Index),
    Repeat(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<Index>().prop_map(Damage::Cut),
        (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Remove(from, to)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Repeat(from, to)),
    ]
}

impl Damage {
    fn apply(&self, text: &str) -> String {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let range = |from: &Index, to: &Index| {
            let (one, other) = (*from.get(&places), *to.get(&places));
            one.min(other)..one.max(other)
        };
        match self {
            Self::Cut(at) => text[..*at.get(&places)].to_owned(),
            Self::Insert(at, piece) => {
                let (before, after) = text.split_at(*at.get(&places));
                format!("{before}{}{after}", PIECES[*piece])
            }
            Self::Remove(from, to) => {
                let range = range(from, to);
                format!("{}{}", &text[..range.start], &text[range.end..])
            }
            Self::Repeat(from, to) => {
                let range = range(from, to);
                format!("{}{}", &text[..range.end], &text[range.start..])
            }
        }
    }
}

fn options() -> Options {
    Options {
        select: vec!["ALL".to_owned()],
        min_severity: Some(Severity::Info),
        unused_suppressions: true,
        ..Options::default()
    }
}

fn scan(files: &[Source]) -> Report {
    scan_texts(files, &options(), &Control::default()).unwrap()
}

fn seed() -> impl Strategy<Value = Vec<Source>> {
    any::<Index>().prop_map(|index| index.get(&SEEDS).clone())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: RUNS, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_programs_are_judged_within_their_bounds(
        mut files in seed(),
        damages in proptest::collection::vec((any::<Index>(), damage()), 1..4),
    ) {
        for (file, damage) in damages {
            let index = file.index(files.len());
            files[index] = Source::new(files[index].path.clone(), damage.apply(&files[index].text));
        }
        let report = scan(&files);
        prop_assert_eq!(report.files, files.len());
        let place = |finding: &Finding| (finding.location.path.clone(), finding.location.start.line, finding.location.start.column);
        prop_assert!(report.findings.is_sorted_by_key(place));
        for finding in &report.findings {
            let places = std::iter::once(&finding.location)
                .chain(finding.chain.iter().map(|hop| &hop.location))
                .chain(finding.labels.iter().map(|label| &label.location));
            for place in places {
                let file = files.iter().find(|file| file.path == place.path).unwrap();
                // A byte order mark is no part of the text that spans count in.
                let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
                let range = place.span.start as usize..place.span.end as usize;
                prop_assert!(text.get(range).is_some(), "{:?} of {}", place.span, place.path);
                let index = LineIndex::new(text);
                prop_assert_eq!(place.start, index.position(place.span.start, text));
                prop_assert_eq!(place.end, index.position(place.span.end, text));
            }
        }
    }

    #[test]
    fn the_order_of_files_changes_nothing(files in seed(), turn in any::<Index>(), damage in damage()) {
        let mut files = files;
        let last = files.len() - 1;
        files[last] = Source::new(files[last].path.clone(), damage.apply(&files[last].text));
        let mut turned = files.clone();
        turned.rotate_left(turn.index(files.len()));
        prop_assert_eq!(&scan(&files), &scan(&turned));
        turned.reverse();
        prop_assert_eq!(scan(&files), scan(&turned));
    }

    #[test]
    fn a_comment_changes_nothing_but_lines(files in seed(), chosen in any::<Index>()) {
        let index = chosen.index(files.len());
        let mut commented = files.clone();
        commented[index] = Source::new(files[index].path.clone(), format!("# A comment.\n{}# The end.", files[index].text));
        let place = |finding: &Finding, moved: u32| {
            let line = finding.location.start.line + if finding.location.path == files[index].path { moved } else { 0 };
            (finding.location.path.clone(), line, finding.location.start.column, finding.rule, finding.message.clone())
        };
        let before: Vec<_> = scan(&files).findings.iter().map(|finding| place(finding, 1)).collect();
        let after: Vec<_> = scan(&commented).findings.iter().map(|finding| place(finding, 0)).collect();
        prop_assert_eq!(before, after);
    }

    #[test]
    fn fixes_leave_whole_programs_and_nothing_to_fix(files in seed()) {
        let before = scan(&files);
        let mending = mend_texts(&files, &options(), true, &Control::default()).unwrap();
        let mended: Vec<Source> = files
            .iter()
            .map(|file| {
                let change = mending.changes.iter().find(|change| change.path == file.path);
                Source::new(file.path.clone(), change.map_or(&*file.text, |change| &change.after))
            })
            .collect();
        let after = scan(&mended);
        prop_assert_eq!(&before.errors, &after.errors);
        prop_assert!(after.findings.len() + mending.applied <= before.findings.len());
        let again = mend_texts(&mended, &options(), true, &Control::default()).unwrap();
        prop_assert!(again.changes.is_empty(), "{}", again.diff());
    }

    #[test]
    fn a_session_says_what_a_new_one_would(
        seeds in proptest::collection::vec(seed(), 1..4),
        changes in proptest::collection::vec((any::<Index>(), change()), 1..5),
    ) {
        let folder = tempfile::tempdir().unwrap();
        // The first seeds may replace each other's files: programs that nobody thought of.
        let files: std::collections::BTreeMap<_, _> =
            seeds.iter().flatten().map(|file| (folder.path().join(&*file.path), file.text.clone())).collect();
        let paths: Vec<_> = files.keys().collect();
        for (path, text) in &files {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &**text).unwrap();
        }
        let session = Session::new();
        let scan = |session: &Session| {
            session.scan(&[folder.path().to_path_buf()], &options(), &Control::default()).unwrap()
        };
        prop_assert_eq!(scan(&session), scan(&Session::new()));
        for (file, change) in changes {
            let path = file.get(&paths);
            match change {
                Change::Damage(damage) => {
                    let text = std::fs::read_to_string(path).unwrap_or_default();
                    std::fs::write(path, damage.apply(&text)).unwrap();
                }
                Change::Comment(line) => {
                    let text = std::fs::read_to_string(path).unwrap_or_default();
                    let mut lines: Vec<&str> = text.split('\n').collect();
                    lines.insert(line.index(lines.len()), "# moved");
                    std::fs::write(path, lines.join("\n")).unwrap();
                }
                Change::Statement(line, which) => {
                    let text = std::fs::read_to_string(path).unwrap_or_default();
                    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
                    let at = line.index(lines.len());
                    let indentation: String =
                        lines[at].chars().take_while(|character| character.is_whitespace()).collect();
                    lines.insert(at, indentation + STATEMENTS[which]);
                    std::fs::write(path, lines.join("\n")).unwrap();
                }
                Change::Restore => std::fs::write(path, &*files[*path]).unwrap(),
                Change::Delete => drop(std::fs::remove_file(path)),
            }
            prop_assert_eq!(scan(&session), scan(&Session::new()));
        }
    }

    #[test]
    fn bytes_of_any_kind_are_decoded(bytes in proptest::collection::vec(any::<u8>(), 0..200), cookie in 0..5_usize) {
        let cookies = ["", "# coding: latin-1\n", "# -*- coding: utf-16 -*-\n", "# vim: set fileencoding=cp1252 :\n", "# coding: no-such\n"];
        let bytes = [cookies[cookie].as_bytes(), &bytes].concat();
        let decoded = awaitwise::python::decode::decode(bytes);
        let source = Source::new("main.py", decoded.text.replace('\0', " "));
        prop_assert_eq!(scan(&[source]).files, 1);
    }
}

/// Conditions that no person writes: long rows of early returns, and names that stand for twice what the one before stands for.
#[test]
fn conditions_of_any_number_are_judged_in_the_end() {
    let returns: String = (0..20_000).fold(String::new(), |text, number| {
        text + &format!("    if mode == {number}:\n        return\n    mode = mode or {number}\n")
    });
    let doubled: String = (1..200)
        .fold(String::new(), |text, number| text + &format!("    a{number} = a{0} and a{0}\n", number - 1));
    let text = format!(
        "import time\n\n\ndef helper(mode, flag):\n    a0 = flag == 1\n{doubled}{returns}    if a199:\n        time.sleep(1)\n\n\n\
         async def handler():\n    helper(1, 2)\n"
    );
    let report = scan(&[Source { path: "main.py".into(), text: text.into() }]);
    assert_eq!(report.files, 1);
}

/// Thousands of callables, any of which may run in thousands of places: each place is not followed into each.
#[test]
fn many_callables_in_many_places_are_given_up() {
    const COUNT: usize = 5_000;
    let jobs: String =
        (0..COUNT).fold(String::new(), |text, number| text + &format!("j{number} = Job(lambda: {number})\n"));
    let places: String = (0..COUNT).fold(String::new(), |text, number| {
        text + &format!("async def f{number}(job: Job):\n    job.run()\n")
    });
    let text = format!(
        "import dataclasses\nfrom typing import Callable\n\n\n\
         @dataclasses.dataclass\nclass Job:\n    run: Callable\n\n\n{jobs}\n\n{places}"
    );
    let report = scan(&[Source { path: "main.py".into(), text: text.into() }]);
    assert_eq!(report.files, 1);
}

/// Each of many is made from several others: whoever works that out by trying all ways never comes to an end.
#[test]
fn what_is_made_from_everything_else_is_given_up() {
    const COUNT: usize = 40;
    let others = |number: usize| [7, 31, 53].map(|step| (number * 3 + step) % COUNT);
    let attributes = (0..COUNT).flat_map(|number| {
        let lines = others(number).map(|other| format!("        self.a{number} = self.a{other}\n"));
        [format!("    def m{number}(self):\n"), lines.concat()]
    });
    let fills = (0..COUNT)
        .flat_map(|number| others(number).map(|other| format!("    C{number}[key] = C{other}[key]\n")));
    let containers = (0..COUNT).map(|number| format!("C{number} = {{}}\n"));
    let registries = (0..COUNT).flat_map(|number| {
        let calls = others(number).map(|other| format!("    register{other}(function)\n"));
        [
            format!("L{number} = []\n\n\ndef register{number}(function):\n    L{number}.append(function)\n"),
            calls.concat(),
        ]
    });
    let choices = (0..COUNT).flat_map(|number| {
        let branches = others(number)
            .map(|other| format!("    if kind == {other}:\n        return make{other}({number})\n"));
        [format!("def make{number}(kind):\n"), branches.concat(), format!("    return [C{number}]\n")]
    });
    let text = [
        "import time\n\n\nclass Many:\n".to_owned(),
        attributes.collect(),
        containers.collect(),
        "def fill(key):\n".to_owned(),
        fills.collect(),
        registries.collect(),
        choices.collect(),
        "async def main(many: Many):\n    many.a5.go()\n    C5['x'].go()\n    L5[0]()\n    make5(5).go()\n    time.sleep(1)\n"
            .to_owned(),
    ];
    let report = scan(&[Source::new("main.py", text.concat())]);
    assert!(report.findings.iter().any(|finding| finding.rule.name == "blocking-sleep"));
}

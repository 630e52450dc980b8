//! `tests/it/cases/<rule>.md`: readable specifications of what is judged how. Every rule is on, notes included; every line
//! without a comment that says otherwise must stay silent. Only `needless-async` speaks on its own page alone: nearly every
//! clean twin is an asynchronous function without an `await`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use awaitwise::finding::Severity;
use awaitwise::scan::{Control, Options, Report, scan_texts};
use awaitwise::text::Source;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

/// One H2 with its files.
pub(crate) struct Case {
    pub(crate) title: String,
    pub(crate) files: Vec<Source>,
}

/// What a comment says of its line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expected {
    /// Rule names, sorted.
    rules: Vec<String>,
    /// The calls of the chain, when the comment gives them.
    chain: Option<Vec<String>>,
}

type Lines = BTreeMap<(String, u32), Expected>;

#[test]
fn cases_are_judged_as_they_say() {
    let filter = std::env::var("CASE").unwrap_or_default();
    let mut failures = String::new();
    let (mut count, mut failed) = (0, 0);
    for (name, cases) in pages("tests/it/cases") {
        for case in cases {
            let label = format!("{name}.md: {}", case.title);
            if !label.contains(&filter) {
                continue;
            }
            count += 1;
            if let Err(mismatch) = judge(&name, &case) {
                failed += 1;
                write!(failures, "\n{label}\n{mismatch}").unwrap();
            }
        }
    }
    assert!(
        failed == 0,
        "{failed} of {count} cases are judged otherwise (CASE=words runs those whose title holds the words):\n{failures}"
    );
}

/// The pages of a folder of the repository, each with its cases.
pub(crate) fn pages(folder: &str) -> Vec<(String, Vec<Case>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let pages = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), parse(&text))
        })
        .collect()
}

fn judge(page: &str, case: &Case) -> Result<(), String> {
    let options = Options {
        select: vec!["ALL".to_owned()],
        ignore: if page == "needless-async" { Vec::new() } else { vec!["needless-async".to_owned()] },
        min_severity: Some(Severity::Info),
        ..Options::default()
    };
    let report =
        scan_texts(&case.files, &options, &Control::default()).map_err(|error| format!("  {error}\n"))?;
    let expected = expected(&case.files);
    if expected.is_empty() && case.files.iter().all(|file| !file.path.ends_with(".py")) {
        return Err("  the case holds no Python\n".to_owned());
    }
    let mut mismatches = String::new();
    for (number, file) in case.files.iter().enumerate() {
        if case.files[..number].iter().any(|other| other.path == file.path) {
            writeln!(mismatches, "  two files are called {}", file.path).unwrap();
        }
    }
    for error in &report.errors {
        let announced =
            expected.get(&(error.path.clone(), error.position.map_or(0, |position| position.line)));
        if announced.is_none_or(|expected| !expected.rules.iter().any(|rule| rule == "syntax-error")) {
            writeln!(mismatches, "  {}: {}", error.path, error.message).unwrap();
        }
    }
    let found = found(&report);
    let mut lines: Vec<_> = expected.keys().chain(found.keys()).collect();
    lines.sort();
    lines.dedup();
    for key in lines {
        let wanted = expected.get(key).map(|expected| expected.rules.clone()).unwrap_or_default();
        let wanted: Vec<_> = wanted.into_iter().filter(|rule| rule != "syntax-error").collect();
        let got: Vec<_> = found.get(key).into_iter().flatten().map(|(rule, _, _)| rule.clone()).collect();
        let place = format!("{}:{}", key.0, key.1);
        for (rule, difference) in difference(&wanted, &got) {
            let message = found.get(key).into_iter().flatten().find(|(name, _, _)| *name == rule);
            match message {
                Some((_, message, chain)) if difference > 0 => {
                    let chain =
                        if chain.is_empty() { String::new() } else { format!(" ({})", chain.join(" > ")) };
                    writeln!(mismatches, "  {place}: unexpected {rule}: {message}{chain}").unwrap();
                }
                _ if awaitwise::rules::find(&rule).is_none_or(|known| known.id.name != rule) => {
                    writeln!(mismatches, "  {place}: no rule is called {rule}").unwrap();
                }
                _ => writeln!(mismatches, "  {place}: missing {rule}").unwrap(),
            }
        }
        if let Some(chain) = expected.get(key).and_then(|expected| expected.chain.as_ref())
            && !found.get(key).into_iter().flatten().any(|(_, _, calls)| calls == chain)
        {
            let got: Vec<_> =
                found.get(key).into_iter().flatten().map(|(_, _, calls)| calls.join(" > ")).collect();
            writeln!(mismatches, "  {place}: chain {} instead of {}", got.join(" | "), chain.join(" > "))
                .unwrap();
        }
    }
    for finding in &report.findings {
        for hops in finding.chain.windows(2) {
            // What is called is where the next hop stands, or a class or an object with it.
            if !hops[1].function.starts_with(&hops[0].call) {
                let place = format!("{}:{}", finding.location.path, finding.location.start.line);
                let (call, function) = (&hops[0].call, &hops[1].function);
                writeln!(mismatches, "  {place}: the chain leaps from {call} to {function}").unwrap();
            }
        }
    }
    if mismatches.is_empty() { Ok(()) } else { Err(mismatches) }
}

/// Names in one list only, with how many more of them were found than wanted.
fn difference(wanted: &[String], got: &[String]) -> Vec<(String, i32)> {
    let mut counts: BTreeMap<&String, i32> = BTreeMap::new();
    for rule in got {
        *counts.entry(rule).or_default() += 1;
    }
    for rule in wanted {
        *counts.entry(rule).or_default() -= 1;
    }
    counts.into_iter().filter(|(_, count)| *count != 0).map(|(rule, count)| (rule.clone(), count)).collect()
}

type Found = BTreeMap<(String, u32), Vec<(String, String, Vec<String>)>>;

fn found(report: &Report) -> Found {
    let mut found = Found::new();
    for finding in &report.findings {
        let key = (finding.location.path.to_string(), finding.location.start.line);
        let calls = finding.chain.iter().map(|hop| hop.call.clone()).collect();
        found.entry(key).or_default().push((finding.rule.name.to_owned(), finding.message.clone(), calls));
    }
    found
}

fn expected(files: &[Source]) -> Lines {
    let mut lines = Lines::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            let Some((_, comment)) = line.split_once("# finding:") else { continue };
            let (names, chain) = match comment.split_once("# chain:") {
                Some((names, chain)) => {
                    (names, Some(chain.split('>').map(|call| call.trim().to_owned()).collect()))
                }
                None => (comment, None),
            };
            let names = names.split('#').next().unwrap_or_default();
            let mut rules: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
            rules.sort();
            lines.insert((file.path.to_string(), index as u32 + 1), Expected { rules, chain });
        }
    }
    lines
}

/// The cases of a page: every fence below an H2 is a file.
pub(crate) fn parse(markdown: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut in_title = false;
    let mut fence: Option<(String, String)> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                cases.push(Case { title: String::new(), files: Vec::new() });
                in_title = true;
            }
            Event::End(TagEnd::Heading(_)) => in_title = false,
            Event::Text(text) | Event::Code(text) if in_title => {
                if let Some(case) = cases.last_mut() {
                    case.title.push_str(&text);
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut words = info.split_whitespace();
                let language = words.next().unwrap_or_default();
                let file = words.find_map(|word| word.strip_prefix("file="));
                let name = match (language, file) {
                    (_, Some(file)) => Some(file.to_owned()),
                    ("python", None) => Some("main.py".to_owned()),
                    _ => None,
                };
                fence = name.map(|name| (name, String::new()));
            }
            Event::Text(text) => {
                if let Some((_, body)) = &mut fence {
                    body.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let (Some((name, body)), Some(case)) = (fence.take(), cases.last_mut()) {
                    case.files.push(Source::new(name, body));
                }
            }
            _ => {}
        }
    }
    cases.retain(|case| !case.files.is_empty());
    cases
}

#[test]
fn a_case_that_is_judged_otherwise_is_told() {
    let page =
        "# x\n\n## one\n\nWhy.\n\n```python\nx = 1  # finding: blocking-sleep # chain: a > time.sleep\n```\n";
    let cases = parse(page);
    assert_eq!(cases.len(), 1);
    let mismatch = judge("x", &cases[0]).unwrap_err();
    assert_eq!(
        mismatch,
        "  main.py:1: missing blocking-sleep\n  main.py:1: chain  instead of a > time.sleep\n"
    );
}

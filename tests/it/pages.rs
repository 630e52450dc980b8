//! Rule pages tell the truth: what is bad is found, what is fixed is what `--fix` makes of it, what is good is clean.

use awaitwise::rules::{self, Example, ExampleKind, Fixability, Rule};
use awaitwise::scan::{Control, Options, Report, mend_texts, scan_texts};
use awaitwise::text::Source;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// The default rules and this one.
fn options(rule: &Rule) -> Options {
    Options { select: vec!["AW".to_owned(), rule.id.code.to_owned()], ..Options::default() }
}

fn texts(rule: &Rule, code: &str) -> Vec<Source> {
    let mut texts = vec![Source::new("main.py", code)];
    texts.extend(configuration(rule.markdown).map(|text| Source::new("pyproject.toml", text)));
    texts
}

/// The page's TOML block, if it has one: the examples need that configuration.
fn configuration(markdown: &str) -> Option<String> {
    let mut block: Option<String> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "toml" => {
                block = Some(String::new());
            }
            Event::Text(text) => {
                if let Some(block) = &mut block {
                    block.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) if block.is_some() => return block,
            _ => {}
        }
    }
    None
}

fn scan(rule: &Rule, code: &str) -> Report {
    scan_texts(&texts(rule, code), &options(rule), &Control::default()).unwrap()
}

fn told(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| {
        format!("\n    line {}: {} {}", finding.location.start.line, finding.rule.name, finding.message)
    });
    findings.chain(report.errors.iter().map(|error| format!("\n    {}", error.message))).collect()
}

fn mismatches(rule: &Rule) -> Vec<String> {
    let page = rule.page();
    let mut wrong = Vec::new();
    if page.title != format!("{} ({})", rule.id.name, rule.id.code) {
        wrong.push(format!("the title is {:?}", page.title));
    }
    if page.summary.is_empty() || page.summary.contains('\n') && page.summary.matches(". ").count() > 0 {
        wrong.push("the first paragraph is not one sentence".to_owned());
    }
    let of_kind = |kind| page.examples.iter().filter(move |example| example.kind == kind).count();
    if of_kind(ExampleKind::Bad) == 0 || of_kind(ExampleKind::Good) + of_kind(ExampleKind::Fixed) == 0 {
        wrong.push("needs a bad example, and a fixed or good one".to_owned());
    }
    if rule.fix == Fixability::Always && of_kind(ExampleKind::Fixed) == 0 {
        wrong.push("has a fix, but no fixed example".to_owned());
    }
    let mut bad: Option<&Example<'_>> = None;
    for example in &page.examples {
        let report = scan(rule, example.code);
        let line = example.line;
        match example.kind {
            ExampleKind::Bad => {
                bad = Some(example);
                let only_this = report.findings.iter().all(|finding| finding.rule == rule.id);
                if report.findings.is_empty() || !only_this || !report.errors.is_empty() {
                    wrong.push(format!(
                        "line {line}: bad must give this rule and no other, gives:{}",
                        told(&report)
                    ));
                }
            }
            ExampleKind::Fixed | ExampleKind::Good => {
                if !report.findings.is_empty() || !report.errors.is_empty() {
                    wrong.push(format!("line {line}: must be clean, gives:{}", told(&report)));
                }
            }
        }
        if let (ExampleKind::Fixed, Some(bad)) = (example.kind, bad) {
            let mending =
                mend_texts(&texts(rule, bad.code), &options(rule), false, &Control::default()).unwrap();
            let after = mending.changes.first().map_or(bad.code, |change| change.after.as_str());
            if after != example.code {
                let diff = awaitwise::fix::unified_diff("page", example.code, after);
                wrong.push(format!("line {line}: --fix gives something else:\n{diff}"));
            }
        }
    }
    wrong
}

#[test]
fn every_page_is_true() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        wrong.extend(mismatches(rule).into_iter().map(|mismatch| format!("{}.md: {mismatch}", rule.id.name)));
    }
    assert!(
        wrong.is_empty(),
        "{} statements of the rule pages do not hold:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn pages_and_rules_belong_together() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("skills/python-async-patterns/references/rules");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(rules::find(&name).is_some(), "{name}.md is the page of no rule");
    }
    let mut codes: Vec<_> = rules::all().iter().map(|rule| rule.id.code).collect();
    codes.dedup();
    assert_eq!(codes.len(), rules::all().len(), "a code is used twice");
    assert!(codes.is_sorted(), "rules are listed in the order of their codes");
}

//! The analyser proofreads the skills: a block is clean, or it is marked as bad and gives the rule that it names. What
//! pages point at exists: links with their anchors, rules, patterns.

use std::collections::BTreeSet;

use awaitwise::rules;
use awaitwise::scan::{Control, Options, scan_texts};
use awaitwise::skill::{Catalog, Document, Skill, Snippet};
use awaitwise::text::Source;

/// Every Markdown page of the embedded skills but those of rules, which have examples of another form.
fn pages(catalog: &Catalog) -> Vec<(&Skill, &str, &str)> {
    let mut pages = Vec::new();
    for skill in catalog.skills() {
        for file in skill.files.iter().filter(|file| file.mime == "text/markdown") {
            pages.push((skill, file.path.as_str(), file.text().unwrap()));
        }
    }
    pages
}

/// The names of the rules that a block gives, and its syntax errors.
fn judged(snippet: &Snippet<'_>, rule: Option<&str>) -> (BTreeSet<String>, Vec<String>) {
    let mut select = vec!["AW".to_owned()];
    select.extend(rule.map(str::to_owned));
    let options = Options { select, ..Options::default() };
    let report = scan_texts(&[Source::new("main.py", snippet.code)], &options, &Control::default()).unwrap();
    let names = report.findings.iter().map(|finding| finding.rule.name.to_owned()).collect();
    (names, report.errors.iter().map(|error| error.message.clone()).collect())
}

#[test]
fn every_block_is_clean_or_gives_the_rule_that_it_names() {
    let catalog = Catalog::embedded();
    let (mut clean, mut bad) = (0, 0);
    let mut wrong = Vec::new();
    for (skill, path, text) in pages(&catalog) {
        if path.starts_with("references/rules/") {
            continue;
        }
        for snippet in Document::parse(text).snippets.iter().filter(|snippet| snippet.language() == "python")
        {
            let place = format!("{}/{path}:{}", skill.name, snippet.line);
            let mut words = snippet.info.split_whitespace().skip(1).filter(|word| !word.contains('='));
            let (marked, rule) = (words.next(), words.next());
            match (marked, rule) {
                (None, _) => {
                    let (rules, errors) = judged(snippet, None);
                    if !rules.is_empty() || !errors.is_empty() {
                        wrong.push(format!("{place}: not clean: {rules:?} {errors:?}"));
                    }
                    clean += 1;
                }
                (Some("bad"), Some(rule)) => {
                    let (rules, errors) = judged(snippet, Some(rule));
                    if rules != BTreeSet::from([rule.to_owned()]) || !errors.is_empty() {
                        wrong.push(format!("{place}: marked {rule}, gives {rules:?} {errors:?}"));
                    }
                    bad += 1;
                }
                // No rule sees this fault: what it does is shown by its proof.
                (Some("bad"), None) => {}
                (Some(word), _) => wrong.push(format!("{place}: what does `{word}` mean?")),
            }
        }
    }
    println!("{clean} clean blocks, {bad} bad ones that name a rule");
    assert!(clean > 200 && bad > 20, "{clean} clean, {bad} bad");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The anchor that Markdown hosts give a heading.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn headings(text: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if !fenced && line.starts_with('#') {
            found.insert(anchor(line.trim_start_matches('#').trim()));
        }
    }
    found
}

/// Skill and path that a link on a page leads to; `None` when it leads to the web.
fn resolve(skill: &str, page: &str, target: &str) -> Option<(String, String)> {
    if target.contains("://") && !target.starts_with("skill://") {
        return None;
    }
    let mut parts: Vec<&str> = vec![skill];
    match target.strip_prefix("skill://") {
        Some(rest) => parts = rest.split('/').collect(),
        None if target.is_empty() => parts.extend(page.split('/')),
        None => {
            parts.extend(page.split('/'));
            parts.pop();
            for part in target.split('/') {
                match part {
                    "" | "." => {}
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
        }
    }
    let (skill, path) = parts.split_first()?;
    Some(((*skill).to_owned(), path.join("/")))
}

#[test]
fn every_link_leads_to_a_page_and_a_heading_that_exist() {
    let catalog = Catalog::embedded();
    let mut wrong = Vec::new();
    let mut followed = 0;
    for (skill, path, text) in pages(&catalog) {
        for link in &Document::parse(text).links {
            let (target, fragment) = link.target.split_once('#').unwrap_or((&link.target, ""));
            let Some((other, file)) = resolve(&skill.name, path, target) else { continue };
            followed += 1;
            let place = format!("{}/{path}:{}: {}", skill.name, link.line, link.target);
            let Some(found) = catalog.skill(&other).and_then(|skill| skill.read(&file).ok().flatten()) else {
                wrong.push(format!("{place}: no such file"));
                continue;
            };
            if !fragment.is_empty() && !headings(found.text().unwrap_or_default()).contains(fragment) {
                wrong.push(format!("{place}: no such heading"));
            }
        }
    }
    println!("{followed} links followed");
    assert!(followed > 500, "{followed}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_and_patterns_that_are_named_exist() {
    let catalog = Catalog::embedded();
    let mut wrong = Vec::new();
    for pattern in catalog.patterns() {
        for rule in &pattern.guarded_by {
            if rules::find(rule).is_none() {
                wrong.push(format!("{}: no rule {rule}", pattern.uri));
            }
        }
        for related in &pattern.related {
            if catalog.pattern(related).is_none() {
                wrong.push(format!("{}: no pattern {related}", pattern.uri));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! The table of rules in SKILL.md is made from the analyser's list. `UPDATE_SNAPSHOTS=1` writes it anew.

use std::fmt::Write;
use std::fs;

use awaitwise::finding::Category;
use awaitwise::rules;

use crate::environment::repository;

const START: &str = "<!-- rules:start -->\n";
const END: &str = "<!-- rules:end -->";

/// One row a category, so that the page stays short.
fn table() -> String {
    let mut table = String::from("| Category | Rules |\n|---|---|\n");
    for category in Category::ALL {
        let names: Vec<String> = rules::all()
            .iter()
            .filter(|rule| rule.id.category == *category)
            .map(|rule| format!("{} {}", rule.id.code, rule.id.name))
            .collect();
        writeln!(table, "| {} | {} |", category.name(), names.join(", ")).unwrap();
    }
    table
}

#[test]
fn the_skill_lists_the_rules_of_the_analyser() {
    let path = repository().join("skills/python-async-patterns/SKILL.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(START).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, format!("{before}{START}{}{END}{after}", table())).unwrap();
    } else {
        assert_eq!(found, table(), "UPDATE_SNAPSHOTS=1 cargo test writes the table anew");
    }
}

//! What other tools report about asyncio, and which rule of ours says it: the table in `peers.toml` is complete and agrees with
//! the rules, every code of it is understood on the command line, and the document is made from it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use awaitwise::rules;
use serde::Deserialize;

use crate::cli::Place;
use crate::environment::repository;

#[derive(Deserialize)]
struct Table {
    tools: BTreeMap<String, String>,
    rule: Vec<Peer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Peer {
    tool: String,
    code: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    rules: Vec<String>,
    why_not: Option<String>,
    note: Option<String>,
    #[serde(default)]
    preview: bool,
}

/// Codes of type checkers that stand for any wrong type: taken for one of our rules, they would silence too much.
const BROAD: [&str; 8] = [
    "attr-defined",
    "arg-type",
    "reportAttributeAccessIssue",
    "reportArgumentType",
    "reportGeneralTypeIssues",
    "missing-attribute",
    "invalid-argument-type",
    "invalid-context-manager",
];

fn is_broad(peer: &Peer) -> bool {
    BROAD.contains(&peer.code.as_str())
}

fn table() -> Table {
    toml::from_str(&fs::read_to_string(repository().join("tests/it/peers.toml")).unwrap()).unwrap()
}

#[test]
fn the_table_and_the_rules_agree() {
    let table = table();
    let mut wrong = String::new();
    for peer in &table.rule {
        let Peer { tool, code, .. } = peer;
        if !table.tools.contains_key(tool) {
            writeln!(wrong, "{tool} has no version").unwrap();
        }
        if peer.rules.is_empty() == peer.why_not.is_none() {
            writeln!(wrong, "{tool} {code}: needs rules, or a reason why there is none").unwrap();
        }
        for name in &peer.rules {
            match rules::find(name) {
                None => writeln!(wrong, "{tool} {code}: no rule is called {name}").unwrap(),
                Some(rule) if !is_broad(peer) && !rule.same_as.contains(&code.as_str()) => {
                    writeln!(wrong, "{tool} {code}: {name} does not list it").unwrap();
                }
                Some(_) => {}
            }
        }
    }
    for rule in rules::all() {
        for code in rule.same_as {
            let listed =
                |peer: &Peer| peer.code == *code && peer.rules.iter().any(|name| name == rule.id.name);
            if !table.rule.iter().any(listed) {
                writeln!(wrong, "{} lists {code}, the table does not", rule.id.name).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// `--select ASYNC210` runs the rules that the table names, `--ignore` leaves them out.
#[test]
fn codes_of_other_tools_name_rules() {
    let place = Place::new(&[("app.py", b"")]);
    let running = |arguments: &[&str]| {
        let ran = place.run(&[&["config", "--format", "json"], arguments].concat());
        let values: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
        let names = values["rules"]["value"].as_array().cloned().unwrap_or_default();
        names.iter().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut seen: Vec<String> = Vec::new();
    for peer in table().rule.iter().filter(|peer| !peer.rules.is_empty() && !is_broad(peer)) {
        if seen.contains(&peer.code) {
            continue;
        }
        seen.push(peer.code.clone());
        let selected = running(&["--select", &peer.code]);
        assert!(peer.rules.iter().all(|name| selected.contains(name)), "{}: {selected:?}", peer.code);
        assert!(selected.iter().all(|name| rules::find(name).unwrap().same_as.contains(&peer.code.as_str())));
        let left = running(&["--select", "ALL", "--ignore", &peer.code]);
        assert!(!left.is_empty() && peer.rules.iter().all(|name| !left.contains(name)), "{}", peer.code);
    }
}

fn document() -> String {
    let table = table();
    let mut text =
        "# The same in other tools\n\nWhich rule of awaitwise reports what a rule of another tool reports. \
        `--select`, `--ignore`, the configuration and `# noqa` comments understand these codes, except those of \
        type checkers that stand for any wrong type.\n\
        Made from `tests/it/peers.toml`: `UPDATE_SNAPSHOTS=1 cargo test --test it peers` writes it anew.\n"
            .to_owned();
    for (tool, version) in &table.tools {
        write!(text, "\n## {tool} {version}\n\n| code | name | here |\n|---|---|---|\n").unwrap();
        for peer in table.rule.iter().filter(|peer| peer.tool == *tool) {
            let links: Vec<String> = peer
                .rules
                .iter()
                .map(|name| format!("[{name}](../skills/python-async-patterns/references/rules/{name}.md)"))
                .collect();
            let preview = peer.preview.then(|| "Preview only there".to_owned());
            let words = [
                Some(links.join(", ")).filter(|links| !links.is_empty()),
                peer.why_not.clone(),
                peer.note.clone(),
                preview,
            ];
            let words: Vec<String> = words.into_iter().flatten().collect();
            writeln!(
                text,
                "| {} | {} | {} |",
                peer.code,
                peer.name,
                words
                    .iter()
                    .map(|part| part.trim_end_matches('.'))
                    .collect::<Vec<_>>()
                    .join(". ")
                    .replace('|', "\\|")
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn the_document_is_made_from_the_table() {
    let path = repository().join("docs/other-tools.md");
    let fresh = document();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &fresh).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, fresh, "UPDATE_SNAPSHOTS=1 cargo test --test it peers writes it anew");
}

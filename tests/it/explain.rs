//! A word that names a rule names it everywhere: on the command line, over MCP, with our names and those of others.

use awaitwise::finding::Category;
use awaitwise::rules;
use serde_json::json;
use tempfile::tempdir;

use crate::cli::Place;
use crate::client::{Client, Era};

#[test]
fn every_word_of_a_rule_is_explained_on_the_command_line_and_over_mcp() {
    let place = Place::new(&[]);
    let mut client = Client::open(place.path(), Era::Modern);
    for (word, name) in [
        ("blocking-sleep", "blocking-sleep"),
        ("aw101", "blocking-sleep"),
        ("ASYNC251", "blocking-sleep"),
        (" s7488 ", "blocking-sleep"),
        ("RUF006", "lost-task"),
        ("W0150", "jump-in-finally"),
    ] {
        let page = rules::find(name).unwrap().markdown;
        let seen = client.tool("explain_rule", json!({"rule": word}));
        assert_eq!(seen["structuredContent"]["name"], name, "{word}: {seen}");
        assert_eq!(client.text("explain_rule", json!({"rule": word})), page, "{word}");
        assert_eq!(place.run(&["explain", word]).stdout, page, "{word}");
    }
    // One code of another tool may cover what several rules tell apart.
    let seen = client.tool("explain_rule", json!({"rule": "ASYNC240"}));
    let others = seen["structuredContent"]["others"].as_array().unwrap();
    assert_eq!(others.len(), 1, "{seen}");
    let told = format!("\n`ASYNC240` also stands for: {}.", others[0].as_str().unwrap());
    assert!(seen["content"][0]["text"].as_str().unwrap().ends_with(&told), "{seen}");
}

#[test]
fn a_group_of_rules_is_listed() {
    let folder = tempdir().unwrap();
    let place = Place::new(&[]);
    let mut client = Client::open(folder.path(), Era::Modern);
    let all = place.run(&["explain", "--list"]).stdout;
    for (word, has, lacks) in [
        ("blocking", "blocking-sleep", "lost-task"),
        ("AW3", "lost-task", "blocking-sleep"),
        ("all", "lost-task", "no-such-rule"),
    ] {
        let ran = place.run(&["explain", word]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{word}");
        assert!(ran.stdout.contains(has) && !ran.stdout.contains(&format!("  {lacks} ")), "{}", ran.stdout);
        assert!(ran.stdout.starts_with("AW"), "{}", ran.stdout);
        let told = client.refusal("explain_rule", json!({"rule": word}));
        assert!(told.starts_with(&format!("`{word}` stands for several rules: ")), "{told}");
        assert!(told.contains(has) && !told.contains(lacks), "{told}");
    }
    assert_eq!(place.run(&["explain", "ALL"]).stdout, all);
    assert!(place.run(&["explain", "blocking", "--format", "json"]).stdout.starts_with("[\n"));
}

/// Whatever is proposed in the place of a word is accepted, and so it is never the word itself.
#[test]
fn a_word_that_is_refused_is_not_proposed() {
    let folder = tempdir().unwrap();
    let place = Place::new(&[]);
    let mut client = Client::open(folder.path(), Era::Modern);
    let rules = rules::all().iter();
    let words =
        rules.flat_map(|rule| [rule.id.name, rule.id.code].into_iter().chain(rule.same_as.iter().copied()));
    let words: Vec<&str> = words.chain(Category::ALL.iter().map(|category| category.name())).collect();
    for word in words {
        let answer = client.tool("explain_rule", json!({"rule": word}));
        let text = answer["content"][0]["text"].as_str().unwrap();
        assert!(answer["isError"] == false || text.contains("stands for several rules"), "{word}: {text}");
    }
    let ran = place.run(&["explain", "blockin"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_eq!(ran.stderr, "error: unknown rule: blockin\nhelp: did you mean blocking?\n");
}

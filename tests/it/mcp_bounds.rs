//! Every reply is bounded: listings have pages, and names that somebody made very long come back short.

use std::fs;

use awaitwise::skill::tokens;
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::client::{Client, Era};

/// A page has about 64 KiB; a skill is never parted.
const PAGE: usize = 80 * 1024;

#[test]
fn listings_come_in_pages_that_fit_together() {
    let folder = tempdir().unwrap();
    for number in 0..6 {
        let skill = folder.path().join(format!("skill-{number}"));
        fs::create_dir_all(skill.join("assets")).unwrap();
        let page = format!("---\nname: skill-{number}\ndescription: For a test.\n---\n");
        fs::write(skill.join("SKILL.md"), page).unwrap();
        for file in 0..400 {
            fs::write(skill.join(format!("assets/{file}.txt")), "x").unwrap();
        }
    }
    let mut client = Client::start(folder.path(), &["--skills", "."], Era::Modern);
    for (method, key, params, most) in [
        ("resources/list", "resources", json!({}), PAGE),
        ("resources/directory/read", "resources", json!({"uri": "skill://skill-3/assets"}), PAGE),
        // One skill with its 401 files.
        ("skills/list", "skills", json!({}), PAGE),
    ] {
        let mut all: Vec<Value> = Vec::new();
        let mut asked = params.clone();
        loop {
            let answer = client.result(method, asked);
            assert!(answer.to_string().len() < most, "{method}: {} bytes", answer.to_string().len());
            all.extend(answer[key].as_array().unwrap().iter().cloned());
            let Some(cursor) = answer["nextCursor"].as_str() else { break };
            asked = params.clone();
            asked["cursor"] = json!(cursor);
        }
        let mut uris: Vec<&str> = all.iter().map(|entry| entry["uri"].as_str().unwrap()).collect();
        let listed = uris.len();
        uris.sort_unstable();
        uris.dedup();
        assert_eq!(uris.len(), listed, "{method}: each once");
        let own = uris.iter().filter(|uri| uri.starts_with("skill://skill-")).count();
        let expected = match (method, key) {
            ("resources/list", _) => 6 * 401,
            (_, "skills") => 6,
            _ => 400,
        };
        assert_eq!(own, expected, "{method}");
    }
    for method in ["tools/list", "prompts/list", "resources/templates/list"] {
        assert!(client.result(method, json!({})).get("nextCursor").is_none(), "{method} has one page");
    }
    let mut own = Client::start(folder.path(), &[], Era::Modern);
    for method in ["resources/list", "skills/list"] {
        assert!(own.result(method, json!({})).get("nextCursor").is_none(), "our own {method} has one page");
    }
}

#[test]
fn long_descriptions_of_many_skills_are_cut() {
    let folder = tempdir().unwrap();
    for number in 0..60 {
        let skill = folder.path().join(format!("skill-{number}"));
        fs::create_dir_all(&skill).unwrap();
        let description = "word ".repeat(2_000);
        let page = format!("---\nname: skill-{number}\ndescription: {description}\n---\n");
        fs::write(skill.join("SKILL.md"), page).unwrap();
    }
    let mut client = Client::start(folder.path(), &["--skills", "."], Era::Modern);
    let listed = client.tool("read_skill", json!({}));
    assert!(tokens(&listed.to_string()) < 8_000, "{}", tokens(&listed.to_string()));
    assert!(listed["content"][0]["text"].as_str().unwrap().contains(" more; skills/list has them all"));
}

#[test]
fn names_that_are_very_long_come_back_short() {
    let folder = tempdir().unwrap();
    let mut client = Client::open(folder.path(), Era::Modern);
    let name = "n".repeat(1_000_000);
    let words = "n ".repeat(500_000);
    let text = "import time\n\n\nasync def main():\n    time.sleep(1)\n";
    let hidden = format!(
        "import time\n\n\nclass {name}:\n    def {name}(self):\n        time.sleep(1)\n\n\nasync def {name}():\n    {name}().{name}()\n    time.sleep({name})\n    open({name})\n"
    );
    let tool = |name: &str, arguments: Value| ("tools/call", json!({"name": name, "arguments": arguments}));
    let own = "skill://python-async-patterns";
    for (method, params) in [
        tool("scan_blocking_calls", json!({"files": [{"name": format!("{name}.py"), "text": text}]})),
        tool("scan_blocking_calls", json!({"files": [{"name": "a.py", "text": hidden}]})),
        tool("fix_blocking_calls", json!({"files": [{"name": "a.py", "text": hidden}]})),
        tool("scan_blocking_calls", json!({"path": name})),
        tool("scan_blocking_calls", json!({"path": "a/".repeat(2_000)})),
        tool("scan_blocking_calls", json!({"select": [name]})),
        tool("scan_blocking_calls", json!({"select": [words]})),
        tool("scan_blocking_calls", json!({"cursor": name})),
        tool("scan_blocking_calls", json!({"min_severity": name})),
        tool("explain_rule", json!({"rule": name})),
        tool("explain_rule", json!({name.clone(): 1})),
        tool("get_pattern", json!({"id": name})),
        tool("read_skill", json!({"skill": name})),
        tool("read_skill", json!({"skill": "python-async-patterns", "path": name})),
        tool("read_skill", json!({"skill": "python-async-patterns", "path": format!("SKILL.md#{name}")})),
        tool("generate_template", json!({"kind": name, "name": "x"})),
        tool("generate_template", json!({"kind": "aiohttp-service", "name": name})),
        tool("generate_template", json!({"kind": "aiohttp-service", "name": "x", "options": [name]})),
        tool("generate_template", json!({"kind": "aiohttp-service", "name": "x", "include": [name]})),
        tool("write_template", json!({"kind": "aiohttp-service", "name": "x", "dest": name})),
        tool(&name, json!({})),
        (name.as_str(), json!({})),
        ("resources/read", json!({"uri": name})),
        ("resources/read", json!({"uri": format!("awaitwise://pattern/{name}")})),
        ("resources/read", json!({"uri": format!("{own}/{name}")})),
        ("resources/read", json!({"uri": format!("{own}/SKILL.md#{name}")})),
        ("resources/directory/read", json!({"uri": format!("{own}/{name}")})),
        ("skills/get", json!({"uri": name})),
        ("prompts/get", json!({"name": name})),
        ("prompts/get", json!({"name": "make-async", "arguments": {"path": name}})),
        ("tools/list", json!({"cursor": name})),
        (
            "completion/complete",
            json!({"ref": {"type": "ref/resource", "uri": name}, "argument": {"name": "id", "value": ""}}),
        ),
    ] {
        let answer = client.answer(method, params);
        let length = answer.to_string().len();
        let start: String = answer.to_string().chars().take(300).collect();
        assert!(length < 20_000, "{length} bytes: {start}");
    }
    // What matters of a message is not lost behind a name.
    let refused = client.refusal("scan_blocking_calls", json!({"select": [name]}));
    assert!(refused.contains("\nhelp: select ALL"), "{refused}");
}

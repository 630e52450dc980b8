//! The tools: what a client sees of each, and what each says when it cannot do what it was asked.

use std::fs;
use std::path::Path;

use awaitwise::skill::tokens;
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::client::{Client, Era};
use crate::environment::repository;

const TOOLS: [&str; 7] = [
    "explain_rule",
    "fix_blocking_calls",
    "generate_template",
    "get_pattern",
    "read_skill",
    "scan_blocking_calls",
    "write_template",
];

fn client(folder: &Path) -> Client {
    Client::open(folder, Era::Modern)
}

fn definitions() -> Vec<Value> {
    let folder = tempdir().unwrap();
    let listed = client(folder.path()).result("tools/list", json!({}));
    listed["tools"].as_array().unwrap().clone()
}

/// The JSON of each tool is our public API: a change shows up in a review. `UPDATE_SNAPSHOTS=1` writes it anew.
#[test]
fn the_definitions_are_those_that_were_reviewed() {
    let folder = repository().join("tests/it/snapshots/tools");
    let tools = definitions();
    let names: Vec<&str> = tools.iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, TOOLS);
    let mut different = Vec::new();
    for tool in &tools {
        let path = folder.join(format!("{}.json", tool["name"].as_str().unwrap()));
        let seen = serde_json::to_string_pretty(tool).unwrap() + "\n";
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&path, &seen).unwrap();
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&seen) {
            different.push(path.display().to_string());
        }
    }
    assert_eq!(different, Vec::<String>::new(), "UPDATE_SNAPSHOTS=1 cargo test writes them anew");
}

#[test]
fn all_definitions_together_stay_small() {
    let sizes: Vec<usize> = definitions()
        .into_iter()
        .map(|mut tool| {
            tool.as_object_mut().unwrap().remove("outputSchema");
            tool.to_string().len()
        })
        .collect();
    let all: usize = sizes.iter().sum();
    assert!(all < 4_096, "{all} bytes: {sizes:?}");
}

#[test]
fn every_client_and_model_provider_takes_the_schemas() {
    fn check(schema: &Value, place: &str) {
        let Some(object) = schema.as_object() else { return };
        for key in ["$ref", "$defs", "$schema", "oneOf", "anyOf", "allOf"] {
            assert!(!object.contains_key(key), "{place} has {key}");
        }
        assert!(object.get("format").is_none_or(Value::is_object), "{place} has a format");
        for (key, value) in object {
            check(value, &format!("{place}/{key}"));
        }
    }
    for tool in definitions() {
        let name = tool["name"].as_str().unwrap();
        for key in ["inputSchema", "outputSchema"] {
            assert_eq!(tool[key]["type"], "object", "{name}/{key}");
            check(&tool[key], &format!("{name}/{key}"));
        }
        let annotations = &tool["annotations"];
        assert_eq!(annotations["readOnlyHint"], name != "write_template", "{name}");
        assert_eq!(annotations["openWorldHint"], false, "{name}");
        assert!(tool["title"].as_str().unwrap().len() > 5, "{name}");
        assert!(tool["description"].as_str().unwrap().len() > 40, "{name}");
    }
}

#[test]
fn arguments_of_the_wrong_kind_are_explained_to_the_model() {
    let folder = tempdir().unwrap();
    let mut client = client(folder.path());
    for (tool, arguments, part) in [
        ("scan_blocking_calls", json!({"path": 3}), "expected a string"),
        ("scan_blocking_calls", json!({"pth": "."}), "unknown field `pth`, expected one of `path`"),
        ("scan_blocking_calls", json!({"path": ".", "files": []}), "either `path` or `files`"),
        ("scan_blocking_calls", json!({"files": []}), "`files` is empty"),
        ("scan_blocking_calls", json!({"files": [{"name": "", "text": ""}]}), "is not a file name"),
        ("scan_blocking_calls", json!({"select": ["blocking-slep"]}), "blocking-sleep"),
        (
            "scan_blocking_calls",
            json!({"min_severity": "high"}),
            "expected one of `info`, `warning`, `error`",
        ),
        ("explain_rule", json!({"rule": "blocking-slep"}), "Near matches: blocking-sleep"),
        ("explain_rule", json!({}), "missing field `rule`"),
        ("get_pattern", json!({"id": "gahter"}), "Near matches: gather"),
        ("read_skill", json!({"path": "SKILL.md"}), "give `skill`, too: `SKILL.md` is a path within one"),
        (
            "generate_template",
            json!({"kind": "aiohttp-service", "name": "x-y", "include": ["READM.md", "pyproject.toml"]}),
            "no file or folder `READM.md`. Near matches: README.md",
        ),
        ("get_pattern", json!({"query": "  "}), "give `query`"),
        ("get_pattern", json!({"query": "bread with sourdough"}), "No pattern fits"),
        ("read_skill", json!({"skill": "nope"}), "There are: "),
        (
            "read_skill",
            json!({"skill": "python-async-patterns", "path": "SKIL.md"}),
            "Near matches: SKILL.md",
        ),
        ("read_skill", json!({"skill": "python-async-patterns", "path": "../../x"}), "without `..`"),
        (
            "read_skill",
            json!({"skill": "python-async-patterns", "path": "SKILL.md#none"}),
            "has no section `none`",
        ),
        ("generate_template", json!({"kind": "aiohttp-servce", "name": "x"}), "aiohttp-service"),
        ("generate_template", json!({"kind": "aiohttp-service"}), "give `name`"),
        (
            "generate_template",
            json!({"kind": "aiohttp-service", "name": "x-y", "options": ["dokcer"]}),
            "docker",
        ),
        (
            "generate_template",
            json!({"kind": "aiohttp-service", "name": "x-y", "options": ["license=WTF"]}),
            "help: use one of Apache-2.0",
        ),
    ] {
        let said = client.refusal(tool, arguments.clone());
        assert!(said.contains(part), "{tool} {arguments}: {said}");
    }
    let unknown = client.error("tools/call", json!({"name": "scan", "arguments": {}}));
    assert_eq!(unknown["code"], -32602);
    assert!(unknown["message"].as_str().unwrap().contains("scan_blocking_calls"));
}

#[test]
fn paths_are_confined_to_the_roots() {
    let outer = tempdir().unwrap();
    fs::create_dir_all(outer.path().join("inside/sub")).unwrap();
    fs::write(outer.path().join("secret.py"), "import time\nasync def f():\n    time.sleep(1)\n").unwrap();
    fs::write(outer.path().join("inside/sub/a.py"), "x = 1\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.py", outer.path().join("inside/link.py")).unwrap();
    let mut client = Client::start(outer.path(), &["--root", "inside"], Era::Modern);
    let mut outside = vec!["..", "../secret.py", "sub/../../secret.py", "../none.py", "/etc/passwd", "/none"];
    let absolute = outer.path().join("secret.py");
    outside.push(absolute.to_str().unwrap());
    if cfg!(unix) {
        outside.push("link.py");
    }
    for path in outside {
        let said = client.refusal("scan_blocking_calls", json!({"path": path}));
        assert!(said.contains("outside of what this server may touch"), "{path}: {said}");
    }
    assert!(client.refusal("scan_blocking_calls", json!({"path": "a\0b"})).contains("is not a path"));
    assert!(client.refusal("scan_blocking_calls", json!({"path": "none.py"})).contains("does not exist"));
    let inside = outer.path().canonicalize().unwrap().join("inside/sub");
    for path in ["sub", "./sub/a.py", "sub/../sub", inside.to_str().unwrap()] {
        assert!(client.text("scan_blocking_calls", json!({"path": path})).contains(" in 1 file ("), "{path}");
    }
    let project = json!({"kind": "aiohttp-service", "name": "x-service"});
    for dest in ["../out", "/tmp/awaitwise-out", "a/../../out", "a\0b"] {
        let mut arguments = project.clone();
        arguments["dest"] = json!(dest);
        let said = client.refusal("write_template", arguments);
        assert!(said.contains("help: give a relative path inside"), "{dest:?}: {said}");
    }
    assert!(!outer.path().join("out").exists() && !Path::new("/tmp/awaitwise-out").exists());
}

/// What no path is given for is the project, however many roots it has; and a path out of an answer can be given back.
#[test]
fn all_roots_are_scanned_and_paths_of_answers_can_be_given_back() {
    let outer = tempdir().unwrap();
    for name in ["one", "two"] {
        fs::create_dir(outer.path().join(name)).unwrap();
        let text = format!("import time\nasync def {name}():\n    time.sleep(1)\n");
        fs::write(outer.path().join(name).join(format!("{name}.py")), text).unwrap();
    }
    fs::write(outer.path().join("three.py"), "import time\nasync def f():\n    time.sleep(1)\n").unwrap();
    let mut client = Client::start(outer.path(), &["--root", "one", "--root", "two"], Era::Modern);
    let found = client.tool("scan_blocking_calls", json!({}))["structuredContent"]["findings"].clone();
    let paths: Vec<&str> =
        found.as_array().unwrap().iter().map(|found| found["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["one/one.py", "two/two.py"]);
    for path in [paths[0], paths[1], "one.py", "two.py"] {
        let text = client.text("scan_blocking_calls", json!({"path": path}));
        assert!(text.starts_with("1 finding in 1 file "), "{path}: {text}");
    }
    assert!(
        client
            .refusal("scan_blocking_calls", json!({"path": "three.py"}))
            .contains("`three.py` does not exist")
    );
}

/// What is found by walking is confined like a path that is given, whatever has become of a link since the last walk.
#[cfg(unix)]
#[test]
fn links_below_a_folder_lead_no_file_out_of_the_roots() {
    use std::os::unix::fs::symlink;

    let outer = tempdir().unwrap();
    for folder in ["inside/sub", "other", "elsewhere"] {
        fs::create_dir_all(outer.path().join(folder)).unwrap();
    }
    let text = "import time\nSECRET = 'hunter2'\nasync def m():\n    time.sleep(1); print(SECRET)\n";
    fs::write(outer.path().join("elsewhere/secret.py"), text).unwrap();
    fs::write(outer.path().join("other/shared.py"), "y = 1\n").unwrap();
    fs::write(outer.path().join("inside/sub/a.py"), "x = 1\n").unwrap();
    symlink("../elsewhere/secret.py", outer.path().join("inside/direct.py")).unwrap();
    symlink("sub/a.py", outer.path().join("inside/again.py")).unwrap();
    symlink("../other/shared.py", outer.path().join("inside/shared.py")).unwrap();
    // Behind this link lies a folder that is exchanged below.
    symlink("../moving/secret.py", outer.path().join("inside/moving.py")).unwrap();
    symlink("inside/sub", outer.path().join("moving")).unwrap();
    fs::write(outer.path().join("inside/sub/secret.py"), "z = 1\n").unwrap();
    let mut client = Client::start(outer.path(), &["--root", "inside", "--root", "other"], Era::Modern);
    let inside = outer.path().join("inside");
    let mut look = |skipped: usize| {
        for arguments in [json!({}), json!({"path": "."}), json!({"path": inside})] {
            let seen = client.tool("scan_blocking_calls", arguments.clone());
            let summary = &seen["structuredContent"]["summary"];
            assert_eq!((&summary["findings"], &summary["skipped"]), (&json!(0), &json!(skipped)), "{seen}");
            let fixed = client.tool("fix_blocking_calls", arguments);
            assert_eq!(fixed["structuredContent"]["diff"], "", "{fixed}");
            assert!(!(seen.to_string() + &fixed.to_string()).contains("hunter2"));
        }
    };
    look(1);
    fs::remove_file(outer.path().join("moving")).unwrap();
    symlink("elsewhere", outer.path().join("moving")).unwrap();
    look(2);
    // The command line has no roots.
    let scan = std::process::Command::new(env!("CARGO_BIN_EXE_awaitwise"))
        .args(["scan", "--format", "concise"])
        .current_dir(&inside)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&scan.stdout).contains("direct.py:4:5"), "{scan:?}");
}

#[test]
fn counts_are_always_told() {
    let folder = tempdir().unwrap();
    let mut client = client(folder.path());
    let nothing = client.tool("scan_blocking_calls", json!({}));
    assert_eq!(
        nothing["structuredContent"]["summary"],
        json!({"files": 0, "skipped": 0, "errors": 0, "findings": 0})
    );
    assert!(nothing["content"][0]["text"].as_str().unwrap().contains("No Python was found"));
    fs::write(folder.path().join("good.py"), "x = 1\n").unwrap();
    let text = client.text("scan_blocking_calls", json!({}));
    assert_eq!(text, "0 findings in 1 file (0 skipped, 0 failed). Nothing to mend.");
    fs::write(folder.path().join("slow.py"), "import time\nasync def f():\n    time.sleep(1)\n").unwrap();
    let text = client.text("scan_blocking_calls", json!({}));
    assert!(text.starts_with("1 finding in 2 files (0 skipped, 0 failed):"), "{text}");
}

/// What can't be read is never clean, and each says why.
#[test]
fn what_is_no_python_is_told_by_name() {
    let folder = tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("binary.py", &[0, 159, 146, 150, 0, 1, 2]);
    write("large.py", "x = 1\n".repeat(50 * 1024 * 1024 / 6 + 1).as_bytes());
    write("nested.py", format!("x = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)).as_bytes());
    write("latin.py", b"import time\nasync def f():\n    time.sleep(1)  # \xe9\n");
    fs::create_dir(folder.path().join("empty")).unwrap();
    let mut client = client(folder.path());
    for (path, head, why) in [
        (
            "binary.py",
            "0 findings in 0 files (0 skipped, 1 failed). Nothing could be read:",
            "not a text file",
        ),
        (
            "large.py",
            "0 findings in 0 files (0 skipped, 1 failed). Nothing could be read:",
            "50.0 MiB, files over",
        ),
        (
            "nested.py",
            "0 findings in 1 file (0 skipped, 1 failed). Nothing to mend in what could be read:",
            "too many nested brackets",
        ),
        ("latin.py", "1 finding in 1 file (0 skipped, 1 failed):", "line 3: bytes that are not valid UTF-8"),
    ] {
        let said = client.text("scan_blocking_calls", json!({"path": path}));
        assert!(said.starts_with(head) && said.contains(&format!("\n{path}: error: ")), "{said}");
        assert!(said.contains(why), "{said}");
        let fixes = client.tool("fix_blocking_calls", json!({"path": path}));
        assert_eq!(fixes["structuredContent"]["errors"][0]["path"], path, "{fixes}");
        assert!(fixes["content"][0]["text"].as_str().unwrap().contains(why), "{fixes}");
    }
    let whole = client.tool("scan_blocking_calls", json!({}))["structuredContent"]["summary"].clone();
    assert_eq!(whole, json!({"files": 2, "skipped": 0, "errors": 4, "findings": 1}));
    let nothing = client.text("scan_blocking_calls", json!({"path": "empty"}));
    assert!(nothing.ends_with("No Python was found there."), "{nothing}");
    let gone = client.refusal("scan_blocking_calls", json!({"cursor": "from-25"}));
    assert!(gone.contains("behind the last finding"), "{gone}");
    let missing = client.refusal("scan_blocking_calls", json!({"path": "absent.py"}));
    assert!(missing.contains("`absent.py` does not exist\nhelp: give a path below "), "{missing}");
    let unknown = client.refusal("scan_blocking_calls", json!({"select": ["xyzzy"]}));
    assert!(unknown.contains("or a category: blocking, "), "{unknown}");
}

#[test]
fn a_pattern_comes_in_full_with_its_runners_up() {
    let folder = tempdir().unwrap();
    let mut client = client(folder.path());
    let found =
        client.tool("get_pattern", json!({"query": "stop the service without losing requests", "limit": 2}));
    let data = &found["structuredContent"];
    assert_eq!(data["id"], "graceful-shutdown");
    assert_eq!(data["runners_up"].as_array().unwrap().len(), 2);
    let text = found["content"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("```python") && text.contains("Runners-up:") && !text.contains("Asked as"),
        "{text}"
    );
    assert!(text.contains(data["code"].as_str().unwrap()));
    let same = client.tool("get_pattern", json!({"id": data["id"]}));
    assert_eq!(same["structuredContent"]["code"], data["code"]);
}

#[test]
fn long_files_come_in_pieces_that_fit_together() {
    let folder = tempdir().unwrap();
    let mut client = client(folder.path());
    let path = "references/concurrency-patterns.md";
    let mut all = String::new();
    let mut arguments = json!({"skill": "python-async-patterns", "path": path});
    loop {
        let result = client.tool("read_skill", arguments.clone());
        assert!(tokens(&result.to_string()) < 8_000);
        let text = result["content"][0]["text"].as_str().unwrap().to_owned();
        match result["structuredContent"]["next_cursor"].as_str() {
            Some(cursor) => {
                all.push_str(text.rsplit_once("\n[Cut.").unwrap().0);
                arguments["cursor"] = json!(cursor);
            }
            None => {
                all.push_str(&text);
                break;
            }
        }
    }
    let file = repository().join("skills/python-async-patterns").join(path);
    assert_eq!(all, fs::read_to_string(file).unwrap());
    let section = client
        .text("read_skill", json!({"skill": "python-async-patterns", "path": format!("{path}#gather")}));
    assert!(section.starts_with("## gather\n"), "{section}");
}

#[test]
fn no_reply_is_too_long() {
    let folder = tempdir().unwrap();
    let mut client = client(folder.path());
    let blocking = "import time\n\n\nasync def handler():\n    time.sleep(1)\n\n\n".repeat(400);
    let broken = (0..400).map(|number| json!({"name": format!("b{number}.py"), "text": "def f(:\n"}));
    let mut calls = vec![
        ("scan_blocking_calls", json!({"files": [{"name": "a.py", "text": blocking}], "limit": 200})),
        ("scan_blocking_calls", json!({"files": broken.take(200).collect::<Vec<_>>()})),
        ("generate_template", json!({"kind": "aiohttp-service", "name": "big-service"})),
        ("generate_template", json!({})),
        ("read_skill", json!({})),
        ("read_skill", json!({"skill": "python-async-patterns"})),
        ("get_pattern", json!({"query": "queue ".repeat(10_000)})),
        ("explain_rule", json!({"rule": "x".repeat(100_000)})),
    ];
    let ids: Vec<String> = awaitwise::rules::all().iter().map(|rule| rule.id.name.to_owned()).collect();
    calls.extend(ids.iter().map(|rule| ("explain_rule", json!({"rule": rule}))));
    for (tool, arguments) in calls {
        let reply = client.tool(tool, arguments);
        let length = tokens(&reply["content"].to_string()) + tokens(&reply["structuredContent"].to_string());
        assert!(length < 8_000, "{tool}: {length} tokens");
    }
}

#[test]
fn a_project_is_planned_and_then_written_whole() {
    let folder = tempdir().unwrap();
    let mut client = client(folder.path());
    let arguments = json!({"kind": "aiohttp-service", "name": "order-service"});
    let mut plan = arguments.clone();
    plan["plan_only"] = json!(true);
    let plan = client.tool("generate_template", plan)["structuredContent"].clone();
    let planned = plan["files"].as_array().unwrap();
    assert!(planned.len() > 10 && planned.iter().all(|file| file.get("text").is_none()));
    let mut one = arguments.clone();
    one["include"] = json!(["pyproject.toml"]);
    let one = client.tool("generate_template", one)["structuredContent"].clone();
    assert_eq!(one["files"].as_array().unwrap().len(), 1);
    assert!(one["files"][0]["text"].as_str().unwrap().contains("order-service"));
    let mut licensed = arguments.clone();
    licensed["options"] = json!(["license=MIT", "author=Ada Lovelace"]);
    licensed["include"] = json!(["LICENSE"]);
    let licensed = client.tool("generate_template", licensed)["structuredContent"].clone();
    let text = licensed["files"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("MIT License") && text.contains("(c) Ada Lovelace\n"), "{licensed}");
    let mut write = arguments;
    write["dest"] = json!("services/order");
    fs::create_dir(folder.path().join("services")).unwrap();
    let written = client.tool("write_template", write.clone());
    assert_eq!(written["isError"], false, "{written}");
    for file in planned {
        let path = folder.path().join("services/order").join(file["path"].as_str().unwrap());
        assert_eq!(
            fs::read(&path).unwrap().len() as u64,
            file["size"].as_u64().unwrap(),
            "{}",
            path.display()
        );
    }
    let again = client.refusal("write_template", write);
    assert!(again.contains("overwrite"), "{again}");
}

#[test]
fn fixes_come_as_a_diff_and_as_edits_and_nothing_is_written() {
    let folder = tempdir().unwrap();
    let before =
        "import asyncio\n\n\nasync def handler():\n    with asyncio.timeout(1):\n        await work()\n";
    fs::write(folder.path().join("app.py"), before).unwrap();
    let mut client = client(folder.path());
    for arguments in [json!({"path": "app.py"}), json!({"files": [{"name": "app.py", "text": before}]})] {
        let data = client.tool("fix_blocking_calls", arguments)["structuredContent"].clone();
        assert_eq!((&data["fixed"], &data["left"]), (&json!(1), &json!(0)), "{data}");
        assert!(data["diff"].as_str().unwrap().contains("+    async with asyncio.timeout(1):"), "{data}");
        assert_eq!(data["files"][0]["path"], "app.py");
        let texts =
            data["files"][0]["edits"].as_array().unwrap().iter().map(|edit| edit["text"].as_str().unwrap());
        assert!(texts.collect::<String>().contains("async with asyncio.timeout(1)"), "{data}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("app.py")).unwrap(), before);
    assert_eq!(client.text("fix_blocking_calls", json!({"select": ["lost-task"]})), "Nothing to fix.");
}

/// Fixed texts are parsed as well: like all others, where the stack is deep.
#[test]
fn fixes_beside_deep_expressions_do_not_end_the_server() {
    let folder = tempdir().unwrap();
    let mut client = client(folder.path());
    for deep in [
        format!("x{}", ".a()".repeat(5_000)),
        format!("{}x", "not ".repeat(20_000)),
        "1+".repeat(20_000) + "1",
    ] {
        let text = format!("import time\n\n\nasync def main(x):\n    time.sleep(1)\n    y = {deep}\n");
        fs::write(folder.path().join("deep.py"), &text).unwrap();
        for arguments in [json!({"files": [{"name": "deep.py", "text": text}]}), json!({"path": "deep.py"})] {
            assert_eq!(client.tool("fix_blocking_calls", arguments)["structuredContent"]["fixed"], 1);
        }
    }
}

#[test]
fn inspect_shows_what_an_agent_sees() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_awaitwise"))
        .args(["inspect", "--format", "json"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    let protocols: Vec<&str> =
        seen["eras"].as_array().unwrap().iter().map(|era| era["protocol"].as_str().unwrap()).collect();
    assert_eq!(protocols, ["2025-11-25", "2026-07-28"]);
    for era in seen["eras"].as_array().unwrap() {
        assert_eq!(era["tools"].as_array().unwrap().len(), TOOLS.len());
        assert!(era["tools_bytes"].as_u64().unwrap() < 4_096);
        assert!(era["resources"].as_u64().unwrap() > 50 && !era["skills"].as_array().unwrap().is_empty());
    }
}

//! The README tells the truth: generated parts are up to date, hosts' snippets are what hosts read, commands exist.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use awaitwise::cli::HOSTS;
use awaitwise::rules::{self, Fixability};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `text` with what stands between the markers of `name` replaced.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let (before, rest) = text.split_once(&begin).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{begin}{part}{end}{after}")
}

fn rule_table() -> String {
    let mut table = "| code | rule | what it finds | fix | same as |\n|---|---|---|---|---|\n".to_owned();
    for rule in rules::all() {
        let page = format!("skills/python-async-patterns/references/rules/{}.md", rule.id.name);
        let fix = match rule.fix {
            Fixability::Always => "yes",
            Fixability::Sometimes => "often",
            Fixability::Never => "",
        };
        let off = if rule.on_by_default { "" } else { " Off by default." };
        let summary = rule.page().summary.replace('\n', " ").replace('|', "\\|");
        let same = rule.same_as.join(", ");
        writeln!(
            table,
            "| {} | [{}]({page}) | {summary}{off} | {fix} | {same} |",
            rule.id.code, rule.id.name
        )
        .unwrap();
    }
    table
}

fn host_table() -> String {
    let mut text = "| host | file | skills as files |\n|---|---|---|\n".to_owned();
    for host in HOSTS {
        let skills = host.skills.iter().map(|folder| format!("`{folder}`")).collect::<Vec<_>>().join(", ");
        writeln!(text, "| {} | `{}` | {skills} |", host.name, host.file.replace(" or ", "` or `")).unwrap();
    }
    writeln!(text, "\n`awaitwise register HOST` prints what belongs there; for most hosts it is\n").unwrap();
    let cursor = HOSTS.iter().find(|host| host.id == "cursor").unwrap();
    writeln!(text, "```json\n{}```", cursor.snippet("awaitwise")).unwrap();
    text
}

#[test]
fn generated_parts_are_up_to_date() {
    let path = root().join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let fresh = with_part(&with_part(&text, "rules", &rule_table()), "hosts", &host_table());
    if text != fresh {
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&path, fresh).unwrap();
            return;
        }
        let diff = awaitwise::fix::unified_diff("README.md", &text, &fresh);
        panic!("UPDATE_SNAPSHOTS=1 cargo test --test it readme writes it anew:\n{diff}");
    }
}

#[test]
fn snippets_are_what_hosts_read() {
    for host in HOSTS {
        let snippet = host.snippet("C:\\a \"b\"\\awaitwise");
        let value: serde_json::Value = if snippet.starts_with('{') {
            serde_json::from_str(&snippet).unwrap()
        } else {
            toml::from_str(&snippet).unwrap()
        };
        // However deep it lies, the entry is there, with the command as given.
        let mut at = &value;
        while at.get("awaitwise").is_none() {
            at = at.as_object().and_then(|table| table.values().next()).unwrap();
        }
        assert_eq!(at["awaitwise"]["command"], "C:\\a \"b\"\\awaitwise", "{}", host.id);
        assert_eq!(at["awaitwise"]["args"], serde_json::json!(["serve"]), "{}", host.id);
    }
    let by_id = |id: &str| HOSTS.iter().find(|host| host.id == id).unwrap().snippet("awaitwise");
    assert!(by_id("vscode").contains("\"servers\""));
    assert!(by_id("zed").contains("\"context_servers\""));
    assert!(by_id("codex").starts_with("[mcp_servers.awaitwise]\n"));
    let openclaw: serde_json::Value = serde_json::from_str(&by_id("openclaw")).unwrap();
    assert_eq!(openclaw["mcp"]["servers"]["awaitwise"]["command"], "awaitwise");
}

/// Every `awaitwise WORD` of the documents is a subcommand, with the options that it has.
#[test]
fn documents_name_commands_that_exist() {
    for document in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        for line in text.lines().filter(|line| line.starts_with("awaitwise ")) {
            let line = line.split('#').next().unwrap().trim();
            let mut words = line.split_whitespace().skip(1);
            let command = words.next().unwrap();
            let help =
                Command::new(env!("CARGO_BIN_EXE_awaitwise")).args([command, "--help"]).output().unwrap();
            assert!(help.status.success(), "{document}: {line}");
            let help = String::from_utf8(help.stdout).unwrap();
            for option in words.filter(|word| word.starts_with("--")) {
                assert!(help.contains(option), "{document}: {line}: there is no {option}");
            }
        }
    }
}

/// The first command of the README finds faults and ends with 1; `.ci/run` takes the commands from here as they stand.
#[test]
fn the_first_command_scans_the_example() {
    let text = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut commands = text.lines().filter(|line| line.starts_with("cargo "));
    let scan = commands.next().unwrap();
    assert_eq!(commands.next(), Some("cargo test"));
    let arguments = scan.strip_prefix("cargo run --release -- ").unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_awaitwise"))
        .args(arguments.split_whitespace())
        .current_dir(root())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&ran.stdout);
    assert_eq!(ran.status.code(), Some(1), "{shown}");
    assert!(shown.contains("error[AW101 blocking-sleep]"), "{shown}");
}

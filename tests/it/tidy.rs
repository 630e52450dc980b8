//! The architecture's rules about itself: arrows between modules, who names which crate, file sizes, words that must not stand in
//! the repository. Undocumented public items, `unsafe`, `unwrap` and printing are the lints' business.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who may use whom. A module that is not in the table may use nothing.
const ARROWS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("finding", &["text"]),
    ("python", &["text"]),
    ("catalogue", &["finding", "python", "text"]),
    ("semantic", &["catalogue", "finding", "python", "text"]),
    ("rules", &["catalogue", "finding", "python", "semantic", "text"]),
    ("fix", &["finding", "text"]),
    ("scan", &["finding", "fix", "python", "rules", "semantic", "text"]),
    ("report", &["finding", "rules", "scan", "text"]),
    ("skill", &["python", "rules", "text"]),
    ("template", &["skill", "text"]),
    ("mcp", &["finding", "fix", "python", "report", "rules", "scan", "skill", "template", "text"]),
    ("cli", &["finding", "fix", "mcp", "python", "report", "rules", "scan", "skill", "template", "text"]),
];

/// Crates that one module alone may name.
const OWNED_CRATES: &[(&str, &str)] = &[("ruff_", "python"), ("rmcp", "mcp"), ("clap", "cli")];

/// Modules that read no file, clock, environment or terminal.
const PURE: &[&str] = &["text", "finding", "python", "catalogue", "semantic", "rules", "fix"];

const MAX_LINES: usize = 600;

#[test]
fn arrows_between_modules_point_one_way() {
    let known: BTreeSet<&str> = ARROWS.iter().map(|(module, _)| *module).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let Some(module) = module_of(&path) else { continue };
        let allowed =
            ARROWS.iter().find(|(name, _)| *name == module).map_or(&[][..], |(_, allowed)| *allowed);
        for (number, line) in text.lines().enumerate() {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_arrow = known.contains(used.as_str()) && used != module;
                if is_arrow && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}:{}: {module} must not use {used}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_behind_their_module() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let module = module_of(&path);
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("//") {
                continue;
            }
            for (name, owner) in OWNED_CRATES {
                let named = code.contains(&format!("use {name}")) || code.contains(&format!(" {name}::"));
                let by_owner = module.as_deref() == Some(*owner);
                if named && !by_owner {
                    wrong.push(format!("{}:{}: only {owner} names {name}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_touches_nothing_outside() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        if !module_of(&path).is_some_and(|module| PURE.contains(&module.as_str())) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for outside in
                ["std::fs", "std::env", "std::time", "std::net", "std::process", "std::thread", "std::io"]
            {
                if line.contains(outside) {
                    wrong.push(format!("{}:{}: {outside}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "modules without I/O reach for it:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable() {
    let long = sources("src").into_iter().chain(sources("tests/it")).filter_map(|(path, text)| {
        let lines = text.lines().count();
        (lines > MAX_LINES).then(|| format!("{}: {lines} lines", path.display()))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "files over {MAX_LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn nothing_unfinished_and_nothing_of_one_machine() {
    // Spelled apart, so that this file does not hold them.
    let words = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["#[ig", "nore"],
        ["/ro", "ot/"],
        ["/wo", "rk/"],
        ["/tmp/ba", "sh_jobs"],
        ["todo", "!("],
        ["unimple", "mented!("],
    ]
    .map(|parts| parts.concat());
    let mut wrong = Vec::new();
    for path in tracked() {
        let Ok(text) = fs::read_to_string(root().join(&path)) else { continue };
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                wrong.push(format!("{path}:{}: {word}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// First segment below `src`: `src/scan/unit.rs` and `src/fix.rs` belong to `scan` and `fix`.
fn module_of(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").ok()?.components().next()?;
    let name = first.as_os_str().to_str()?;
    let name = name.strip_suffix(".rs").unwrap_or(name);
    (!["lib", "main"].contains(&name)).then(|| name.to_owned())
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_path_buf(), text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder} holds no sources");
    found
}

/// Files of the repository; of the unpacked sources when there is no repository.
fn tracked() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files"]).current_dir(root()).output();
    match listed {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
        }
        _ => sources("src").into_iter().map(|(path, _)| path.display().to_string()).collect(),
    }
}

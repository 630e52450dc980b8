//! The projects that the templates give: names, options, bytes, and everything that their owners would check.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use awaitwise::template::{Catalog, Conflict, KindInfo, Request, TemplateError, kinds, render, write};

use crate::environment::{python, repository, run};

const REQUIREMENTS: &str = "tests/templates/requirements.txt";

/// The templates as they lie in the repository.
pub(crate) fn shipped() -> Catalog<'static> {
    let mut catalog = Catalog::new();
    catalog.add("python-async-patterns", folder(&repository().join("skills/python-async-patterns")));
    catalog
}

/// All files below a folder, with `/` in their paths.
pub(crate) fn folder(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name =
                    path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                files.push((name, fs::read(&path).expect("a readable file")));
            }
        }
    }
    files
}

pub(crate) fn request(kind: &str, name: &str) -> Request {
    Request { kind: kind.to_owned(), name: name.to_owned(), ..Request::default() }
}

fn with_options<S: AsRef<str>>(kind: &str, name: &str, options: &[S]) -> Request {
    Request {
        options: options.iter().map(|option| option.as_ref().to_owned()).collect(),
        ..request(kind, name)
    }
}

fn refused(request: &Request) -> TemplateError {
    render(&shipped(), request).expect_err("it is refused")
}

#[test]
fn names_that_cannot_work_are_refused_with_the_reason() {
    let long = "a".repeat(41);
    let cases = [
        ("", "is empty"),
        (long.as_str(), "is too long"),
        ("json", "standard library"),
        ("Asyncio", "standard library"),
        ("class", "keyword"),
        ("None", "keyword"),
        ("a/b", "is a path"),
        ("..", "is a path"),
        ("a\\b", "is a path"),
        ("a\0b", "is a path"),
        ("café", "outside ASCII"),
        ("сервис", "outside ASCII"),
        ("-app", "PEP 508"),
        ("app-", "PEP 508"),
        ("my app", "PEP 508"),
        ("a\nb", "PEP 508"),
        ("1app", "no identifier"),
        ("tests", "is reserved"),
        ("nul", "is reserved"),
        ("aiohttp", "depends on"),
    ];
    for (name, reason) in cases {
        let error = refused(&request("aiohttp-service", name));
        assert!(error.to_string().contains(reason), "{name:?}: {error}");
        assert!(!error.help().is_empty(), "{name:?} has no help");
    }
}

#[test]
fn names_of_packages_follow_the_project() {
    for (name, package) in [
        ("order-service", "order_service"),
        ("My.App_2", "my_app_2"),
        ("a", "a"),
        ("package_name", "package_name"),
    ] {
        let project = render(&shipped(), &request("aiohttp-service", name)).expect("a good name");
        assert_eq!(project.package, package);
        assert!(project.files.iter().any(|file| file.path == format!("src/{package}/app.py")));
    }
}

#[test]
fn wrong_parameters_name_the_near_matches() {
    let kind = "aiohttp-service";
    let python = Request { python: Some("3.9".to_owned()), ..request(kind, "app") };
    let license = Request { license: Some("WTF".to_owned()), ..request(kind, "app") };
    let author = Request { author: Some("two\nlines".to_owned()), ..request(kind, "app") };
    for (request, message, help) in [
        (
            request("aiohttp-servise", "app"),
            "unknown kind `aiohttp-servise`",
            "did you mean `aiohttp-service`?",
        ),
        (with_options(kind, "app", &["dokcer"]), "has no option `dokcer`", "did you mean `docker`?"),
        (with_options(kind, "app", &["region=eu"]), "has no option `region=eu`", "options: "),
        (python, "python `3.9` is not a version", "3.11, 3.12"),
        (license, "license `WTF` is not known", "MIT"),
        (author, "author `two\\nlines` has control characters", "one line"),
    ] {
        let error = refused(&request);
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.help().contains(help), "{}", error.help());
    }
}

#[test]
fn options_decide_which_files_there_are() {
    let paths = |options: &[&str]| -> Vec<String> {
        let project =
            render(&shipped(), &with_options("aiohttp-service", "app", options)).expect("a project");
        project.files.into_iter().map(|file| file.path).collect()
    };
    assert!(paths(&[]).contains(&"Dockerfile".to_owned()));
    assert!(!paths(&["no-docker"]).contains(&"Dockerfile".to_owned()));
    assert!(paths(&["no-docker", "docker"]).contains(&"Dockerfile".to_owned()));
    assert!(!paths(&[]).contains(&"src/app/telemetry.py".to_owned()));
    assert!(paths(&["otel"]).contains(&"src/app/telemetry.py".to_owned()));
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    for kind in kinds(&shipped()).expect("the kinds") {
        let request = request(&kind.kind, "app");
        let project = render(&shipped(), &request).expect("a project");
        assert_eq!(project, render(&shipped(), &request).expect("a project"));
        assert!(project.files.is_sorted_by(|a, b| a.path < b.path));
        for file in &project.files {
            assert!(
                file.text.is_empty() || file.text.ends_with('\n'),
                "{} of {} ends without a newline",
                file.path,
                kind.kind
            );
            for left in ["<%", "%>", "package_name", "# %"] {
                assert!(
                    !file.text.contains(left) || file.internal,
                    "{} of {} still has {left}",
                    file.path,
                    kind.kind
                );
            }
        }
    }
}

#[test]
fn a_licence_comes_with_its_text() {
    let project = |license: Option<&str>, author: Option<&str>| {
        let request = Request {
            license: license.map(str::to_owned),
            author: author.map(str::to_owned),
            ..request("library", "app")
        };
        let project = render(&shipped(), &request).expect("a project");
        let text = |path: &str| {
            project
                .files
                .iter()
                .find(|file| file.path == path)
                .map(|file| file.text.clone())
                .unwrap_or_default()
        };
        (text("LICENSE"), text("pyproject.toml"), text("README.md"))
    };
    let (text, metadata, readme) = project(Some("MIT"), Some("Ada Lovelace"));
    assert!(text.starts_with("MIT License") && text.contains("Copyright (c) Ada Lovelace\n"), "{text}");
    assert!(metadata.contains("license = \"MIT\"\nlicense-files = [\"LICENSE\"]\n"), "{metadata}");
    assert!(readme.contains("MIT, see `LICENSE`."), "{readme}");
    let (text, _, _) = project(Some("BSD-3-Clause"), None);
    assert!(text.contains("Copyright (c) the authors of app\n"), "{text}");
    let (text, metadata, readme) = project(None, Some("Ada Lovelace"));
    assert_eq!(text, "");
    assert!(!metadata.contains("license") && !readme.contains("License"));
}

#[test]
fn a_name_with_a_dot_is_one_script() {
    let project = render(&shipped(), &request("cli", "My.Tool")).expect("a project");
    let file = project.files.iter().find(|file| file.path == "pyproject.toml").expect("pyproject.toml");
    let parsed: toml::Table = toml::from_str(&file.text).expect("valid TOML");
    assert_eq!(parsed["project"]["scripts"]["My.Tool"].as_str(), Some("my_tool.__main__:main"));
}

#[test]
fn quotes_in_texts_do_not_break_files() {
    let request = Request {
        description: Some(r#"A "quoted" \ thing"#.to_owned()),
        author: Some("O'Brien \"Bob\"".to_owned()),
        ..request("aiohttp-service", "app")
    };
    let project = render(&shipped(), &request).expect("a project");
    let file = project.files.iter().find(|file| file.path == "pyproject.toml").expect("pyproject.toml");
    let parsed: toml::Table = toml::from_str(&file.text).expect("valid TOML");
    assert_eq!(parsed["project"]["description"].as_str(), Some(r#"A "quoted" \ thing"#));
    assert_eq!(parsed["project"]["authors"][0]["name"].as_str(), Some("O'Brien \"Bob\""));
}

/// Checks 1 and 2 for every kind: as it comes, bare, with each option alone, on each Python version.
#[test]
fn every_option_passes_strict_static_checks() {
    let root = tempfile::tempdir().expect("a folder");
    let mut cases = Cases::new(root.path());
    for kind in kinds(&shipped()).expect("the kinds") {
        let bare = bare(&kind);
        cases.add(&kind, &[], None);
        cases.add(&kind, &bare, None);
        let longest = format!("{:9<40}", kind.kind);
        let every: Vec<String> = kind.options.iter().map(|option| option.name.clone()).collect();
        cases.add_named(&with_options(&kind.kind, &longest, &every), &longest);
        for option in &kind.options {
            cases.add(&kind, &[bare.as_slice(), std::slice::from_ref(&option.name)].concat(), None);
        }
        for python in &kind.python {
            cases.add(&kind, &every, Some(python));
        }
        if all_pairs() {
            for (index, first) in kind.options.iter().enumerate() {
                for second in &kind.options[index + 1..] {
                    cases.add(
                        &kind,
                        &[bare.as_slice(), &[first.name.clone(), second.name.clone()]].concat(),
                        None,
                    );
                }
            }
        }
    }
    check("static", root.path());
}

/// Checks 3 to 6 and 9 for every kind as it comes.
#[test]
fn every_kind_proves_what_it_promises() {
    let root = tempfile::tempdir().expect("a folder");
    let mut cases = Cases::new(root.path());
    for kind in kinds(&shipped()).expect("the kinds") {
        cases.add(&kind, &[], None);
        if all_pairs() {
            let every: Vec<String> = kind.options.iter().map(|option| option.name.clone()).collect();
            cases.add(&kind, &every, None);
            cases.add(&kind, &bare(&kind), None);
        }
    }
    check("run", root.path());
}

/// Check 7: our own analyser, on the templates as they lie in the skill and on what they give.
#[test]
fn our_own_analyser_finds_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let mut cases = Cases::new(root.path());
    for kind in kinds(&shipped()).expect("the kinds") {
        let every: Vec<String> = kind.options.iter().map(|option| option.name.clone()).collect();
        cases.add(&kind, &every, None);
        cases.add(&kind, &bare(&kind), None);
    }
    for folder in [root.path(), &repository().join("skills/python-async-patterns/assets/templates")] {
        run(Command::new(env!("CARGO_BIN_EXE_awaitwise")).args(["scan", "--format", "concise"]).arg(folder));
    }
}

/// Whether the long form of these tests is asked for, as `just prove` does.
fn all_pairs() -> bool {
    std::env::var_os("AWAITWISE_PROVE").is_some()
}

fn bare(kind: &KindInfo) -> Vec<String> {
    kind.options.iter().map(|option| format!("no-{}", option.name)).collect()
}

/// Projects below one folder, each with a package name of its own; requests whose needs are not met are left out.
struct Cases {
    root: PathBuf,
    counts: BTreeMap<String, usize>,
}

impl Cases {
    fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), counts: BTreeMap::new() }
    }

    fn add(&mut self, kind: &KindInfo, options: &[String], python: Option<&String>) {
        let count = self.counts.entry(kind.kind.clone()).or_default();
        *count += 1;
        let name = format!("{}-{count}", kind.kind);
        let request = Request { python: python.cloned(), ..with_options(&kind.kind, &name, options) };
        self.add_named(&request, &name);
    }

    fn add_named(&mut self, request: &Request, folder: &str) {
        match render(&shipped(), request) {
            Ok(project) => {
                // Each folder is a package for mypy, so its name has to be an identifier.
                let dest = self.root.join(folder.replace('-', "_"));
                if !dest.exists() {
                    write(&project, &dest, Conflict::Error).expect("a project on disk");
                }
            }
            Err(TemplateError::Incompatible { .. }) => {}
            Err(error) => panic!("{request:?}: {error}"),
        }
    }
}

fn check(mode: &str, root: &Path) {
    let output = Command::new(python(REQUIREMENTS))
        .arg(repository().join("tests/templates/check.py"))
        .arg(mode)
        .arg(root)
        .output()
        .expect("the driver runs");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

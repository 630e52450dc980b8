//! The command line as scripts and people meet it: exact standard output, standard error and exit code.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A folder with files, and a command line that runs in it.
pub(crate) struct Place {
    folder: TempDir,
    cache: TempDir,
}

impl Place {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        let place = Self { folder: TempDir::new().unwrap(), cache: TempDir::new().unwrap() };
        for (path, bytes) in files {
            place.write(path, bytes);
        }
        place
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(path)).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_awaitwise"));
        command.args(arguments).current_dir(self.folder.path());
        command.env("AWAITWISE_CACHE_DIR", self.cache.path()).env_remove("NO_COLOR");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        Ran::of(self.output(arguments, stdin))
    }

    /// The same, for output that need not be text.
    pub(crate) fn output(&self, arguments: &[&str], stdin: &[u8]) -> Output {
        fed(self.command(arguments), stdin)
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// What comes of a command that reads `stdin`.
pub(crate) fn fed(mut command: Command, stdin: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input may have closed it already.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

/// Files, arguments, and what comes of them.
struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static [u8])],
    arguments: &'static [&'static str],
    stdin: &'static [u8],
    code: i32,
    stdout: &'static str,
    stderr: &'static str,
}

pub(crate) const CLEAN: (&str, &[u8]) = ("app.py", b"x = 1\n");

const CASES: &[Case] = &[
    Case {
        name: "a clean file",
        files: &[CLEAN],
        arguments: &["scan"],
        stdin: b"",
        code: 0,
        stdout: "",
        stderr: "no findings in 1 file\n",
    },
    Case {
        name: "quiet",
        files: &[CLEAN],
        arguments: &["scan", "--quiet"],
        stdin: b"",
        code: 0,
        stdout: "",
        stderr: "",
    },
    Case {
        name: "a path that does not exist",
        files: &[],
        arguments: &["scan", "nowhere"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: no such file or directory: nowhere\nhelp: paths are relative to the working directory\n",
    },
    Case {
        name: "a folder without Python",
        files: &[("notes.txt", b"hello")],
        arguments: &["scan", "--quiet"],
        stdin: b"",
        code: 0,
        stdout: "",
        stderr: "warning: no Python files found under the given paths\n",
    },
    Case {
        name: "an unknown rule",
        files: &[CLEAN],
        arguments: &["scan", "--select", "nested-rum"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: unknown rule: nested-rum\nhelp: did you mean nested-run?\n",
    },
    Case {
        name: "a binary file, invalid UTF-8, an unknown encoding",
        files: &[
            CLEAN,
            ("data.py", b"\x7fELF\x00\x01"),
            ("latin.py", b"x = '\xe9'\n"),
            ("cookie.py", b"# coding: klingon\n"),
        ],
        arguments: &["scan", "--format", "concise"],
        stdin: b"",
        code: 1,
        stdout: "cookie.py: unknown encoding: klingon\n\
                 data.py: not a text file: it holds null bytes\n\
                 latin.py: line 1: bytes that are not valid UTF-8\n",
        stderr: "no findings in 3 files, 3 not read in full\n",
    },
    Case {
        name: "a notebook that is none, and one of another language",
        files: &[
            ("bad.ipynb", b"[]"),
            ("r.ipynb", br#"{"cells":[],"metadata":{"kernelspec":{"language":"R"}}}"#),
        ],
        arguments: &["scan", "--format", "concise", "--quiet"],
        stdin: b"",
        code: 1,
        stdout: "bad.ipynb: not a notebook: invalid length 0, expected an object with cells at line 1 column 2\n",
        stderr: "",
    },
    Case {
        name: "ignored and excluded files",
        files: &[
            (".gitignore", b"build/\n"),
            ("build/gone.py", b"def ("),
            ("venv/lib/gone.py", b"def ("),
            ("old/gone.py", b"def ("),
            ("gone_pb2.py", b"def ("),
            CLEAN,
        ],
        arguments: &["scan", "--exclude", "old,*_pb2.py"],
        stdin: b"",
        code: 0,
        stdout: "",
        stderr: "no findings in 1 file, 1 skipped\n",
    },
    Case {
        name: "standard input beside a path",
        files: &[CLEAN],
        arguments: &["scan", "-", "app.py"],
        stdin: b"x = 1\n",
        code: 2,
        stdout: "",
        stderr: "error: standard input cannot be scanned together with paths\nhelp: give either - or paths\n",
    },
    Case {
        name: "a name for standard input that is not read",
        files: &[CLEAN],
        arguments: &["scan", "--stdin-filename", "app.py"],
        stdin: b"x = 1\n",
        code: 2,
        stdout: "",
        stderr: "error: --stdin-filename names standard input, which is not read\nhelp: give - as the path\n",
    },
    Case {
        name: "statistics for a program",
        files: &[CLEAN],
        arguments: &["scan", "--statistics", "--format", "json"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: --statistics cannot be written as json\nhelp: leave out --format\n",
    },
    Case {
        name: "a diff as a report",
        files: &[CLEAN],
        arguments: &["scan", "--diff", "--format", "sarif"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: --diff cannot be written as sarif\nhelp: leave out --format\n",
    },
    Case {
        name: "an exclude without a value",
        files: &[CLEAN],
        arguments: &["scan", "--exclude", ""],
        stdin: b"",
        code: 0,
        stdout: "",
        stderr: "no findings in 1 file\n",
    },
    Case {
        name: "standard input",
        files: &[],
        arguments: &["scan", "-", "--stdin-filename", "new.py"],
        stdin: b"x = 1\n",
        code: 0,
        stdout: "",
        stderr: "no findings in 1 file\n",
    },
    Case {
        name: "a configuration with a syntax error",
        files: &[CLEAN, ("pyproject.toml", b"[tool.awaitwise]\nselect = [\n")],
        arguments: &["scan", "--config", "pyproject.toml"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: pyproject.toml:2: unclosed array, expected `]`\n",
    },
    Case {
        name: "an unknown key",
        files: &[CLEAN, ("awaitwise.toml", b"selct = []\n")],
        arguments: &["scan", "--config", "awaitwise.toml"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: awaitwise.toml:1: unknown key: selct\nhelp: did you mean select?\n",
    },
    Case {
        name: "an unknown rule in the configuration",
        files: &[CLEAN, ("awaitwise.toml", b"exclude = []\nignore = [\"nested-rum\"]\n")],
        arguments: &["scan", "--config", "awaitwise.toml"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: awaitwise.toml:2: unknown rule: nested-rum\nhelp: did you mean nested-run?\n",
    },
    Case {
        name: "a Python version that is none",
        files: &[CLEAN],
        arguments: &["scan", "--target-version", "snake"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: not a Python version: snake\nhelp: write it as 3.11\n",
    },
    Case {
        name: "an unknown rule in a comment",
        files: &[("app.py", b"x = 1  # awaitwise: ignore[nested-rum]\n")],
        arguments: &["scan", "--format", "concise", "--quiet"],
        stdin: b"",
        code: 1,
        stdout: "app.py:1:8: unknown rule: nested-rum in a suppression; did you mean nested-run?\n",
        stderr: "",
    },
    Case {
        name: "a suppression that silences nothing",
        files: &[("app.py", b"x = 1  # awaitwise: ignore[nested-run]\ny = 1  # noqa: E501\nz = 1  # noqa\n")],
        arguments: &["scan", "--format", "concise", "--quiet", "--report-unused-suppressions"],
        stdin: b"",
        code: 1,
        stdout: "app.py:1:8: unused suppression: nothing to silence on this line\n",
        stderr: "",
    },
    Case {
        name: "a rule that nobody knows",
        files: &[],
        arguments: &["explain", "nested-rum"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: unknown rule: nested-rum\nhelp: did you mean nested-run?\n",
    },
    Case {
        name: "a search that may find nothing",
        files: &[],
        arguments: &["pattern", "--search", "too many open files", "--limit", "0"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: invalid value '0' for '--limit <N>': give a whole number from 1\n\nFor more information, try '--help'.\n",
    },
    Case {
        name: "a pattern that nobody knows",
        files: &[],
        arguments: &["pattern", "bounded-map-steam"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: unknown pattern: bounded-map-steam\nhelp: did you mean bounded-map-stream or semaphore-bounded-concurrency? `awaitwise pattern --search WORDS` finds others\n",
    },
    Case {
        name: "a skill that nobody knows",
        files: &[],
        arguments: &["skill", "read", "python-asink-patterns"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: unknown skill: python-asink-patterns\nhelp: did you mean python-async-patterns or python-fastapi-patterns or python-typing-patterns?\n",
    },
    Case {
        name: "a host that nobody knows",
        files: &[],
        arguments: &["register", "cursr"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: unknown host: cursr\nhelp: did you mean cursor?\n",
    },
    Case {
        name: "a place that is none",
        files: &[CLEAN],
        arguments: &["explain", "--at", "app.py"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: not a place: app.py\nhelp: write it as app/handlers.py:12\n",
    },
    Case {
        name: "a place outside of the program that is scanned",
        files: &[CLEAN, ("web/page.py", b"page = 1\n")],
        arguments: &["explain", "--root", "web", "--at", "app.py:1"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: app.py is not part of the program that is scanned\nhelp: name the folder of its program with --root\n",
    },
    Case {
        name: "a line that is none",
        files: &[("app.py", b"x = 1\n\ny = 1\n")],
        arguments: &["explain", "--at", "app.py:4:1"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: no such line: app.py:4\nhelp: app.py has 3 lines\n",
    },
    Case {
        name: "a place in what cannot be read",
        files: &[("app.py", b"x = '\xe9'\n")],
        arguments: &["explain", "--at", "app.py:1"],
        stdin: b"",
        code: 2,
        stdout: "",
        stderr: "error: cannot read all of app.py: line 1: bytes that are not valid UTF-8\nhelp: mend that first\n",
    },
    Case {
        name: "a place where nothing is found",
        files: &[CLEAN],
        arguments: &["explain", "--at", "./app.py:1"],
        stdin: b"",
        code: 0,
        stdout: "nothing is found at app.py:1: no call there is known to block or to break the event loop\n",
        stderr: "",
    },
];

#[test]
fn runs_end_as_they_should() {
    let mut wrong = String::new();
    for case in CASES {
        let place = Place::new(case.files);
        let ran = place.run_with(case.arguments, case.stdin);
        let same = ran.code == case.code && ran.stdout == case.stdout && ran.stderr == case.stderr;
        if !same {
            let Ran { code, stdout, stderr } = ran;
            wrong += &format!("{}: exit {code}\n--- stdout\n{stdout}--- stderr\n{stderr}\n", case.name);
        }
    }
    assert!(wrong.is_empty(), "other than expected:\n{wrong}");
}

#[test]
fn the_json_of_a_clean_run_is_this() {
    let place = Place::new(&[CLEAN]);
    let ran = place.run(&["scan", "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let expected = json!({
        "schema_version": 1,
        "summary": { "files": 1, "skipped": 0, "errors": 0, "findings": 0 },
        "findings": [],
        "errors": [],
    });
    assert_eq!((ran.code, document, ran.stderr.as_str()), (0, expected, ""));
}

#[test]
fn a_syntax_error_is_never_clean() {
    let place = Place::new(&[("half.py", b"import time\n\n\nasync def handler():\n    time.sleep(\n")]);
    let ran = place.run(&["scan", "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(ran.code, 1);
    assert_eq!(document["summary"]["files"], 1);
    assert_eq!(document["summary"]["errors"], 1);
    let message = document["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("line "), "{message}");
    assert!(message.contains("syntax error"), "{message}");
    assert_eq!(place.run(&["scan", "--quiet", "--exit-zero"]).code, 0);
}

#[test]
fn a_file_too_large_is_told() {
    let place = Place::new(&[CLEAN]);
    let large = fs::File::create(place.path().join("large.py")).unwrap();
    large.set_len(50 * 1024 * 1024).unwrap();
    let ran = place.run(&["scan", "--format", "concise", "--quiet"]);
    let told = "large.py: skipped: 50.0 MiB, files over 16 MiB are not analysed\n";
    assert_eq!((ran.code, ran.stdout.as_str()), (1, told));
}

#[test]
fn deep_nesting_is_told_and_survived() {
    let brackets = "(".repeat(100_000);
    let chain = format!("x = a{}\n", ".b()".repeat(100_000));
    let minus = format!("x = {}1\n", "-".repeat(100_000));
    for text in [brackets, chain, minus] {
        let place = Place::new(&[("deep.py", text.as_bytes()), CLEAN]);
        let ran = place.run(&["scan", "--format", "json"]);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(ran.code, 1, "{}", &ran.stderr);
        assert_eq!(document["summary"]["errors"], 1);
        assert_eq!(document["errors"][0]["path"], "deep.py");
    }
}

#[test]
#[cfg(unix)]
fn a_report_goes_where_it_is_sent() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(&[CLEAN, ("report.json", b"old")]);
    let report = place.path().join("report.json");
    fs::set_permissions(&report, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&report, place.path().join("link.json")).unwrap();
    let scan = |output: &str| place.run(&["scan", "--quiet", "--format", "json", "--output", output]);
    assert_eq!(scan("link.json").code, 0);
    assert!(place.path().join("link.json").is_symlink());
    assert!(serde_json::from_slice::<Value>(&fs::read(&report).unwrap()).is_ok());
    assert_eq!(report.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    // A pipe is written to, not replaced.
    let ran = scan("/dev/stdout");
    assert!(serde_json::from_str::<Value>(&ran.stdout).is_ok(), "{} {}", ran.stdout, ran.stderr);
}

#[test]
fn values_show_where_they_come_from() {
    let place = Place::new(&[
        ("pyproject.toml", b"[project]\nrequires-python = \">=3.11\"\n\n[tool.awaitwise]\nignore = [\"AW106\", \"cache.get\"]\n".as_slice()),
        CLEAN,
    ]);
    let ran = place.run(&["config", "--show", "--format", "json", "--select", "blocking"]);
    let values: Value = serde_json::from_str(&ran.stdout).unwrap();
    let origin = |key: &str| values[key]["origin"].as_str().unwrap().replace('\\', "/");
    assert_eq!(values["select"], json!({ "value": ["blocking"], "origin": "command line" }));
    assert_eq!(values["ignore"]["value"], json!(["AW106", "cache.get"]));
    assert!(origin("ignore").ends_with("/pyproject.toml:5"), "{}", origin("ignore"));
    assert_eq!(values["target-version"]["value"], "3.11");
    assert!(origin("target-version").ends_with("/pyproject.toml:2"), "{}", origin("target-version"));
    assert_eq!(values["offload"]["origin"], "default");
}

#[test]
fn the_schema_knows_every_key_that_is_accepted() {
    let place = Place::new(&[CLEAN]);
    let schema: Value = serde_json::from_str(&place.run(&["config", "--schema"]).stdout).unwrap();
    let keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert!(keys.len() >= 8, "{keys:?}");
    for key in keys {
        place.write("awaitwise.toml", format!("{key} = 0\n").as_bytes());
        let ran = place.run(&["scan", "--config", "awaitwise.toml"]);
        assert!(ran.code == 2 && !ran.stderr.contains("unknown key"), "{key}: {}", ran.stderr);
    }
}

#[test]
fn skills_and_patterns_are_read_from_the_binary() {
    let place = Place::new(&[]);
    let skill = Path::new(env!("CARGO_MANIFEST_DIR")).join("skills/python-async-patterns");
    for file in ["SKILL.md", "references/performance.md"] {
        let ran = place.run(&["skill", "read", "python-async-patterns", file]);
        assert_eq!(ran.stdout.as_bytes(), fs::read(skill.join(file)).unwrap(), "{file}");
    }
    let pattern: Value =
        serde_json::from_str(&place.run(&["pattern", "bounded-map-stream", "--format", "json"]).stdout)
            .unwrap();
    for key in ["id", "title", "reference", "since", "summary", "pitfalls", "code", "uri", "tokens"] {
        assert!(!pattern[key].is_null(), "{key}");
    }
    let ran = place.run(&[
        "pattern",
        "--search",
        "too many open files with gather",
        "--limit",
        "3",
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let results = found["results"].as_array().unwrap();
    assert!((1..=3).contains(&results.len()), "{found}");
    for key in ["id", "title", "reference", "since", "summary", "score"] {
        assert!(!results[0][key].is_null(), "{key}");
    }
}

#[test]
fn a_project_is_planned_written_and_left_alone() {
    let place = Place::new(&[]);
    let plan =
        place.run(&["new", "aiohttp-service", "orders", "--dest", "made", "--dry-run", "--format", "json"]);
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    assert!(!place.path().join("made").exists(), "a dry run writes");
    let made = place.run(&["new", "aiohttp-service", "orders", "--dest", "made"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    for file in plan["files"].as_array().unwrap() {
        let path = format!("made/{}", file["path"].as_str().unwrap());
        assert_eq!(place.read(&path).len() as u64, file["size"].as_u64().unwrap(), "{path}");
    }
    let again = place.run(&["new", "aiohttp-service", "orders", "--dest", "made"]);
    assert_eq!(again.code, 2, "{}", again.stdout);
    assert!(again.stderr.contains("help: "), "{}", again.stderr);
    let update = place.run(&["update", "made"]);
    assert_eq!((update.code, update.stdout.contains("is up to date")), (0, true), "{}", update.stderr);
}

#[test]
fn completions_name_every_subcommand() {
    let place = Place::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = place.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        for command in ["scan", "serve", "explain", "pattern", "new", "config"] {
            assert!(ran.stdout.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn every_help_has_examples() {
    let place = Place::new(&[]);
    for command in ["scan", "serve", "explain", "pattern", "new", "update", "skill", "config", "register"] {
        let ran = place.run(&[command, "--help"]);
        assert!(ran.code == 0 && ran.stdout.contains("Examples:"), "{command}");
    }
}

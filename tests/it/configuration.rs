//! Configuration and suppression as a project meets them: on the command line and over MCP.

use serde_json::json;

use crate::cli::{Place, Ran, fed};
use crate::client::{Client, Era};

const SLEEPS: &[u8] = b"import time\n\n\nasync def main():\n    time.sleep(1)\n";

/// `path:line rule` of each finding.
fn found(ran: &Ran) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).expect(&ran.stderr);
    let findings = value["findings"].as_array().unwrap().iter();
    let one = |finding: &serde_json::Value| {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let line = &finding["range"]["start"]["line"];
        format!(
            "{}:{line} {} {}",
            text(&finding["path"]),
            text(&finding["rule"]["name"]),
            text(&finding["severity"])
        )
    };
    findings.map(one).collect()
}

fn scan(place: &Place, arguments: &[&str]) -> Vec<String> {
    found(&place.run(&[&["scan", "--format", "json"], arguments].concat()))
}

/// Each file obeys the configuration nearest to it; what a nested one excludes is left out, what is outside of it is not touched.
#[test]
fn each_package_has_its_own_configuration() {
    let place = Place::new(&[
        ("pyproject.toml", b"[tool.awaitwise]\nignore = [\"lost-task\"]\n"),
        ("app.py", SLEEPS),
        ("one/pyproject.toml", b"[tool.awaitwise]\nignore = [\"blocking-sleep\"]\n"),
        ("one/deep/app.py", SLEEPS),
        ("two/awaitwise.toml", b"exclude = [\"generated\"]\n[severity]\nblocking = \"warning\"\n[per-file-ignores]\n\"scripts/*.py\" = [\"ALL\"]\n"),
        ("two/app.py", SLEEPS),
        ("two/generated/app.py", SLEEPS),
        ("two/scripts/run.py", SLEEPS),
        // Without a section of ours it only says which Python the package needs.
        ("three/pyproject.toml", b"[project]\nrequires-python = \">=3.8\"\n"),
        ("three/app.py", SLEEPS),
    ]);
    let expected = [
        "app.py:5 blocking-sleep error",
        "three/app.py:5 blocking-sleep error",
        "two/app.py:5 blocking-sleep warning",
    ];
    assert_eq!(scan(&place, &[]), expected);
    assert_eq!(scan(&place, &["one", "two"]), ["two/app.py:5 blocking-sleep warning"]);
    assert_eq!(scan(&place, &["--isolated"]).len(), 6);
    let shown = place.run(&["config", "--show", "one/deep/app.py"]).stdout;
    assert!(
        shown.contains("ignore = [\"blocking-sleep\"]") && shown.contains("one/pyproject.toml:2"),
        "{shown}"
    );
}

/// A nested configuration that is at fault is told, and the rest is scanned.
#[test]
fn a_broken_configuration_below_costs_nothing_else() {
    let place =
        Place::new(&[("app.py", SLEEPS), ("data/pyproject.toml", b"[tool\n"), ("data/app.py", SLEEPS)]);
    let ran = place.run(&["scan", "--format", "json"]);
    assert_eq!(found(&ran).len(), 2);
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let error = value["errors"][0].to_string();
    assert!(error.contains("data/pyproject.toml") && error.contains("line 1"), "{error}");
}

/// What is there and cannot be read may have said anything: nothing is scanned as if it were not there.
#[test]
fn a_configuration_that_cannot_be_read_is_an_error() {
    let bytes: &[u8] = b"# one\n# \xff\n[tool.awaitwise]\nignore = [\"AW101\"]\n";
    for name in ["pyproject.toml", "awaitwise.toml"] {
        let place = Place::new(&[("app.py", SLEEPS), ("src/app.py", SLEEPS), (name, bytes)]);
        for arguments in [&["scan"][..], &["scan", "src/app.py"], &["scan", "--config", name]] {
            let ran = place.run(arguments);
            assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
            assert!(
                ran.stderr.contains(&format!("{name}:2: not valid UTF-8\nhelp: save it as UTF-8")),
                "{}",
                ran.stderr
            );
        }
        assert_eq!(place.run(&["scan", "--isolated"]).code, 1);
        let mut client = Client::open(place.path(), Era::Modern);
        let told = client.refusal("scan_blocking_calls", json!({}));
        assert!(told.contains("not valid UTF-8"), "{told}");
        let place = Place::new(&[("app.py", SLEEPS), (&format!("{name}/x"), b"")]);
        let ran = place.run(&["scan"]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("cannot read the configuration: "), "{}", ran.stderr);
        #[cfg(unix)]
        for target in [name, "absent"] {
            let place = Place::new(&[("app.py", SLEEPS)]);
            std::os::unix::fs::symlink(target, place.path().join(name)).unwrap();
            assert_eq!(place.run(&["scan"]).code, 2, "{name} -> {target}");
        }
        // Below, it concerns its own folder only.
        let place =
            Place::new(&[("app.py", SLEEPS), ("sub/app.py", SLEEPS), (&format!("sub/{name}"), bytes)]);
        let ran = place.run(&["scan", "--format", "json"]);
        assert_eq!(found(&ran).len(), 2);
        assert!(
            ran.stdout.contains("line 2: not valid UTF-8; this configuration is left out"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn what_is_wrong_in_a_configuration_is_told_in_plain_words_at_its_line() {
    for (text, message) in [
        ("select = \"blocking\"", "1: `select` has to be a list of texts\nhelp: write it as select = ["),
        ("select = [\n  \"blocking\",\n  3,\n]", "3: `select` has to be a list of texts"),
        ("select = [\n  \"blocking\",\n  \"nope\",\n]", "3: unknown rule: nope"),
        ("ignore = [\n  \"blockng\",\n]", "2: unknown rule: blockng\nhelp: did you mean blocking?"),
        ("\nmin-severity = \"high\"", "2: `min-severity` has to be \"info\", \"warning\" or \"error\""),
        ("min-severity = 3", "1: `min-severity` has to be \"info\", \"warning\" or \"error\""),
        (
            "target-version = 3.11",
            "1: `target-version` has to be a text\nhelp: write it as target-version = \"3.11\"",
        ),
        ("[blocking]\n\"a\" = \"\"\n\"b\" = 1", "3: `blocking.b` has to be a text"),
        ("blocking = true", "1: `blocking` has to be a list of texts or a table"),
        ("blocking = [\n1]", "2: `blocking` has to be a list of texts"),
        ("offload = [[]]", "1: `offload` has to be a list of texts"),
        ("[severity]\nblocking = \"error\"\n\nnope = \"info\"", "4: unknown rule: nope"),
        (
            "[severity]\nblocking = \"fatal\"",
            "2: `severity.blocking` has to be \"info\", \"warning\" or \"error\"",
        ),
        ("severity = []", "1: `severity` has to be a table\nhelp: write it as severity = {"),
        ("[per-file-ignores]\n\"a.py\" = [\"AW101\"]\n\"b.py\" = [\n\"nope\"]", "4: unknown rule: nope"),
        ("[per-file-ignores]\n\"a.py\" = \"AW101\"", "2: `per-file-ignores.a.py` has to be a list of texts"),
        ("[per-file-ignores]\n\"a.py\" = [\"AW101\"]\n\"b[.py\" = [\"AW101\"]", "3: error parsing glob"),
        ("exclude = [\n\"a\",\n\"b[\"]", "3: error parsing glob"),
    ] {
        let place = Place::new(&[("app.py", SLEEPS), ("awaitwise.toml", text.as_bytes())]);
        let ran = place.run(&["scan"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{text}");
        assert!(ran.stderr.contains(&format!("awaitwise.toml:{message}")), "{text}: {}", ran.stderr);
    }
}

/// Text from standard input belongs where its name says.
#[test]
fn standard_input_is_configured_by_its_name() {
    let place = Place::new(&[("src/awaitwise.toml", b"ignore = [\"blocking-sleep\"]\n")]);
    let run = |name: &str| {
        let arguments = ["scan", "-", "--stdin-filename", name, "--format", "json"];
        found(&place.run_with(&arguments, SLEEPS))
    };
    assert_eq!(run("src/app.py"), Vec::<String>::new());
    assert_eq!(run("app.py"), ["app.py:5 blocking-sleep error"]);
}

/// What is said of paths holds for the name of standard input, however that is written and wherever the command stands.
#[test]
fn standard_input_lies_where_its_name_says() {
    for said in ["[per-file-ignores]\n\"tests/**\" = [\"AW101\"]\n", "exclude = [\"tests/**\"]\n"] {
        let place =
            Place::new(&[("awaitwise.toml", said.as_bytes()), ("tests/a.py", b""), ("src/a.py", b"")]);
        let absolute = |name: &str| place.path().join(name).to_str().unwrap().to_owned();
        let cases = [
            (".", "tests/a.py".to_owned(), 0),
            (".", absolute("tests/a.py"), 0),
            ("tests", "a.py".to_owned(), 0),
            ("src", "../tests/a.py".to_owned(), 0),
            ("src", "a.py".to_owned(), 1),
            (".", absolute("src/a.py"), 1),
        ];
        for (here, name, findings) in cases {
            let mut command = place.command(&["scan", "-", "--stdin-filename", &name, "--format", "json"]);
            command.current_dir(place.path().join(here));
            let ran = Ran::of(fed(command, SLEEPS));
            assert_eq!(found(&ran).len(), findings, "{said} {here} {name}");
        }
    }
}

#[test]
fn keys_of_the_configuration_do_what_they_say() {
    let app: &[u8] = b"import asyncio\nfrom lib import crunch, in_thread, quick\n\n\nasync def main():\n    crunch(1)\n    await in_thread(crunch, 1)\n    quick()\n    open('x')\n\n\ndef policy(p):\n    asyncio.set_event_loop_policy(p)\n";
    let with = |text: &str| {
        let place = Place::new(&[("app.py", app), ("awaitwise.toml", text.as_bytes())]);
        scan(&place, &[])
    };
    let all = ["app.py:9 blocking-file warning", "app.py:13 deprecated-api warning"];
    assert_eq!(with(""), all);
    assert_eq!(with("select = [\"ASYNC230\"]"), all[..1]);
    assert_eq!(with("ignore = [\"ASYNC230\"]"), all[1..]);
    assert_eq!(with("target-version = \"3.10\""), all[..1], "there is nothing to take instead before 3.11");
    assert_eq!(
        with("target-version = \"3.12\"\nmin-severity = \"info\"")[1],
        "app.py:13 deprecated-api info"
    );
    assert_eq!(
        with("severity = { blocking-file = \"error\", blocking = \"info\" }")[0],
        "app.py:9 blocking-file error"
    );
    let blocks = with("blocking = [\"lib.*\"]\noffload = [\"lib.in_thread\"]\nignore = [\"lib.quick\"]");
    assert_eq!(blocks[0], "app.py:6 blocking-configured error");
    assert_eq!(blocks.len(), 3, "{blocks:?}");
    assert_eq!(with("exclude = [\"app.py\"]"), Vec::<String>::new());
    let place = Place::new(&[("app.py", app)]);
    assert_eq!(scan(&place, &["--target-version", "3.10"]), all[..1]);
}

/// Every spelling silences exactly its line, with our names and those of others.
#[test]
fn comments_silence_their_line() {
    for comment in [
        "# noqa",
        "# noqa: AW101",
        "# noqa: ASYNC251",
        "# noqa: E501, ASYNC251  because",
        "# ruff: ignore[ASYNC251]",
        "# awaitwise: ignore[blocking-sleep]",
        "# awaitwise: ignore[blocking]",
        "# type: ignore  # noqa: S7488",
    ] {
        let text =
            format!("import time\n\n\nasync def main():\n    time.sleep(1)  {comment}\n    time.sleep(2)\n");
        let place = Place::new(&[("app.py", text.as_bytes())]);
        assert_eq!(scan(&place, &[]), ["app.py:6 blocking-sleep error"], "{comment}");
        assert_eq!(scan(&place, &["--ignore-suppressions"]).len(), 2, "{comment}");
    }
    for comment in
        ["# noqa: ASYNC210", "# noqa: E501", "# ruff: ignore[E501]", "# awaitwise: ignore[lost-task]"]
    {
        let text = format!("import time\n\n\nasync def main():\n    time.sleep(1)  {comment}\n");
        let place = Place::new(&[("app.py", text.as_bytes())]);
        assert_eq!(scan(&place, &[]), ["app.py:5 blocking-sleep error"], "{comment}");
        let told = place.run(&["scan", "--report-unused-suppressions", "--format", "concise"]).stdout;
        assert_eq!(told.contains("unused suppression"), comment.contains("awaitwise"), "{comment}: {told}");
    }
}

/// The server obeys the configuration of the folder that it is asked about.
#[test]
fn the_server_reads_the_same_configuration() {
    let place = Place::new(&[
        ("app.py", SLEEPS),
        ("one/pyproject.toml", b"[tool.awaitwise]\nignore = [\"blocking-sleep\"]\n"),
        ("one/app.py", SLEEPS),
        ("bad/awaitwise.toml", b"selct = []\n"),
        ("bad/app.py", SLEEPS),
    ]);
    let mut client = Client::open(place.path(), Era::Modern);
    let mut count = |arguments: serde_json::Value| {
        let result = client.tool("scan_blocking_calls", arguments);
        assert_eq!(result["isError"], false, "{result}");
        result["structuredContent"]["findings"].as_array().map(Vec::len)
    };
    assert_eq!(count(json!({"path": "one"})), Some(0));
    assert_eq!(count(json!({"path": "."})), Some(2));
    let files = json!({"files": [
        {"name": "one/app.py", "text": String::from_utf8_lossy(SLEEPS)},
        {"name": "two/app.py", "text": String::from_utf8_lossy(SLEEPS)},
        {"name": "one/pyproject.toml", "text": "[tool.awaitwise]\nignore = [\"ASYNC251\"]\n"},
    ]});
    assert_eq!(count(files), Some(1));
    let told = client.refusal("scan_blocking_calls", json!({"path": "bad"}));
    assert!(told.contains("unknown key: selct") && told.contains("did you mean select?"), "{told}");
}

/// A path that leads out of the working directory leads there in reports, too, and from reports to explanations.
#[test]
fn reports_name_files_as_they_are_reached() {
    let place = Place::new(&[("src/pkg/app.py", SLEEPS), ("ci/app.py", b"x = 1\n")]);
    let cases: [(&[&str], &str); 5] = [
        (&["../src"], "../src/pkg/app.py:5:5"),
        (&["../src/pkg/app.py"], "../src/pkg/app.py:5:5"),
        (&["../src/pkg", "app.py"], "../src/pkg/app.py:5:5"),
        (&[".."], "../src/pkg/app.py:5:5"),
        (&[".", "../src"], "../src/pkg/app.py:5:5"),
    ];
    for (paths, expected) in cases {
        let mut command = place.command(&["scan", "--format", "concise", "--quiet"]);
        let output = command.args(paths).current_dir(place.path().join("ci")).output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(stdout.starts_with(expected), "{paths:?}: {stdout}");
    }
    let mut command = place.command(&["explain", "--at", "../src/pkg/app.py:5", "--root", "../src"]);
    let output = command.current_dir(place.path().join("ci")).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("time.sleep"), "{stdout}");
}

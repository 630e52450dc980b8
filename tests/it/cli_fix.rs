//! What `--fix` and `--diff` write and print, byte for byte.

use serde_json::{Value, json};

use crate::cli::{Place, Ran};
use crate::client::{Client, Era};

const SLEEPS: &[u8] = b"import time\n\n\nasync def main():\n    time.sleep(1)\n";

/// Sources whose bytes are not those of their text in UTF-8, or that a terminal would take for commands.
const ODD_BYTES: &[(&str, &[u8])] = &[
    ("escapes.py", b"import time\nx = '\x1b[31m\x01\x07\x7f\x0b'\nasync def m():\n    time.sleep(1)\n"),
    ("latin.py", b"# coding: latin-1\nimport time\nasync def m():\n    time.sleep(1); x = '\xe9'\n"),
    ("japanese.py", b"# coding: cp932\nimport time\nasync def m():\n    time.sleep(1); x = '\x83\x5c'\n"),
    ("russian.py", b"# coding: koi8-r\r\nimport time\r\nasync def m():\r\n    time.sleep(1); x = '\xc1'\r\n"),
    ("mark.py", b"\xef\xbb\xbfimport time\nasync def m():\n    time.sleep(1)\n"),
    ("first.py", b"\xef\xbb\xbfasync def m():\n    x = input()\n"),
];

/// `name` as `--fix` writes it.
fn fixed(name: &str, source: &[u8]) -> Vec<u8> {
    let place = Place::new(&[(name, source)]);
    let ran = place.run(&["scan", "--fix", "--quiet", name]);
    let fixed = place.read(name);
    assert_ne!(fixed, source, "{name} is not fixed: {}", ran.stderr);
    fixed
}

#[test]
fn standard_input_is_fixed_as_a_file_is() {
    let place = Place::new(&[]);
    for (name, source) in ODD_BYTES {
        let output = place.output(&["scan", "-", "--fix", "--stdin-filename", name], source);
        assert_eq!(output.stdout.escape_ascii().to_string(), fixed(name, source).escape_ascii().to_string());
    }
    // What cannot be written back stays, byte for byte: JIS X 0212 can only be read.
    let source = b"# coding: euc_jp\nimport time\nasync def m():\n    time.sleep(1); x = '\x8f\xb0\xa1'\n";
    let output = place.output(&["scan", "-", "--fix"], source);
    assert_eq!((output.stdout.as_slice(), output.status.code()), (&source[..], Some(1)));
}

#[test]
fn what_is_left_of_standard_input_is_told() {
    let source: &[u8] =
        b"import asyncio, time\nasync def m():\n    time.sleep(1)\n    try:\n        await asyncio.sleep(1)\n    finally:\n        return\n";
    let after = "import asyncio, time\nasync def m():\n    await asyncio.sleep(1)\n    try:\n        await asyncio.sleep(1)\n    finally:\n        return\n";
    let place = Place::new(&[]);
    let fix = |arguments: &[&str], source: &[u8]| {
        let ran = place
            .run_with(&[&["scan", "-", "--fix", "--stdin-filename", "m.py"], arguments].concat(), source);
        (ran.code, ran.stdout, ran.stderr)
    };
    let left = "m.py:7:9: AW402[jump-in-finally]";
    let (code, stdout, stderr) = fix(&["--format", "concise"], source);
    assert_eq!((code, stdout.as_str()), (1, after), "{stderr}");
    assert!(stderr.starts_with(&format!("applied 1 fix in 1 file\n{left} ")), "{stderr}");
    assert!(stderr.ends_with("\n1 error in 1 file\n"), "{stderr}");
    let (.., stderr) = fix(&[], source);
    assert!(stderr.contains("\n7 |         return\n"), "{stderr}");
    // Programs get the report alone, or in a file.
    let (.., stderr) = fix(&["--format", "json"], source);
    let report: Value = serde_json::from_str(&stderr).unwrap();
    let (code, stdout, stderr) = fix(&["--format", "json", "--output", "report.json"], source);
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (1, after, "applied 1 fix in 1 file\n"));
    assert_eq!(serde_json::from_slice::<Value>(&place.read("report.json")).unwrap(), report);
    let (code, stdout, stderr) = fix(&["--quiet"], b"def f(:\n");
    assert_eq!((code, stdout.as_str()), (1, "def f(:\n"));
    assert!(stderr.starts_with("m.py:1:7: line 1: syntax error: "), "{stderr}");
}

#[test]
fn diffs_apply_to_the_bytes_of_the_file() {
    for (name, source) in ODD_BYTES {
        let place = Place::new(&[(name, source)]);
        let expected = fixed(name, source).escape_ascii().to_string();
        place.run(&["scan", "--diff", "--output", "patch"]);
        for (way, diff) in [
            ("a file", place.output(&["scan", "--diff", name], b"").stdout),
            (
                "standard input",
                place.output(&["scan", "-", "--diff", "--stdin-filename", name], source).stdout,
            ),
            ("a file of its own", place.read("patch")),
        ] {
            let patch = diffy::Patch::from_bytes(&diff).unwrap();
            let patched = diffy::apply_bytes(source, &patch).map(|bytes| bytes.escape_ascii().to_string());
            assert_eq!(patched.ok().as_ref(), Some(&expected), "{name} from {way}: {}", diff.escape_ascii());
        }
    }
}

#[test]
fn the_server_keeps_byte_order_marks_and_names_encodings() {
    let place = Place::new(ODD_BYTES);
    let mut client = Client::open(place.path(), Era::Modern);
    for (name, source) in ODD_BYTES {
        let answer = client.tool("fix_blocking_calls", json!({ "path": name }));
        let (data, said) = (&answer["structuredContent"], answer["content"][0]["text"].as_str().unwrap());
        assert_eq!(
            said.contains(" is in "),
            matches!(*name, "latin.py" | "japanese.py" | "russian.py"),
            "{said}"
        );
        let Ok(text) = std::str::from_utf8(source) else { continue };
        let expected = String::from_utf8(fixed(name, source)).unwrap();
        let patch = diffy::Patch::from_str(data["diff"].as_str().unwrap()).unwrap();
        assert_eq!(diffy::apply(text, &patch).ok().as_ref(), Some(&expected), "{data}");
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        for edit in data["files"][0]["edits"].as_array().unwrap().iter().rev() {
            let line = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap() - 1;
            lines.splice(line("start_line")..line("end_line"), [edit["text"].as_str().unwrap()]);
        }
        assert_eq!(lines.concat(), expected, "{data}");
    }
}

/// Runs as somebody who may not write what he does not own; the superuser may write everything.
#[cfg(unix)]
fn run_without_rights(place: &Place, arguments: &[&str]) -> Option<Ran> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let mut command = place.command(arguments);
    if place.path().metadata().unwrap().uid() == 0 {
        std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        command.uid(65534).gid(65534);
    }
    // Where not even the program may be read, there is nothing to see.
    let output = command.arg("--no-cache").output().ok()?;
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    Some(Ran { code: output.status.code().unwrap(), stdout, stderr })
}

#[cfg(unix)]
#[test]
fn what_could_not_be_written_is_still_to_be_fixed() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(&[("closed/app.py", SLEEPS), ("locked.py", SLEEPS)]);
    let limit = |path, mode| {
        std::fs::set_permissions(place.path().join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    limit("locked.py", 0o444);
    limit("closed", 0o555);
    let Some(ran) = run_without_rights(&place, &["scan", "--fix", "--format", "concise"]) else { return };
    limit("closed", 0o755);
    let finding = "5:5: AW101[blocking-sleep] `time.sleep` blocks the event loop";
    assert_eq!(
        (ran.code, ran.stdout),
        (1, format!("closed/app.py:{finding}\nlocked.py:{finding}\n")),
        "{}",
        ran.stderr
    );
    assert_eq!(
        ran.stderr,
        "warning: closed/app.py: its folder takes no new file (permission denied), left as it is\n\
         help: make the folder writable: a fixed file takes the place of the old one\n\
         warning: locked.py: read-only, left as it is\n\
         help: make the file writable\n\
         applied 0 fixes in 0 files\n\
         2 errors in 2 files; 2 can be mended with --fix\n"
    );
    // What can be written counts, what cannot does not.
    place.write("open.py", SLEEPS);
    let ran = place.run(&["scan", "--fix", "--format", "concise", "locked.py", "open.py"]);
    assert!(ran.stderr.contains("\napplied 1 fix in 1 file\n1 error in 2 files"), "{}", ran.stderr);
    assert!(ran.code == 1 && ran.stdout == format!("locked.py:{finding}\n"), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn a_fixed_file_keeps_its_owner() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let place = Place::new(&[("app.py", SLEEPS)]);
    let file = place.path().join("app.py");
    if chown(&file, Some(65534), Some(65533)).is_err() {
        // Only the superuser gives files away.
        return;
    }
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(place.run(&["scan", "--fix", "--quiet"]).code, 0);
    let known = file.metadata().unwrap();
    assert_ne!(place.read("app.py"), SLEEPS);
    assert_eq!((known.uid(), known.gid(), known.mode() & 0o777), (65534, 65533, 0o640));
}

//! What `--fix` and `--diff` write and print, byte for byte.

use crate::cli::Place;

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

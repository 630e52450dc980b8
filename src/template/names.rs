//! Names that a project can have: valid for packaging, for Python's import, and for every file system.

use super::TemplateError;

/// The longest project name: lines of the templates keep their length with it.
pub const LONGEST_NAME: usize = 40;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Modules of the standard library in any of the supported Python versions.
const STDLIB: &str = include_str!("stdlib.txt");

/// Names with a meaning of their own in a project's folder.
const TAKEN: [&str; 5] = ["src", "test", "tests", "conftest", "site"];

/// Checks the name of a project, and returns the name of its package.
pub(super) fn package(name: &str) -> Result<String, TemplateError> {
    let bad = |problem: &str, help: &str| {
        Err(TemplateError::BadValue {
            what: "name",
            value: shorten(name),
            problem: problem.to_owned(),
            help: help.to_owned(),
        })
    };
    if name.is_empty() {
        return bad("is empty", "give a name such as `order-service`");
    }
    if name.chars().count() > LONGEST_NAME {
        return bad("is too long", &format!("use at most {LONGEST_NAME} characters"));
    }
    if name.contains(['/', '\\', '\0']) || name == "." || name == ".." {
        return bad(
            "is a path",
            "give a plain name such as `order-service`; the destination is a parameter of its own",
        );
    }
    if !name.is_ascii() {
        return bad(
            "has characters outside ASCII",
            "use ASCII letters, digits, `-`, `_` and `.`: packaging tools accept nothing else",
        );
    }
    let inner = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    let bytes = name.as_bytes();
    let ends = [bytes[0], bytes[bytes.len() - 1]];
    if !bytes.iter().copied().all(inner) || !ends.iter().all(u8::is_ascii_alphanumeric) {
        return bad(
            "is not a valid project name (PEP 508)",
            "use ASCII letters, digits, `-`, `_` and `.`, and begin and end with a letter or digit",
        );
    }
    let package = normalize(name).replace('-', "_");
    if package.starts_with(|c: char| c.is_ascii_digit()) {
        return bad("gives a package that is no identifier", "begin with a letter");
    }
    if KEYWORDS.contains(&package.as_str()) || KEYWORDS.contains(&name) {
        return bad("is a Python keyword", &format!("use another name, such as `{name}-app`"));
    }
    if STDLIB.lines().any(|module| module == package) {
        return bad(
            "is a module of Python's standard library",
            &format!("use another name, such as `{name}-app`"),
        );
    }
    if TAKEN.contains(&package.as_str()) || reserved(&package) {
        return bad("is reserved", &format!("use another name, such as `{name}-app`"));
    }
    Ok(package)
}

/// A distribution's name as indexes compare it (PEP 503).
pub(super) fn normalize(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            _ => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

/// Device names that Windows gives no file.
pub(super) fn reserved(component: &str) -> bool {
    let stem = component.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || ["com", "lpt"].iter().any(|prefix| {
            stem.strip_prefix(prefix)
                .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|digit| digit.is_ascii_digit()))
        })
}

/// Checks a text that ends up in metadata: one line of reasonable length without control characters.
pub(super) fn line(what: &'static str, text: &str, longest: usize) -> Result<(), TemplateError> {
    let problem = if text.chars().count() > longest {
        "is too long"
    } else if text.chars().any(char::is_control) {
        "has control characters"
    } else {
        return Ok(());
    };
    let help = format!("use one line of at most {longest} characters");
    Err(TemplateError::BadValue { what, value: shorten(text), problem: problem.to_owned(), help })
}

/// A value as an error shows it: printable and short.
pub(super) fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut out: String = text
        .chars()
        .take(SHOWN)
        .flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect();
    if text.chars().count() > SHOWN {
        out.push('…');
    }
    out
}

//! What is asked for and what comes out: plain data.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// What to generate. Empty texts and `None` mean "as the template has it".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The kind, such as `aiohttp-service`; `skill/kind` where two skills have one of that name.
    pub kind: String,
    /// The project's name, such as `order-service`.
    pub name: String,
    /// The oldest Python version to support, such as `3.12`.
    pub python: Option<String>,
    /// `docker` turns an option on, `no-docker` off, `region=eu` sets a parameter of the template. `author=`,
    /// `description=` and `license=` may stand here, too: every kind has these parameters.
    pub options: Vec<String>,
    /// One line on what the project does.
    pub description: Option<String>,
    /// The author's name.
    pub author: Option<String>,
    /// An SPDX identifier, see [`super::LICENSES`].
    pub license: Option<String>,
}

impl Request {
    /// The same request with every value in the field that is its own.
    pub(super) fn sorted_out(&self) -> Self {
        let mut request = Self { options: Vec::new(), ..self.clone() };
        for option in &self.options {
            let own = match option.split_once('=') {
                Some(("author", value)) => Some((&mut request.author, value)),
                Some(("description", value)) => Some((&mut request.description, value)),
                Some(("license", value)) => Some((&mut request.license, value)),
                _ => None,
            };
            match own {
                Some((field, value)) => *field = Some(value.to_owned()),
                None => request.options.push(option.clone()),
            }
        }
        request
    }
}

/// A generated project, not yet written anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Project {
    /// The kind.
    pub kind: String,
    /// The template's version.
    pub version: String,
    /// The project's name.
    pub name: String,
    /// The package to import and to run with `python -m`.
    pub package: String,
    /// The oldest Python version supported.
    pub python: String,
    /// The options that are on, sorted.
    pub options: Vec<String>,
    /// All files, sorted by path.
    pub files: Vec<File>,
    /// Commands to run next, in the project's folder.
    pub next_steps: Vec<String>,
    /// Commands that must pass.
    pub checks: Vec<String>,
}

/// One file of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Relative, with `/`.
    pub path: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub size: usize,
    /// Permission bits: 0o644, or 0o755 for a script.
    pub mode: u32,
    /// True for what only `update` reads: nobody needs to look at it.
    pub internal: bool,
    /// The content.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl File {
    /// A file with its digest; a text that starts with `#!` is a script.
    pub(super) fn new(path: String, text: String) -> Self {
        let mode = if text.starts_with("#!") { 0o755 } else { 0o644 };
        Self { sha256: sha256(text.as_bytes()), size: text.len(), mode, internal: false, path, text }
    }

    pub(super) fn internal(path: &str, text: String) -> Self {
        Self { internal: true, ..Self::new(path.to_owned(), text) }
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digest = Sha256::digest(bytes);
    digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)]).collect()
}

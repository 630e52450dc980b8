//! What can go wrong, in the words of the person who has to mend it.

use std::io;
use std::path::{Path, PathBuf};

use crate::text::counted;

/// Why no project came out. `Display` says what is wrong, [`TemplateError::help`] what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// No template of that kind.
    #[error("unknown kind `{kind}`")]
    UnknownKind {
        /// What was asked for.
        kind: String,
        /// All kinds there are.
        known: Vec<String>,
    },
    /// A parameter has a value that cannot be used.
    #[error("{what} `{value}` {problem}")]
    BadValue {
        /// Which parameter, such as `name`.
        what: &'static str,
        /// The value as given, shortened.
        value: String,
        /// What is wrong with it.
        problem: String,
        /// What to do instead.
        help: String,
    },
    /// The kind has no such option.
    #[error("`{kind}` has no option `{option}`")]
    UnknownOption {
        /// The kind.
        kind: String,
        /// The option as given.
        option: String,
        /// The options there are.
        known: Vec<String>,
    },
    /// Options that do not go together.
    #[error("option `{option}` {problem}")]
    Incompatible {
        /// The option.
        option: String,
        /// Why it cannot be used so.
        problem: String,
        /// What to do.
        help: String,
    },
    /// A signal has come: it ends the process as soon as everything is put back.
    #[error("stopped by a signal")]
    Interrupted,
    /// The template itself is faulty.
    #[error("template file {path} is not usable: {problem}")]
    BadTemplate {
        /// The file inside the skill.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// The destination may not be written.
    #[error("destination `{path}` {problem}")]
    BadDestination {
        /// The path as given.
        path: String,
        /// What is wrong.
        problem: String,
        /// What to do.
        help: String,
    },
    /// Files of the project exist already.
    #[error("{} of the project exist{} already in {}: {}", counted(.files.len(), "file"), if .files.len() == 1 { "s" } else { "" }, .dest.display(), list(.files))]
    Exists {
        /// The destination.
        dest: PathBuf,
        /// The paths that exist.
        files: Vec<String>,
    },
    /// The folder was not generated, or its record is damaged.
    #[error("{} cannot be updated: {problem}", .dest.display())]
    NotUpdatable {
        /// The project.
        dest: PathBuf,
        /// Why not.
        problem: String,
        /// What to do.
        help: String,
    },
    /// The operating system refused.
    #[error("{action} {}: {source}", .path.display())]
    Io {
        /// What was tried, such as `cannot write`.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

impl TemplateError {
    /// What to do about it: one sentence, or a list of near matches.
    pub fn help(&self) -> String {
        match self {
            Self::UnknownKind { kind, known } => near(kind, known, "kinds"),
            Self::UnknownOption { option, known, .. } => near(option, known, "options"),
            Self::BadValue { help, .. }
            | Self::Incompatible { help, .. }
            | Self::BadDestination { help, .. }
            | Self::NotUpdatable { help, .. } => help.clone(),
            Self::Interrupted => "nothing was changed; run it again".to_owned(),
            Self::BadTemplate { .. } => "mend the template; the manifest's format is described in the documentation of templates".to_owned(),
            Self::Exists { .. } => {
                "choose another destination, or set `conflict` to `skip`, which keeps these files, or to `overwrite`, which replaces them".to_owned()
            }
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "choose a destination that you may write to; nothing was changed".to_owned()
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some disk space or choose another destination; nothing was changed".to_owned()
                }
                io::ErrorKind::InvalidFilename => "choose a shorter or a plainer name; nothing was changed".to_owned(),
                _ => "nothing was changed; try again or choose another destination".to_owned(),
            },
        }
    }

    pub(super) fn io<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + use<'a> {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }

    pub(super) fn template(path: &str, problem: impl Into<String>) -> Self {
        Self::BadTemplate { path: path.to_owned(), problem: problem.into() }
    }
}

/// "did you mean" with the near matches, or all there are.
fn near(given: &str, known: &[String], what: &str) -> String {
    let lower = given.to_lowercase();
    let mut close: Vec<(usize, &String)> = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, name), name))
        .filter(|(distance, name)| {
            *distance <= 2.max(name.len() / 3) || name.contains(&lower) || lower.contains(name.as_str())
        })
        .collect();
    close.sort();
    let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match close.first() {
        Some((_, name)) if !lower.is_empty() => format!("did you mean `{name}`? {what}: {all}"),
        _ if known.is_empty() => format!("there are no {what}"),
        _ => format!("{what}: {all}"),
    }
}

/// The first few names, and how many more there are.
pub(super) fn list(files: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = files.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if files.len() > SHOWN {
        text.push_str(&format!(" and {} more", files.len() - SHOWN));
    }
    text
}

//! What a tool reads: a path on disk, or texts that the model has at hand.

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Call, Refusal};
use crate::mcp::server::State;
use crate::rules;
use crate::scan::{Control, Options, ScanError};
use crate::text::{Source, shown};

/// More text than this in one call belongs on disk.
const MAX_BYTES: usize = 4 * 1024 * 1024;
const MAX_FILES: usize = 200;
/// Reports repeat names.
const MAX_NAME: usize = 512;

// No doc comment: it would become part of the schema.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    name: String,
    text: String,
}

/// What a tool was given to read.
pub(super) enum Given {
    Paths(Vec<PathBuf>),
    Texts(Vec<Source>),
}

/// `files` when there are any, else `path`, else every root.
pub(super) fn given(state: &State, path: Option<&str>, files: Option<Vec<File>>) -> Result<Given, Refusal> {
    let real = |path: &str| {
        state.roots.resolve(path).map_err(|error| {
            let root = state.roots.first().display();
            Refusal(format!("{error}\nhelp: give a path below {root}, or leave `path` out for all of it"))
        })
    };
    match (path, files) {
        (Some(_), Some(_)) => Err(Refusal("give either `path` or `files`, not both".to_owned())),
        (None, Some(files)) => texts(files).map(Given::Texts),
        (Some(path), None) => Ok(Given::Paths(vec![real(path)?])),
        (None, None) => Ok(Given::Paths(state.roots.all().to_vec())),
    }
}

/// What both tools ask of a scan: links are followed as far as the roots reach.
pub(super) fn options(state: &State, select: Vec<String>) -> Options {
    Options { select, within: state.roots.all().to_vec(), ..Options::default() }
}

/// Lets the scanner tell its progress and see that it is to stop.
pub(super) fn with_control<T>(
    call: &Call,
    scan: impl FnOnce(&Control<'_>) -> Result<T, ScanError>,
) -> Result<T, Refusal> {
    let report = |done, total| call.progress(done, total);
    let control = Control { stop: call.stop.clone(), progress: Some(&report) };
    scan(&control).map_err(|error| match (&error, error.help()) {
        (ScanError::UnknownRule(rule), _) if rule.near.is_empty() => {
            let categories: BTreeSet<&str> =
                rules::all().iter().map(|rule| rule.id.category.name()).collect();
            let categories: Vec<&str> = categories.into_iter().collect();
            let known = categories.join(", ");
            Refusal(format!(
                "{error}\nhelp: select ALL, a rule such as blocking-sleep, or a category: {known}"
            ))
        }
        // Paths are relative to a root here, not to a working directory.
        (ScanError::NotFound(_), _) | (_, None) => Refusal(error.to_string()),
        (_, Some(help)) => Refusal(format!("{error}\nhelp: {help}")),
    })
}

fn texts(files: Vec<File>) -> Result<Vec<Source>, Refusal> {
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    if files.is_empty() {
        return Err(Refusal("`files` is empty: give at least one {name, text}, or a `path`".to_owned()));
    }
    if files.len() > MAX_FILES || bytes > MAX_BYTES {
        let limit = format!("{MAX_FILES} files and {} MiB", MAX_BYTES / 1024 / 1024);
        return Err(Refusal(format!(
            "`files` may have at most {limit} in all; scan what is on disk with `path`"
        )));
    }
    let is_odd = |name: &str| name.is_empty() || name.len() > MAX_NAME || name.contains('\0');
    if let Some(odd) = files.iter().find(|file| is_odd(&file.name)) {
        let name = shown(&odd.name);
        return Err(Refusal(format!("`{name}` is not a file name; use one like `app/main.py`")));
    }
    Ok(files.into_iter().map(|file| Source::new(file.name, file.text)).collect())
}

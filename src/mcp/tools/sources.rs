//! What a tool reads: a path on disk, or texts that the model has at hand.

use std::sync::atomic::AtomicBool;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Call, Refusal};
use crate::finding::Severity;
use crate::mcp::server::State;
use crate::scan::{Control, Options, Report, ScanError, scan_texts};
use crate::text::Source;

/// More text than this in one call belongs on disk.
const MAX_BYTES: usize = 4 * 1024 * 1024;
const MAX_FILES: usize = 200;

// No doc comment: it would become part of the schema.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    name: String,
    text: String,
}

/// Scans what was given: `files` when there are any, else `path`, else the first root.
pub(super) fn scan(
    state: &State,
    path: Option<&str>,
    files: Option<Vec<File>>,
    select: Vec<String>,
    min_severity: Option<Severity>,
    call: &Call,
) -> Result<Report, Refusal> {
    let options = Options { select, min_severity, keep_sources: true, ..Options::default() };
    let report = |done, total| call.progress(done, total);
    let cancelled: &AtomicBool = &call.cancelled;
    let control = Control { cancelled: Some(cancelled), progress: Some(&report) };
    let outcome = match (path, files) {
        (Some(_), Some(_)) => return Err(Refusal("give either `path` or `files`, not both".to_owned())),
        (None, Some(files)) => scan_texts(&texts(files)?, &options, &control),
        (path, None) => {
            let path = match path {
                Some(path) => state.roots.resolve(path)?,
                None => state.roots.first().to_owned(),
            };
            state.scans.scan(&[path], &options, &control)
        }
    };
    outcome.map_err(|error| match (&error, error.help()) {
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
    if let Some(odd) = files.iter().find(|file| file.name.is_empty() || file.name.contains('\0')) {
        return Err(Refusal(format!(
            "`{}` is not a file name; use one like `app/main.py`",
            odd.name.escape_debug()
        )));
    }
    Ok(files.into_iter().map(|file| Source::new(file.name, file.text)).collect())
}

//! One file: bytes to the summary that the analysis needs.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::directive::{self, Directive};
use crate::python::decode::{Decoded, Encoding, decode, decoded};
use crate::python::notebook::{Cell, Notebook, NotebookError};
use crate::semantic::{self, Module};
use crate::text::{LineIndex, Position};

/// What a scan keeps of a file: small, serialisable, without the text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Unit {
    /// The summary.
    pub(super) module: Arc<Module>,
    /// Comments that silence findings.
    pub(super) directives: Vec<Directive>,
    /// What could not be read.
    pub(super) errors: Vec<Fault>,
    /// Of the file's bytes; zero for texts that are in memory anyway.
    pub(super) digest: u128,
}

/// Tells whether bytes are those that were summarised.
pub(super) fn digest(bytes: &[u8]) -> u128 {
    xxhash_rust::xxh3::xxh3_128(bytes)
}

/// A part of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fault {
    /// Where, when it is a place.
    pub(super) position: Option<(u32, Position)>,
    /// Lower case, without a final dot.
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { position: None, message: message.into() }
    }
}

/// The text of a file as the analyser sees it.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// Decoded; for a notebook all code cells.
    pub(super) code: String,
    /// Code cells of a notebook.
    pub(super) cells: Option<Vec<Cell>>,
    /// How the file writes it; `None` where the text cannot be written back as it was.
    pub(super) encoding: Option<Encoding>,
    /// What could not be decoded.
    pub(super) fault: Option<Fault>,
}

/// Why a file has no text.
pub(super) enum NoText {
    /// Nothing of ours: a notebook of another language.
    Skip,
    /// It should have one.
    Fault(Fault),
}

/// Files larger than this are not read: no person wrote them, and every span must fit 32 bits with room to spare.
pub(super) const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Why a file of this size is not read.
pub(super) fn too_large(bytes: u64) -> Option<Fault> {
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let megabytes = bytes as f64 / 1_048_576.0;
    let limit = MAX_BYTES / 1_048_576;
    (bytes > MAX_BYTES)
        .then(|| Fault::new(format!("skipped: {megabytes:.1} MiB, files over {limit} MiB are not analysed")))
}

/// Decodes the bytes of the file at `path`.
pub(super) fn text(path: &str, bytes: Vec<u8>) -> Result<Text, NoText> {
    let is_notebook = is_notebook(path);
    if bytes.contains(&0) {
        return Err(NoText::Fault(Fault::new("not a text file: it holds null bytes")));
    }
    finish(is_notebook, decode(bytes))
}

/// The same for a text that a client sends: it is decoded already.
pub(super) fn text_from_str(path: &str, text: &str) -> Result<Text, NoText> {
    if text.contains('\0') {
        return Err(NoText::Fault(Fault::new("not a text file: it holds null bytes")));
    }
    finish(is_notebook(path), decoded(text))
}

fn is_notebook(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "ipynb")
}

fn finish(is_notebook: bool, decoded: Decoded) -> Result<Text, NoText> {
    let Decoded { text, encoding, problem, is_reversible } = decoded;
    let fault = problem.map(|problem| Fault::new(problem.to_string()));
    if !is_notebook {
        // Text that stands for broken bytes is not theirs.
        let encoding = (is_reversible && fault.is_none()).then_some(encoding);
        return Ok(Text { code: text, cells: None, encoding, fault });
    }
    match Notebook::parse(&text) {
        // Offsets are those of the joined cells.
        Ok(notebook) => Ok(Text { code: notebook.text, cells: Some(notebook.cells), encoding: None, fault }),
        Err(NotebookError::OtherLanguage(_)) => Err(NoText::Skip),
        Err(error) => Err(NoText::Fault(Fault::new(error.to_string()))),
    }
}

/// Extracts what a scan keeps; `path` is what module names are resolved by.
pub(super) fn summarise(path: Arc<str>, text: &Text) -> Unit {
    let module = semantic::summarise(path, &text.code);
    let directives = directive::parse(&text.code, module.directives());
    let mut errors: Vec<Fault> = text.fault.iter().cloned().collect();
    if let Some(first) = module.errors().first() {
        let index = LineIndex::new(&text.code);
        let (cell, position) = locate(first.span.start, text, &index);
        let place = match cell {
            Some(cell) => format!("cell {cell}, line {}", position.line),
            None => format!("line {}", position.line),
        };
        let more = match module.errors().len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let message = format!("{place}: syntax error: {}{more}", first.message);
        errors.push(Fault { position: Some((cell.unwrap_or_default(), position)), message });
    }
    Unit { module: Arc::new(module), directives, errors, digest: 0 }
}

/// Cell, line and column of an offset; lines of a notebook count within the cell.
pub(super) fn locate(offset: u32, text: &Text, index: &LineIndex) -> (Option<u32>, Position) {
    let position = index.position(offset, &text.code);
    match text.cells.as_deref().and_then(|cells| Notebook::cell_at(cells, offset)) {
        Some(cell) => {
            let line = position.line - index.line(cell.start) + 1;
            (Some(cell.number), Position { line, ..position })
        }
        None => (None, position),
    }
}

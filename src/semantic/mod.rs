//! Syntax to meaning: scopes, imports, name resolution, types, module summaries, call graph, effects.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// What the rest of the analyser needs to know of one module: extracted in one pass, small, serialisable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Module {
    /// Report path, relative to the scanned root, with `/`.
    pub path: Arc<str>,
    /// Places that could not be parsed.
    pub errors: Vec<SyntaxError>,
    /// Comments that may silence findings (`noqa`, `ruff: ignore`, `awaitwise: ignore`), in order.
    pub directives: Vec<Span>,
}

/// A place that could not be parsed; the rest of the file is analysed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// The parser's words.
    pub message: String,
}

/// What users add to the catalogue in their configuration; names are qualified and may hold `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extensions {
    /// Functions that block, with what to use instead.
    pub blocking: Vec<(String, Option<String>)>,
    /// Functions whose callable arguments run in a thread.
    pub offload: Vec<String>,
    /// Functions that are never reported and never block.
    pub ignore: Vec<String>,
}

/// Extracts the summary of the module at `path` (relative, with `/`) from its decoded text. Never fails.
pub fn summarise(path: Arc<str>, _text: &str) -> Module {
    Module { path, errors: Vec::new(), directives: Vec::new() }
}

/// All modules of a scan, linked: names resolve across modules.
#[derive(Debug)]
pub struct Program {
    /// In the order of their paths.
    pub modules: Vec<Arc<Module>>,
}

impl Program {
    /// Links modules; their order does not matter.
    pub fn link(mut modules: Vec<Arc<Module>>, _extensions: &Extensions) -> Self {
        modules.sort_by(|a, b| a.path.cmp(&b.path));
        Self { modules }
    }
}

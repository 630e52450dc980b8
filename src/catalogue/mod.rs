//! What libraries do: typed stubs with markers, read by the analyser's own parser.
//!
//! Each file under `stubs/` is a module of a library in Python's stub syntax. Decorators with reserved names say what its
//! functions do to an event loop; `tests/catalogue/verify.py` checks every name against the library itself.

mod marker;

use std::sync::OnceLock;

use rayon::prelude::*;
use rust_embed::RustEmbed;

pub use marker::{Blocks, Condition, Kind, Level, Marker, Test, markers};

use crate::python::{Tree, parse};

#[derive(RustEmbed)]
#[folder = "src/catalogue/stubs"]
struct Stubs;

/// A parsed stub module.
#[derive(Debug)]
pub struct Stub {
    /// `urllib/request.pyi`
    pub path: String,
    /// The library and version it was checked against, as on its first line.
    pub verified: String,
    /// Its syntax.
    pub tree: Tree,
}

/// Every stub, sorted by path; parsed once.
pub fn stubs() -> &'static [Stub] {
    static PARSED: OnceLock<Vec<Stub>> = OnceLock::new();
    if let Some(parsed) = PARSED.get() {
        return parsed;
    }
    // Never within `get_or_init`: a thread that waits for its share of the work takes up other work of the pool, and if that asks
    // for the stubs too, it waits for itself. Two threads may parse at once; one result is kept.
    let mut paths: Vec<_> = Stubs::iter().filter(|path| path.ends_with(".pyi")).collect();
    paths.sort();
    let parsed = paths
        .par_iter()
        .filter_map(|path| {
            let file = Stubs::get(path)?;
            let text = std::str::from_utf8(&file.data).ok()?;
            let first = text.lines().next().unwrap_or_default();
            let verified = first.strip_prefix("# verified:").unwrap_or_default().trim().to_owned();
            Some(Stub { path: path.to_string(), verified, tree: parse(text) })
        })
        .collect();
    PARSED.get_or_init(|| parsed)
}

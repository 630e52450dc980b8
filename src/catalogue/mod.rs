//! What libraries do: typed stubs with markers, read by the analyser's own parser.
//!
//! Each file under `stubs/` is a module of a library in Python's stub syntax. Decorators with reserved names say what its
//! functions do to an event loop; `tests/catalogue/verify.py` checks every name against the library itself. The build script
//! packs them: names without ending and texts, each followed by a NUL.

mod marker;

use miniz_oxide::inflate::decompress_to_vec_zlib;
use rayon::prelude::*;

pub use marker::{Blocks, Condition, Kind, Level, Marker, Test, markers};

use crate::python::{Tree, parse};

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stubs.z"));

/// A parsed stub module.
#[derive(Debug)]
pub struct Stub {
    /// `urllib/request.pyi`
    pub path: String,
    /// Its syntax.
    pub tree: Tree,
}

/// Parses every stub; sorted by path.
pub fn stubs() -> Vec<Stub> {
    let text = decompress_to_vec_zlib(PACKED).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.unwrap_or_default();
    let parts: Vec<&str> = text.split_terminator('\0').collect();
    let (files, _) = parts.as_chunks::<2>();
    let stub = |[name, text]: &[&str; 2]| Stub { path: format!("{name}.pyi"), tree: parse(text) };
    files.par_iter().map(stub).collect()
}

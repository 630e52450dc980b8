//! Text in, text out: sources, byte spans, lines and columns, edits. Knows nothing of Python.

mod edit;
mod line_index;
mod source;

pub use edit::{Edit, EditConflict, apply};
pub use line_index::{LineIndex, Position};
pub use source::{Source, Span};

//! Text in, text out: sources, byte spans, lines and columns, edits, counts in words. Knows nothing of Python.

mod counted;
mod edit;
mod line_index;
mod source;

pub use counted::counted;
pub use edit::{Edit, EditConflict, apply};
pub use line_index::{LineIndex, Position};
pub use source::{Source, Span};

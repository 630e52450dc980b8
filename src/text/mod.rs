//! Text in, text out: sources, byte spans, lines and columns, edits, counts in words, names cut to size. Knows nothing of Python.

mod counted;
mod edit;
mod line_index;
mod shown;
mod source;

pub use counted::counted;
pub use edit::{Edit, EditConflict, apply};
pub use line_index::{LineIndex, Position};
pub use shown::{LONGEST_SLIP, bounded, printable, shortened, shown};
pub use source::{Source, Span};

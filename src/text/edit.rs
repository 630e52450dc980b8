use serde::{Deserialize, Serialize};

use super::Span;

/// Replaces the text of a span; an insertion when the span is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

impl Edit {
    /// Replaces `span` by `replacement`.
    pub fn replace(span: Span, replacement: impl Into<String>) -> Self {
        Self { span, replacement: replacement.into() }
    }

    /// Inserts `text` at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self { span: Span::new(offset, offset), replacement: text.into() }
    }
}

/// Two edits touch the same bytes, or one lies outside the text or inside a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("edit at byte {0} overlaps another or does not fit the text")]
pub struct EditConflict(pub u32);

/// `text` with `edits` applied; the order in which they are given does not matter, equal ones count once.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, EditConflict> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut result = String::with_capacity(text.len());
    let mut done = 0_u32;
    for edit in sorted {
        let conflict = EditConflict(edit.span.start);
        if edit.span.start < done || edit.span.end < edit.span.start {
            return Err(conflict);
        }
        let kept = text.get(done as usize..edit.span.start as usize).ok_or(conflict)?;
        if !text.is_char_boundary(edit.span.end as usize) {
            return Err(conflict);
        }
        result.push_str(kept);
        result.push_str(&edit.replacement);
        done = edit.span.end;
    }
    result.push_str(text.get(done as usize..).ok_or(EditConflict(done))?);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_any_order_and_refuse_overlap() {
        let edits = [Edit::replace(Span::new(4, 5), "é"), Edit::insert(0, "await ")];
        assert_eq!(apply("f = g", &edits).unwrap(), "await f = é");
        let overlapping = [Edit::replace(Span::new(0, 3), "x"), Edit::replace(Span::new(2, 4), "y")];
        assert_eq!(apply("f = g", &overlapping), Err(EditConflict(2)));
        assert_eq!(apply("é", &[Edit::insert(1, "x")]), Err(EditConflict(1)), "inside a character");
    }
}

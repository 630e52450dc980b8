use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A half-open range of byte offsets in one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` up to `end`, both in bytes.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Whether it covers nothing: a place between two bytes.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies inside the span.
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether all of `other` lies inside the span.
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The part of `text` that the span covers; empty when it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A named text: what is analysed, reported on and edited.
#[derive(Debug, Clone)]
pub struct Source {
    /// How reports name the text: a path relative to the scanned root with `/`, or the name a client gave.
    pub path: Arc<str>,
    /// The decoded text. Line ends are those of the file.
    pub text: Arc<str>,
}

impl Source {
    /// A source with the given report path and text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

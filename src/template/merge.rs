//! Three-way merge of one file's text.

use similar::{TextMerge, TextMergeConfig};

/// Labels of the conflict markers; `update` looks for the first one.
pub(super) const OURS: &str = "yours";
const BASE: &str = "generated";
const THEIRS: &str = "template";

/// A merged text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) text: String,
    /// How many places have conflict markers.
    pub(super) conflicts: usize,
}

/// Joins two changes of `base`. Lines keep the endings that `ours` has.
pub(super) fn merge(base: &str, ours: &str, theirs: &str) -> Merged {
    let crlf = ours.contains("\r\n");
    let plain = ours.replace("\r\n", "\n");
    let mut merged: TextMerge<'_, '_, '_, str> =
        TextMergeConfig::new().merge_lines(base, plain.as_str(), theirs);
    merged.labels(BASE, OURS, THEIRS);
    let text = merged.to_string();
    Merged { text: if crlf { text.replace('\n', "\r\n") } else { text }, conflicts: merged.conflict_count() }
}

/// Whether a text still has the markers of an earlier merge.
pub(super) fn is_unresolved(text: &str) -> bool {
    let marker = format!("<<<<<<< {OURS}");
    text.lines().any(|line| line == marker)
}

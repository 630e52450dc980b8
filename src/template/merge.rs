//! Three-way merge of one file's text.

use diffy::{ConflictStyle, IncompleteHunkStyle, MergeOptions};

/// The label of the user's side in a conflict.
const OURS: &str = "yours";
const THEIRS: &str = "template";

/// How long git's conflict markers are.
const MARKER: usize = 7;

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
    // Longer than any run in the texts, so that markers and lines that look like them stay apart.
    let length = MARKER.max(1 + [base, &plain, theirs].into_iter().map(longest_run).max().unwrap_or(0));
    let mut options = MergeOptions::new();
    options
        .set_conflict_marker_length(length)
        .set_conflict_style(ConflictStyle::Merge)
        .set_incomplete_hunk_style(IncompleteHunkStyle::Git);
    let (text, conflicts) = match options.merge(base, &plain, theirs) {
        Ok(text) => (text, 0),
        Err(text) => labelled(&text, length),
    };
    Merged { text: if crlf { text.replace('\n', "\r\n") } else { text }, conflicts }
}

/// Whether a text still has the markers of an earlier merge.
pub(super) fn is_unresolved(text: &str) -> bool {
    let marker = marker('<', OURS);
    text.lines().any(|line| line == marker)
}

/// A merge with markers of `length` characters as one with git's and our labels, and how many conflicts it has.
fn labelled(text: &str, length: usize) -> (String, usize) {
    let markers = [('<', " ours", OURS), ('=', "", ""), ('>', " theirs", THEIRS)]
        .map(|(sign, theirs, ours)| (repeated(sign, length) + theirs, marker(sign, ours)));
    let mut conflicts = 0;
    let mut labelled = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let known = line.strip_suffix('\n').and_then(|line| markers.iter().find(|(known, _)| known == line));
        match known {
            Some((_, marker)) => {
                conflicts += usize::from(marker.starts_with('<'));
                labelled.push_str(marker);
                labelled.push('\n');
            }
            None => labelled.push_str(line),
        }
    }
    (labelled, conflicts)
}

/// One of git's conflict markers.
fn marker(sign: char, label: &str) -> String {
    let marker = repeated(sign, MARKER);
    if label.is_empty() { marker } else { format!("{marker} {label}") }
}

fn repeated(sign: char, length: usize) -> String {
    std::iter::repeat_n(sign, length).collect()
}

/// The most signs of one kind that begin a line, of those that conflict markers are made of.
fn longest_run(text: &str) -> usize {
    let run = |line: &str| match line.chars().next() {
        Some(sign @ ('<' | '=' | '>')) => line.chars().take_while(|&other| other == sign).count(),
        _ => 0,
    };
    text.lines().map(run).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_that_change_the_same_lines_are_labelled() {
        let merged = merge("a\nb\n", "a\nmine\n", "a\ntheirs");
        let expected = "a\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> template\n";
        assert_eq!(merged, Merged { text: expected.into(), conflicts: 1 });
        assert!(is_unresolved(&merged.text));
    }

    #[test]
    fn lines_that_look_like_markers_are_left_alone() {
        let heading = "Title\n=======\n<<<<<<< ours\n======== \n";
        let merged =
            merge(&format!("{heading}b\n"), &format!("{heading}mine\n"), &format!("{heading}theirs\n"));
        assert!(merged.text.starts_with(heading), "{}", merged.text);
        assert_eq!(merged.conflicts, 1);
        assert_eq!(
            merge("a\nb\nc\nd\n", "A\r\nb\r\nc\r\nd\r\n", "a\nb\nc\nD\n").text,
            "A\r\nb\r\nc\r\nD\r\n"
        );
    }
}

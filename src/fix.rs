//! Findings and sources to edited sources; conflicts are resolved here and nowhere else.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::finding::{Applicability, Finding, Fix};
use crate::text::{self, Edit, Span};

/// A text with fixes applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The edited text.
    pub text: String,
    /// How many fixes were applied.
    pub applied: usize,
    /// How many must wait for another round: they touch the same bytes as one that was applied.
    pub deferred: usize,
}

/// Applies the fixes of `findings`, which all lie in `text`, in their order. Unsafe ones only when asked for.
///
/// A fix is applied whole or not at all. Line ends that fixes insert become those of the text.
pub fn apply<'a>(text: &str, findings: impl IntoIterator<Item = &'a Finding>, unsafe_too: bool) -> Fixed {
    let mut accepted = BTreeSet::new();
    let (mut applied, mut deferred) = (0, 0);
    let wanted = |fix: &&Fix| unsafe_too || fix.applicability == Applicability::Safe;
    for fix in findings.into_iter().filter_map(|finding| finding.fix.as_ref()).filter(wanted) {
        let edits: Vec<Edit> = fix.edits.iter().map(|edit| with_line_ends(edit, text)).collect();
        let is_sound = edits.iter().enumerate().all(|(number, edit)| {
            let is_in_text = text.get(edit.span.start as usize..edit.span.end as usize).is_some();
            is_in_text
                && !edits[..number].iter().any(|other| overlaps(edit.span, other.span))
                && !near(&accepted, edit.span).any(|other| clashes(edit, other))
        });
        if is_sound {
            accepted.extend(edits);
            applied += 1;
        } else {
            deferred += 1;
        }
    }
    let accepted = Vec::from_iter(accepted);
    let fixed = text::apply(text, &accepted).unwrap_or_else(|_| text.to_owned());
    Fixed { text: fixed, applied, deferred }
}

/// The edits that overlap or touch `span`, of edits that do not overlap each other.
fn near(edits: &BTreeSet<Edit>, span: Span) -> impl Iterator<Item = &Edit> {
    let first = |offset| Edit::insert(offset, "");
    // Of those that begin before it, the last one ends last.
    let before = edits.range(..first(span.start)).next_back();
    before.into_iter().chain(edits.range(first(span.start)..first(span.end.saturating_add(1))))
}

/// Whether two edits cannot both be meant: they overlap, or one inserts where the other ends or begins. The same edit twice is one
/// edit (an import that two fixes need), and whole lines may be inserted at one place.
fn clashes(one: &Edit, other: &Edit) -> bool {
    if one == other {
        return false;
    }
    let (a, b) = (one.span, other.span);
    let is_lines = |edit: &Edit| edit.span.is_empty() && edit.replacement.ends_with('\n');
    if is_lines(one) && is_lines(other) {
        return false;
    }
    let touches = a.start <= b.end && b.start <= a.end;
    let inserts = a.is_empty() || b.is_empty();
    if inserts { touches } else { overlaps(a, b) }
}

fn overlaps(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

fn with_line_ends(edit: &Edit, text: &str) -> Edit {
    if !edit.replacement.contains('\n') {
        return edit.clone();
    }
    let line_end = match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        None if text.contains('\r') => "\r",
        _ => return edit.clone(),
    };
    let plain = edit.replacement.replace("\r\n", "\n");
    Edit { span: edit.span, replacement: plain.replace('\n', line_end) }
}

/// How many characters the difference of two texts shows at least: those of lines that only one of them has. This takes one look at
/// each line, the difference itself may take as many as there are changes.
pub fn least_difference(before: &str, after: &str) -> usize {
    let mut surplus: FxHashMap<&str, i64> = FxHashMap::default();
    before.lines().for_each(|line| *surplus.entry(line).or_default() += 1);
    after.lines().for_each(|line| *surplus.entry(line).or_default() -= 1);
    let shown = surplus.into_iter().map(|(line, count)| count.unsigned_abs() as usize * line.chars().count());
    shown.sum()
}

/// The difference of two texts in unified form; empty when they are equal.
pub fn unified_diff(path: &str, before: &str, after: &str) -> String {
    if before == after { String::new() } else { diff_of(path).create_patch(before, after).to_string() }
}

/// The same for the bytes of files in whatever encoding.
pub fn unified_diff_of_bytes(path: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    if before == after { Vec::new() } else { diff_of(path).create_patch_bytes(before, after).to_bytes() }
}

fn diff_of(path: &str) -> diffy::DiffOptions {
    let mut options = diffy::DiffOptions::new();
    options.set_original_filename(format!("a/{path}")).set_modified_filename(format!("b/{path}"));
    options
}

/// Whole lines that are replaced: what an editor applies from the last to the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineEdit {
    /// First line that is replaced, from 1.
    pub start_line: usize,
    /// Behind the last line that is replaced; equal to the first for an insertion.
    pub end_line: usize,
    /// What stands there afterwards, with its line ends.
    pub text: String,
}

/// The difference of two texts as edits of whole lines.
pub fn line_edits(before: &str, after: &str) -> Vec<LineEdit> {
    let patch = diffy::DiffOptions::new().set_context_len(0).create_patch(before, after);
    let edit = |hunk: &diffy::Hunk<'_, str>| {
        let replaced = hunk.old_range();
        // The unified form counts an insertion from the line before it.
        let start_line = replaced.start() + usize::from(replaced.is_empty());
        let inserted = hunk.lines().iter().filter_map(|line| match line {
            diffy::Line::Insert(line) => Some(*line),
            _ => None,
        });
        LineEdit { start_line, end_line: start_line + replaced.len(), text: inserted.collect() }
    };
    patch.hunks().iter().map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Category, Location, RuleId, Severity};
    use crate::text::{Position, Span};

    fn finding(applicability: Applicability, edits: Vec<Edit>) -> Finding {
        let place = Position { line: 1, column: 1 };
        let location =
            Location { path: "a.py".into(), start: place, end: place, span: Span::new(0, 0), cell: None };
        Finding {
            rule: RuleId { code: "AW101", name: "blocking-sleep", category: Category::Blocking },
            severity: Severity::Error,
            location,
            message: String::new(),
            function: None,
            chain: Vec::new(),
            leaf: None,
            replacement: None,
            labels: Vec::new(),
            fix: Some(Fix { title: String::new(), applicability, edits }),
        }
    }

    #[test]
    fn a_difference_shows_no_less_than_is_said() {
        for (before, after) in
            [("", ""), ("a\nb\n", "a\nb\n"), ("a\nbb\nc\n", "a\ndd\nc\n"), ("a\nb\n", "b\na\n")]
        {
            let lines = unified_diff("a.py", before, after);
            let shown = lines.lines().skip(3).filter(|line| line.starts_with(['+', '-']));
            let shown: usize = shown.map(|line| line.len() - 1).sum();
            assert!(least_difference(before, after) <= shown, "{before:?} {after:?}");
        }
        assert_eq!(least_difference("a\nbb\nc\n", "a\ndd\nc\n"), 4);
    }

    #[test]
    fn fixes_share_imports_and_wait_for_each_other() {
        let import = Edit::insert(0, "import asyncio\n");
        let safe = |edits| finding(Applicability::Safe, edits);
        let first = safe(vec![import.clone(), Edit::replace(Span::new(0, 1), "x")]);
        let second = safe(vec![import.clone(), Edit::replace(Span::new(4, 5), "y")]);
        let overlapping = safe(vec![Edit::replace(Span::new(3, 5), "z")]);
        // An insertion at the start of a replaced range belongs to the same fix: only strangers clash.
        let fixed = apply("a = b\n", [&second, &overlapping], false);
        assert_eq!(fixed, Fixed { text: "import asyncio\na = y\n".into(), applied: 1, deferred: 1 });
        let fixed = apply("a = b\n", [&first], false);
        assert_eq!(fixed.text, "import asyncio\nx = b\n");
        let other_line =
            safe(vec![Edit::insert(0, "import contextlib\n"), Edit::replace(Span::new(2, 3), "+=")]);
        let fixed = apply("a = b\n", [&second, &other_line], false);
        assert_eq!(fixed.text, "import asyncio\nimport contextlib\na += y\n");
    }

    #[test]
    fn line_edits_make_the_new_text_of_the_old() {
        let (before, after) = ("a\nb\nc\nd\n", "new\na\nB\nc\n");
        let mut lines: Vec<&str> = before.split_inclusive('\n').collect();
        let edits = line_edits(before, after);
        for edit in edits.iter().rev() {
            lines.splice(edit.start_line - 1..edit.end_line - 1, [edit.text.as_str()]);
        }
        assert_eq!(lines.concat(), after);
        assert_eq!(edits[0], LineEdit { start_line: 1, end_line: 1, text: "new\n".into() });
    }

    #[test]
    fn unsafe_fixes_are_asked_for_and_line_ends_stay() {
        let risky = finding(Applicability::Unsafe, vec![Edit::insert(0, "import x\n")]);
        assert_eq!(apply("a\r\nb\r\n", [&risky], false).applied, 0);
        assert_eq!(apply("a\r\nb\r\n", [&risky], true).text, "import x\r\na\r\nb\r\n");
    }
}

//! Comments that silence findings on their line.

use serde::{Deserialize, Serialize};

use super::select::{Choice, choose};
use crate::rules::{self, Rule};
use crate::text::{LineIndex, Span};

/// A comment, or a part of one, that silences findings which start on its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Directive {
    /// Line in the decoded text, from 1.
    pub(super) line: u32,
    /// The directive within the text.
    pub(super) span: Span,
    /// How it begins: decides whose names it may hold.
    pub(super) kind: Kind,
    /// Which rules; empty means all of them.
    pub(super) words: Vec<String>,
}

/// The three spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// `# noqa`, `# noqa: CODES`; codes that we do not know are other tools' business.
    Noqa,
    /// `# ruff: ignore[CODES]`; likewise.
    Ruff,
    /// `# awaitwise: ignore[RULES]`; every word must name a rule.
    Own,
}

impl Directive {
    /// Whether the comment silences `rule`.
    pub(super) fn silences(&self, rule: &'static Rule) -> bool {
        self.words.is_empty()
            || self.words.iter().any(|word| choose(word).is_ok_and(|choice| choice.rules.contains(&rule)))
    }

    /// Whether it is ours to complain when the comment silences nothing: it names a rule of ours by our name.
    pub(super) fn is_ours(&self) -> bool {
        self.kind == Kind::Own || self.words.iter().any(|word| rules::find(word).is_some())
    }

    /// The rules that must have run before the comment can be said to silence nothing. Words for many rules mean those that are on by
    /// default, as in a selection.
    pub(super) fn judged_by(&self) -> impl Iterator<Item = &'static Rule> {
        let choices = self.words.iter().filter_map(|word| choose(word).ok());
        choices.flat_map(|Choice { rules, .. }| {
            let one = rules.len() == 1;
            rules.into_iter().filter(move |rule| one || rule.on_by_default)
        })
    }

    /// Words that name no rule where they should.
    pub(super) fn unknown_words(&self) -> impl Iterator<Item = super::select::UnknownRule> {
        let words = if self.kind == Kind::Own { self.words.as_slice() } else { &[] };
        words.iter().filter_map(|word| choose(word).err())
    }
}

/// The directives among the comments of `text`, in order.
pub(super) fn parse(text: &str, comments: &[Span]) -> Vec<Directive> {
    if comments.is_empty() {
        return Vec::new();
    }
    let index = LineIndex::new(text);
    let mut directives = Vec::new();
    for comment in comments {
        let line = index.line(comment.start);
        parse_comment(comment.of(text), &mut |kind, start: usize, end: usize, words| {
            let span = Span::new(comment.start + start as u32, comment.start + end as u32);
            directives.push(Directive { line, span, kind, words });
        });
    }
    directives
}

fn parse_comment(comment: &str, found: &mut dyn FnMut(Kind, usize, usize, Vec<String>)) {
    for (hash, _) in comment.match_indices('#') {
        let rest = &comment[hash + 1..];
        let body = rest.trim_start();
        let at = hash + 1 + (rest.len() - body.len());
        if let Some(after) = strip_word(body, "noqa") {
            let (words, used) = noqa_words(after);
            found(Kind::Noqa, hash, comment.len() - after.len() + used, words);
        } else if let Some((kind, after)) = bracketed(body) {
            let Some(end) = after.find(']') else { continue };
            let words = after[..end].split(',').map(str::trim).filter(|word| !word.is_empty());
            let words: Vec<String> = words.map(str::to_owned).collect();
            // Empty brackets name nothing, so they silence nothing.
            if !words.is_empty() {
                found(kind, hash, at + (body.len() - after.len()) + end + 1, words);
            }
        }
    }
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    let rest = &text[word.len()..];
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (head.eq_ignore_ascii_case(word) && ends).then_some(rest)
}

/// The codes behind `noqa`, and how many bytes they take. A colon without a code behind it is a plain `noqa`.
fn noqa_words(after: &str) -> (Vec<String>, usize) {
    let trimmed = after.trim_start();
    let Some(list) = trimmed.strip_prefix(':') else { return (Vec::new(), 0) };
    let mut words = Vec::new();
    let mut used = 0;
    let mut rest = list;
    loop {
        let body = rest.trim_start_matches([' ', '\t', ',']);
        let end = body.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(body.len());
        let word = &body[..end];
        let is_code = word.ends_with(|c: char| c.is_ascii_digit()) || rules::find(word).is_some();
        if !is_code || !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            break;
        }
        words.push(word.to_owned());
        rest = &body[end..];
        used = after.len() - rest.len();
    }
    (words, used)
}

fn bracketed(body: &str) -> Option<(Kind, &str)> {
    let (kind, rest) = if let Some(rest) = body.strip_prefix("awaitwise:") {
        (Kind::Own, rest)
    } else {
        (Kind::Ruff, body.strip_prefix("ruff:")?)
    };
    let rest = rest.trim_start().strip_prefix("ignore")?.trim_start();
    Some((kind, rest.strip_prefix('[')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(comment: &str) -> Vec<(Kind, Vec<String>, String)> {
        let span = Span::new(0, comment.len() as u32);
        let directives = parse(comment, &[span]);
        directives.into_iter().map(|d| (d.kind, d.words, d.span.of(comment).to_owned())).collect()
    }

    #[test]
    fn every_spelling_is_read() {
        let case = |comment: &str, kind, words: &[&str], span: &str| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(parsed(comment), [(kind, words, span.to_owned())], "{comment}");
        };
        case("# noqa", Kind::Noqa, &[], "# noqa");
        case("#NOQA:AW101,ASYNC251 because", Kind::Noqa, &["AW101", "ASYNC251"], "#NOQA:AW101,ASYNC251");
        case("# type: ignore  # noqa: E501", Kind::Noqa, &["E501"], "# noqa: E501");
        case("# noqa: blocking-sleep", Kind::Noqa, &["blocking-sleep"], "# noqa: blocking-sleep");
        case("# noqa : AW101 AW301", Kind::Noqa, &["AW101", "AW301"], "# noqa : AW101 AW301");
        case("# ruff: ignore[ASYNC251]", Kind::Ruff, &["ASYNC251"], "# ruff: ignore[ASYNC251]");
        let own = "# awaitwise: ignore[blocking-sleep, lost-task]";
        case(&format!("{own} known"), Kind::Own, &["blocking-sleep", "lost-task"], own);
        assert_eq!(parsed("# noqable # flake8: noqa # awaitwise: ignore[] # ignore[AW101]"), []);
    }

    #[test]
    fn a_directive_silences_what_it_names() {
        let rule = rules::find("AW101").unwrap();
        let silenced = |comment: &str| {
            let span = Span::new(0, comment.len() as u32);
            parse(comment, &[span]).iter().any(|directive| directive.silences(rule))
        };
        assert!(silenced("# noqa") && silenced("# noqa: ASYNC251") && silenced("# awaitwise: ignore[AW101]"));
        assert!(silenced("# awaitwise: ignore[blocking]") && !silenced("# noqa: AW301, E501"));
    }
}

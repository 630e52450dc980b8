//! Words and expressions that stand for one thing, as data in `synonyms.txt`.

use rustc_hash::FxHashMap;

use super::words::{Lexicon, Term};

/// What several words stand for: a line of the table.
pub(super) type Meaning = u16;

#[derive(Debug, Default)]
pub(super) struct Thesaurus {
    /// Of a word, or of an expression.
    meanings: FxHashMap<Term, Vec<Meaning>>,
    /// Expressions of several words by their first: the rest, and what they are as one word.
    expressions: FxHashMap<Term, Vec<(Vec<Term>, Term)>>,
    /// How many lines there are.
    pub(super) count: usize,
}

impl Thesaurus {
    pub(super) fn new(table: &str, lexicon: &mut Lexicon) -> Self {
        let mut result = Self::default();
        for group in table.lines().filter(|line| !line.starts_with('#')) {
            let meaning = result.count as Meaning;
            result.count += 1;
            for member in group.split(',').filter(|member| !member.trim().is_empty()) {
                let stems = lexicon.stems(member);
                let [first, rest @ ..] = stems.as_slice() else { continue };
                let mut term = *first;
                if !rest.is_empty() {
                    let known = result.expressions.entry(*first).or_default();
                    let same = known.iter().find(|(other, _)| other == rest).map(|(_, term)| *term);
                    term = same.unwrap_or_else(|| {
                        // No word has a space, so that no word is taken for it.
                        let term = lexicon.term(&member.trim().to_lowercase().replace(['_', '.'], " "));
                        known.push((rest.to_vec(), term));
                        term
                    });
                }
                let known = result.meanings.entry(term).or_default();
                if !known.contains(&meaning) {
                    known.push(meaning);
                }
            }
        }
        result
    }

    /// What a word stands for, besides itself.
    pub(super) fn meanings(&self, term: Term) -> &[Meaning] {
        self.meanings.get(&term).map_or(&[], Vec::as_slice)
    }

    /// Expressions that begin with a word.
    pub(super) fn expressions(&self, first: Term) -> impl Iterator<Item = (&[Term], Term)> {
        self.expressions.get(&first).into_iter().flatten().map(|(rest, term)| (rest.as_slice(), *term))
    }
}

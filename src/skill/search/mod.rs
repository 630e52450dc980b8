//! Finds the patterns that fit a question, as far as words can carry meaning.
//!
//! `bm25` scores each word of the question against each field of the patterns. Around it stands what an engine for
//! general text does not have: names of interfaces come apart (`create_task`, `TaskGroup`), neighbouring words also
//! count as one ("task group"), synonyms count for less than the word itself, misspelt words count as their
//! neighbours, and a question that is close to one of a pattern's own questions is worth more than scattered words.

mod words;

use std::collections::HashMap;

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedding};
use rustc_hash::{FxHashMap, FxHashSet};

use super::pattern::Pattern;
use words::{Words, synonyms, words};

/// A pattern that fits a question.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'a> {
    /// The pattern.
    pub pattern: &'a Pattern,
    /// How well it fits, from 0 to 1; comparable within one answer.
    pub score: f32,
}

/// Terms of a question beyond this many add nothing but time.
const MAX_TERMS: usize = 48;
/// A synonym counts for this much of the word itself.
const SYNONYM: f32 = 0.45;
/// A word that was probably misspelt counts for this much.
const MISSPELT: f32 = 0.75;
/// Two neighbouring words that stand together on the page count for this much more.
const PHRASE: f32 = 0.5;
/// A word that no page has says less about the subject than a rare one that some page has.
const UNKNOWN: f32 = 0.6;
/// How much the covered part of a question weighs against the best score of all words.
const COVERAGE: f32 = 0.5;
/// How much closeness to one question of a pattern weighs.
const CLOSENESS: f32 = 1.0;
/// Between equals the skill of the house comes first: the others are about libraries that a question would name.
const HOUSE: f32 = 0.4;
/// What an answer has to bring: a part of the question covered, or a score so high that the rest does not matter.
const LEAST: f32 = 0.98;
/// A score that makes up for a question that is not covered at all.
const CONVINCING: f32 = 44.0;

type Term = u64;
/// The text of a field, and how much a word in it weighs.
type Field = (fn(&Pattern) -> String, f32);

/// The fields of a pattern, and how much a word in each weighs.
const FIELDS: [Field; 9] = [
    (|pattern| pattern.id.clone(), 2.6),
    (|pattern| pattern.asked_as.join("\n"), 2.2),
    (|pattern| pattern.title.clone(), 1.6),
    (|pattern| pattern.summary.clone(), 1.0),
    (|pattern| pattern.use_when.clone(), 0.8),
    (|pattern| pattern.pitfalls.join("\n"), 0.7),
    (|pattern| pattern.code.clone(), 0.35),
    (|pattern| pattern.reference.replace("patterns", ""), 0.6),
    (|pattern| pattern.skill.replace("patterns", "").replace("async", ""), 0.6),
];

/// What a search looks at. Made once, on the first question.
#[derive(Debug)]
pub(super) struct Index {
    /// Patterns that have a term, with the score that the engine gives it there.
    postings: FxHashMap<Term, Vec<(u32, f32)>>,
    /// How telling each term is: the inverse document frequency.
    weight: FxHashMap<Term, f32>,
    /// Weight of a term that no pattern has.
    unknown: f32,
    /// Words as they are written, for misspelt ones.
    vocabulary: Vec<(String, Term)>,
    /// The questions of each pattern, its id and title among them: terms and length as a vector.
    questions: Vec<(u32, Vec<Term>, f32)>,
}

/// What a question asks for.
struct Query {
    /// Each word once, with the terms that stand for it and how much each counts.
    words: Vec<Vec<(Term, f32)>>,
    /// Neighbouring words joined.
    phrases: Vec<Term>,
}

impl Index {
    pub(super) fn new(patterns: &[Pattern]) -> Self {
        let mut merged: Vec<FxHashMap<Term, f32>> = vec![FxHashMap::default(); patterns.len()];
        let mut vocabulary: HashMap<String, Term> = HashMap::new();
        for (field, weight) in FIELDS {
            let texts: Vec<String> = patterns.iter().map(field).collect();
            let corpus: Vec<&str> = texts.iter().map(String::as_str).collect();
            let embedder: Embedder<u64, Words> =
                EmbedderBuilder::with_tokenizer_and_fit_to_corpus(Words, &corpus).b(0.5).build();
            for (terms, text) in merged.iter_mut().zip(&texts) {
                let mut seen = FxHashSet::default();
                for TokenEmbedding { index, value } in embedder.embed(text).0 {
                    if seen.insert(index) {
                        *terms.entry(index).or_default() += weight * value;
                    }
                }
                vocabulary.extend(words(text).into_iter().map(|word| (word.text, word.term)));
            }
        }
        let mut scorer: Scorer<u32, Term> = Scorer::new();
        let mut terms = FxHashSet::default();
        for (document, values) in (0_u32..).zip(merged) {
            terms.extend(values.keys().copied());
            let embedding =
                values.into_iter().map(|(index, value)| TokenEmbedding { index, value }).collect();
            scorer.upsert(&document, Embedding(embedding));
        }
        let count = patterns.len() as f32;
        let idf = |documents: f32| (1.0 + (count - documents + 0.5) / (documents + 0.5)).ln();
        let mut index = Self {
            postings: FxHashMap::default(),
            weight: FxHashMap::default(),
            unknown: idf(0.0),
            vocabulary: vocabulary.into_iter().collect(),
            questions: Vec::new(),
        };
        for term in terms {
            let query = Embedding(vec![TokenEmbedding { index: term, value: 1.0 }]);
            let found: Vec<_> = scorer.matches(&query).into_iter().map(|hit| (hit.id, hit.score)).collect();
            index.weight.insert(term, idf(found.len() as f32));
            index.postings.insert(term, found);
        }
        index.vocabulary.sort();
        for (document, pattern) in (0_u32..).zip(patterns) {
            let own = [pattern.id.as_str(), pattern.title.as_str()];
            for question in own.into_iter().chain(pattern.asked_as.iter().map(String::as_str)) {
                let terms = distinct(words(question).into_iter().map(|word| word.term));
                let length = index.length(terms.iter().copied());
                index.questions.push((document, terms, length));
            }
        }
        index
    }

    pub(super) fn search<'a>(&self, patterns: &'a [Pattern], query: &str, limit: usize) -> Vec<Hit<'a>> {
        let query = self.understand(query);
        let asked: f32 = query.words.iter().map(|terms| self.heaviest(terms)).sum();
        if asked <= 0.0 {
            return Vec::new();
        }
        let mut score = vec![0.0_f32; patterns.len()];
        let mut covered = vec![0.0_f32; patterns.len()];
        for terms in &query.words {
            // One word of the question counts once, by the best of what stands for it.
            let mut best: FxHashMap<u32, (f32, f32)> = FxHashMap::default();
            let whole = self.heaviest(terms);
            for (term, share) in terms {
                let weight = self.weight_of(*term).min(whole) * share;
                for (document, value) in self.postings.get(term).into_iter().flatten() {
                    let entry = best.entry(*document).or_default();
                    *entry = (entry.0.max(value * share), entry.1.max(weight));
                }
            }
            for (document, (value, weight)) in best {
                score[document as usize] += value;
                covered[document as usize] += weight;
            }
        }
        for term in &query.phrases {
            for (document, value) in self.postings.get(term).into_iter().flatten() {
                score[*document as usize] += value * PHRASE;
            }
        }
        let closeness = self.closeness(&query, patterns.len());
        let top = score.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let rank = |document: usize| {
            let house = if patterns[document].skill == super::OWN_SKILL { HOUSE } else { 0.0 };
            let covered = covered[document] / asked;
            let sum = score[document] / top + COVERAGE * covered + CLOSENESS * closeness[document] + house;
            sum / (1.0 + COVERAGE + CLOSENESS + HOUSE)
        };
        let fits = |document: &usize| {
            let covered = covered[*document] / asked + 0.1 * closeness[*document];
            covered + score[*document].min(CONVINCING) / CONVINCING >= LEAST
        };
        let mut hits: Vec<(usize, f32)> =
            (0..patterns.len()).map(|document| (document, rank(document))).collect();
        hits.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| patterns[a.0].id.cmp(&patterns[b.0].id)));
        // The best one decides whether anything fits; runners-up may be weaker, but not empty-handed.
        if !hits.first().is_some_and(|(document, _)| fits(document)) {
            return Vec::new();
        }
        hits.retain(|(document, _)| score[*document] > 0.0);
        hits.truncate(limit);
        hits.into_iter().map(|(document, score)| Hit { pattern: &patterns[document], score }).collect()
    }

    fn understand(&self, query: &str) -> Query {
        let mut seen = FxHashSet::default();
        let mut result = Query { words: Vec::new(), phrases: Vec::new() };
        let mut previous: Option<String> = None;
        // Questions are short; of a pasted page the beginning has to do.
        let cut = query.char_indices().nth(4_000).map_or(query, |(end, _)| &query[..end]);
        for word in words(cut) {
            if let Some(before) = previous.replace(word.stem.clone()) {
                let phrase = words::hash(&format!("{before}{}", word.stem));
                if self.postings.contains_key(&phrase) && seen.insert(phrase) {
                    result.phrases.push(phrase);
                }
            }
            if result.words.len() == MAX_TERMS || !seen.insert(word.term) {
                continue;
            }
            let mut terms = vec![(word.term, 1.0)];
            terms.extend(synonyms(&word.stem).iter().map(|term| (*term, SYNONYM)));
            if terms.iter().all(|(term, _)| !self.postings.contains_key(term)) {
                terms.extend(self.spelt_like(&word.text).into_iter().map(|term| (term, MISSPELT)));
            }
            result.words.push(terms);
        }
        result
    }

    /// The known words nearest to one that nobody knows.
    fn spelt_like(&self, text: &str) -> Vec<Term> {
        let length = text.chars().count();
        let limit = match length {
            0..4 => return Vec::new(),
            4..6 => 1,
            _ => 2,
        };
        let near = |known: &str| {
            (known.len().abs_diff(text.len()) <= limit)
                .then(|| strsim::osa_distance(known, text))
                .filter(|distance| *distance <= limit)
        };
        let found: Vec<(usize, Term)> =
            self.vocabulary.iter().filter_map(|(known, term)| Some((near(known)?, *term))).collect();
        let Some(least) = found.iter().map(|(distance, _)| *distance).min() else { return Vec::new() };
        distinct(found.into_iter().filter(|(distance, _)| *distance == least).map(|(_, term)| term))
    }

    /// For each pattern the cosine between the question and the nearest of its own questions.
    fn closeness(&self, query: &Query, patterns: usize) -> Vec<f32> {
        let mut share: FxHashMap<Term, f32> = FxHashMap::default();
        for (term, part) in query.words.iter().flatten() {
            let entry = share.entry(*term).or_default();
            *entry = entry.max(*part);
        }
        let length = query.words.iter().map(|terms| self.heaviest(terms).powi(2)).sum::<f32>().sqrt();
        let mut best = vec![0.0_f32; patterns];
        for (document, terms, own) in &self.questions {
            let product: f32 =
                terms.iter().filter_map(|term| Some(share.get(term)? * self.weight_of(*term).powi(2))).sum();
            let entry = &mut best[*document as usize];
            *entry = entry.max(product / (length * own).max(f32::MIN_POSITIVE));
        }
        best
    }

    fn weight_of(&self, term: Term) -> f32 {
        self.weight.get(&term).copied().unwrap_or(self.unknown)
    }

    /// The weight of a word of the question: its own, or that of what it stands for.
    fn heaviest(&self, terms: &[(Term, f32)]) -> f32 {
        let Some(((own, _), others)) = terms.split_first() else { return 0.0 };
        self.weight.get(own).copied().unwrap_or_else(|| {
            let known = others.iter().filter_map(|(term, _)| self.weight.get(term).copied());
            known.reduce(f32::max).unwrap_or(UNKNOWN * self.unknown)
        })
    }

    fn length(&self, terms: impl Iterator<Item = Term>) -> f32 {
        terms.map(|term| self.weight_of(term).powi(2)).sum::<f32>().sqrt()
    }
}

fn distinct(terms: impl Iterator<Item = Term>) -> Vec<Term> {
    let mut terms: Vec<Term> = terms.collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

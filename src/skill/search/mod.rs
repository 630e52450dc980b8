//! Finds the patterns that fit a question, as far as words can carry meaning.
//!
//! `bm25` scores each word of the question against each field of the patterns. Around it stands what an engine for
//! general text does not have: names of interfaces come apart (`create_task`, `TaskGroup`), neighbouring words also
//! count as one ("task group"), words of one meaning count for less than the word itself, misspelt words count as their
//! neighbours, and a question that is close to one phrase of a pattern is worth more than scattered words.

mod phrases;
mod tuning;
mod words;

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedding};
use rustc_hash::{FxHashMap, FxHashSet};

use super::pattern::Pattern;
use phrases::{Closeness, Phrases};
pub(super) use tuning::Tuning;
use words::{Tokens, meanings, words};

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

type Term = u64;

/// What a search looks at. Made once, on the first question.
#[derive(Debug)]
pub(super) struct Index {
    tuning: Tuning,
    /// Patterns that have a term, with the score that the engine gives it there.
    postings: FxHashMap<Term, Vec<(u32, f32)>>,
    /// How telling each term is: the inverse document frequency.
    weight: FxHashMap<Term, f32>,
    /// Weight of a term that no pattern has.
    unknown: f32,
    /// Words as they are written, for misspelt ones.
    vocabulary: Vec<Known>,
    phrases: Phrases,
}

/// A word as it is written on a page.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    text: String,
    stem: String,
    term: Term,
    letters: u64,
}

/// A word of a question: the terms that stand for it, and how much each counts. Its own term comes first.
struct Asked {
    terms: Vec<(Term, f32)>,
    /// How telling it is.
    weight: f32,
    /// Whether any pattern has it, or what stands for it.
    known: bool,
}

/// What a question asks for.
struct Query {
    words: Vec<Asked>,
    /// Neighbouring words joined, and names as a whole.
    joined: Vec<Term>,
    /// Whether it has a word that belongs to asynchronous programs, and one that belongs to another subject.
    ours: bool,
    elsewhere: bool,
}

/// What speaks for the best pattern, and against it: parts from 0 to 1.
pub(super) struct Evidence(pub(super) [f32; 6]);

struct Ranking {
    hits: Vec<(usize, f32)>,
    evidence: Evidence,
}

impl Index {
    pub(super) fn new(patterns: &[Pattern], tuning: Tuning) -> Self {
        let mut merged: Vec<FxHashMap<Term, f32>> = vec![FxHashMap::default(); patterns.len()];
        let mut vocabulary: FxHashMap<String, (Term, String)> =
            words::known().map(|word| (word.text, (word.term, word.stem))).collect();
        for (field, weight) in tuning::FIELDS.iter().zip(tuning.fields) {
            let texts: Vec<String> =
                patterns.iter().map(|pattern| words::read(&field(pattern), &mut vocabulary)).collect();
            let corpus: Vec<&str> = texts.iter().map(String::as_str).collect();
            let embedder: Embedder<u64, Tokens> =
                EmbedderBuilder::with_tokenizer_and_fit_to_corpus(Tokens, &corpus)
                    .b(tuning.b)
                    .k1(tuning.k1)
                    .build();
            for (terms, text) in merged.iter_mut().zip(&texts) {
                let mut seen = FxHashSet::default();
                for TokenEmbedding { index, value } in embedder.embed(text).0 {
                    if seen.insert(index) {
                        *terms.entry(index).or_default() += weight * value;
                    }
                }
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
            tuning,
            postings: FxHashMap::default(),
            weight: FxHashMap::default(),
            unknown: idf(0.0),
            vocabulary: vocabulary
                .into_iter()
                .map(|(text, (term, stem))| Known { letters: letters(&text), text, stem, term })
                .collect(),
            phrases: Phrases::default(),
        };
        for term in terms {
            let query = Embedding(vec![TokenEmbedding { index: term, value: 1.0 }]);
            let mut found: Vec<_> =
                scorer.matches(&query).into_iter().map(|hit| (hit.id, hit.score)).collect();
            found.sort_by_key(|(document, _)| *document);
            index.weight.insert(term, idf(found.len() as f32));
            index.postings.insert(term, found);
        }
        index.vocabulary.sort();
        index.phrases = Phrases::new(patterns, &index.tuning, |term| index.weight_of(term));
        index
    }

    pub(super) fn search<'a>(&self, patterns: &'a [Pattern], query: &str, limit: usize) -> Vec<Hit<'a>> {
        let query = self.understand(query);
        let Some(ranking) = self.rank(patterns, &query) else { return Vec::new() };
        if !self.fits(&ranking.evidence) {
            return Vec::new();
        }
        let hits = ranking.hits.into_iter().take(limit);
        hits.map(|(document, score)| Hit { pattern: &patterns[document], score }).collect()
    }

    /// Every pattern that has a word of the question, the best first; `None` when the question says nothing.
    fn rank(&self, patterns: &[Pattern], query: &Query) -> Option<Ranking> {
        let asked: f32 = query.words.iter().map(|word| word.weight).sum();
        if asked <= 0.0 {
            return None;
        }
        let tuning = &self.tuning;
        let (score, covered) = self.scores(query, patterns.len());
        let close = self.phrases.closeness(query, tuning, patterns.len());
        let top = score.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let rank = |document: usize| {
            let own = patterns[document].skill == super::OWN_SKILL;
            let Closeness { best, sum, name, .. } = close[document];
            tuning.words * score[document] / top
                + tuning.covered * covered[document] / asked
                + tuning.best * best
                + tuning.sum * sum.min(3.0)
                + tuning.name * name
                + if own { tuning.house } else { 0.0 }
        };
        let full =
            tuning.words + tuning.covered + tuning.best + 3.0 * tuning.sum + tuning.name + tuning.house;
        let mut hits: Vec<(usize, f32)> = (0..patterns.len())
            .filter(|document| score[*document] > 0.0)
            .map(|document| (document, rank(document) / full))
            .collect();
        hits.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| patterns[a.0].id.cmp(&patterns[b.0].id)));
        let best = hits.first()?.0;
        let count = query.words.len() as f32;
        let evidence = Evidence([
            covered[best] / asked,
            close[best].best,
            (score[best] / 50.0).min(1.0),
            query.words.iter().filter(|word| !word.known).count() as f32 / count,
            f32::from(u8::from(query.ours)),
            f32::from(u8::from(query.elsewhere)),
        ]);
        Some(Ranking { hits, evidence })
    }

    /// The best one decides whether anything fits.
    fn fits(&self, evidence: &Evidence) -> bool {
        let sum: f32 = evidence.0.iter().zip(self.tuning.fit).map(|(part, weight)| part * weight).sum();
        sum >= self.tuning.least
    }

    /// For each pattern the sum of what the engine gives the words of the question, and how much of it was found.
    fn scores(&self, query: &Query, patterns: usize) -> (Vec<f32>, Vec<f32>) {
        let mut score = vec![0.0_f32; patterns];
        let mut covered = vec![0.0_f32; patterns];
        let mut best = vec![(0.0_f32, 0.0_f32); patterns];
        let mut touched = Vec::new();
        for word in &query.words {
            // One word of the question counts once, by the best of what stands for it.
            for (term, share) in &word.terms {
                let weight = self.weight_of(*term).min(word.weight) * share;
                for (document, value) in self.postings.get(term).into_iter().flatten() {
                    let entry = &mut best[*document as usize];
                    if *entry == (0.0, 0.0) {
                        touched.push(*document as usize);
                    }
                    *entry = (entry.0.max(value * share), entry.1.max(weight));
                }
            }
            for document in touched.drain(..) {
                let (value, weight) = std::mem::take(&mut best[document]);
                score[document] += value;
                covered[document] += weight;
            }
        }
        for term in &query.joined {
            for (document, value) in self.postings.get(term).into_iter().flatten() {
                score[*document as usize] += value * self.tuning.joined;
            }
        }
        (score, covered)
    }

    fn understand(&self, query: &str) -> Query {
        let mut seen = FxHashSet::default();
        let mut previous: Option<String> = None;
        // Questions are short; of a pasted page the beginning has to do.
        let cut = query.char_indices().nth(4_000).map_or(query, |(end, _)| &query[..end]);
        let (ours, elsewhere) = words::subjects(cut);
        let mut result = Query { words: Vec::new(), joined: Vec::new(), ours, elsewhere };
        let (respelt, guesses) = self.respell(cut);
        result.ours |= guesses.iter().any(|guess| words::is_ours(guess));
        for word in words(&respelt) {
            if word.whole.is_some() {
                let known = self.postings.contains_key(&word.term);
                let near = if known { Vec::new() } else { self.spelt_like(&word.text) };
                let names =
                    if known { vec![word.term] } else { near.into_iter().map(|known| known.term).collect() };
                result.joined.extend(names.into_iter().filter(|name| seen.insert(*name)));
                continue;
            }
            if let Some(before) = previous.replace(word.stem.clone()) {
                let joined = words::hash(&(before + &word.stem));
                if self.postings.contains_key(&joined) && seen.insert(joined) {
                    result.joined.push(joined);
                }
            }
            if result.words.len() == MAX_TERMS || !seen.insert(word.term) {
                continue;
            }
            let share = if guesses.contains(&word.text) { self.tuning.misspelt } else { 1.0 };
            let mut terms = vec![(word.term, share)];
            terms.extend(meanings(&word.stem).iter().map(|one| (one.term, share * self.tuning.meaning)));
            let weight = self.heaviest(&terms);
            let known = self.knows(&terms);
            result.words.push(Asked { terms, weight, known });
        }
        result
    }

    fn knows(&self, terms: &[(Term, f32)]) -> bool {
        terms.iter().any(|(term, _)| self.postings.contains_key(term))
    }

    /// The text with the words that nobody knows replaced by their nearest neighbours, and these neighbours.
    fn respell(&self, text: &str) -> (String, FxHashSet<String>) {
        let mut guesses: FxHashMap<String, &str> = FxHashMap::default();
        for word in words(text) {
            let meant = || meanings(&word.stem).iter().any(|one| self.postings.contains_key(&one.term));
            if word.whole.is_some() || self.postings.contains_key(&word.term) || meant() {
                continue;
            }
            // Of equally near words the most frequent one, and one that begins alike.
            let frequency = |known: &&Known| {
                let alike = known.text.chars().next() == word.text.chars().next();
                (alike, self.postings.get(&known.term).map_or(0, Vec::len))
            };
            if let Some(known) = self.spelt_like(&word.text).into_iter().max_by_key(|known| frequency(known))
            {
                guesses.insert(word.text, &known.text);
            }
        }
        if guesses.is_empty() {
            return (text.to_owned(), FxHashSet::default());
        }
        let mut respelt = String::new();
        for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            respelt.push_str(guesses.get(&word.to_lowercase()).copied().unwrap_or(word));
            respelt.push_str(&part[word.len()..]);
        }
        (respelt, guesses.into_values().map(str::to_owned).collect())
    }

    /// The known words nearest to one that nobody knows.
    fn spelt_like(&self, text: &str) -> Vec<&Known> {
        let length = text.chars().count();
        let limit = match length {
            0..4 => return Vec::new(),
            4..6 => 1,
            6..24 => 2,
            // Nobody writes this: it was pasted.
            _ => return Vec::new(),
        };
        let own = letters(text);
        // A slip changes at most two letters of the set, which is quicker to see than the distance.
        let possible = |known: &Known| {
            known.text.len().abs_diff(text.len()) <= limit
                && (known.letters ^ own).count_ones() as usize <= 2 * limit
        };
        // A short word with another letter is another word, not a slip: "rice" is not "race".
        let slip = |known: &str| known.len() != text.len() || length >= 6 || letters(known) == own;
        let near = |known: &Known| {
            let distance = strsim::osa_distance(&known.text, text);
            (distance <= limit && slip(&known.text)).then_some(distance)
        };
        let found = self.vocabulary.iter().filter(|known| possible(known));
        let mut found: Vec<(usize, &Known)> = found.filter_map(|known| Some((near(known)?, known))).collect();
        let Some(least) = found.iter().map(|(distance, _)| *distance).min() else { return Vec::new() };
        found.retain(|(distance, _)| *distance == least);
        found.into_iter().map(|(_, known)| known).collect()
    }

    fn weight_of(&self, term: Term) -> f32 {
        self.weight.get(&term).copied().unwrap_or(self.unknown)
    }

    /// The weight of a word of the question: its own, or that of what it stands for.
    fn heaviest(&self, terms: &[(Term, f32)]) -> f32 {
        let Some(((own, _), others)) = terms.split_first() else { return 0.0 };
        self.weight.get(own).copied().unwrap_or_else(|| {
            let known = others.iter().filter_map(|(term, _)| self.weight.get(term).copied());
            known.reduce(f32::max).unwrap_or(self.tuning.unknown * self.unknown)
        })
    }
}

/// The set of letters and digits of a word.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

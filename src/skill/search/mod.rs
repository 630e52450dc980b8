//! Finds the patterns that fit a question, as far as words can carry meaning.
//!
//! The parts are those of every lexical search: Snowball's stems, BM25 over weighted fields, words of one meaning, distance of
//! misspelt words. Around them stands what an engine for general text does not have: names of interfaces come apart
//! (`create_task`, `TaskGroup`), a question that is close to one phrase of a pattern is worth more than scattered words,
//! words belong to skills and pages, words that say nothing by themselves make one pattern likelier than another, and words of
//! everyday life or of other subjects are no evidence that a question is ours.
//! What each of these counts is fitted by `examples/fit_search.rs`. BM25 is one line here: crates for it take every token as a string of
//! its own and scan a document for each word, which made the index four times as slow to build as everything here together.

mod knowledge;
mod phrases;
mod postings;
mod query;
mod sayings;
mod thesaurus;
mod tuning;
mod words;

use rustc_hash::FxHashMap;

use super::pattern::Pattern;
use knowledge::{Knowledge, unpacked};
use phrases::{Closeness, Phrases};
use postings::Postings;
use query::{Query, Vocabulary};
use sayings::Sayings;
use thesaurus::Thesaurus;
pub(super) use tuning::Tuning;
use words::{Lexicon, Term, Word};

static SYNONYMS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/synonyms.z"));

/// A pattern that fits a question.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'a> {
    /// The pattern.
    pub pattern: &'a Pattern,
    /// How well it fits, from 0 to 1; comparable within one answer.
    pub score: f32,
}

/// What a text is made of: a meaning, or a word.
type Key = u32;

/// What the search sees in a question, before anything is weighed: what the weights are fitted on.
#[derive(Debug, Clone)]
pub struct Weighing {
    /// For each pattern that has a word of the question its number, and what speaks for it.
    pub patterns: Vec<(usize, Vec<f32>)>,
    /// What speaks for an answer, and against it, when the best of them is looked at.
    pub decision: Vec<f32>,
}

/// [What the search sees](Weighing) in each question, when it knows these patterns.
pub fn weigh(patterns: &[Pattern], questions: &[String]) -> Vec<Weighing> {
    let index = Index::new(patterns, Tuning::default());
    let weigh = |question: &String| {
        let query = index.understand(question);
        let features = index.features(patterns, &query);
        let best = index.rank(&features).and_then(|hits| hits.first().map(|(best, _)| *best));
        let decision = best.map(|best| index.evidence(&query, best, &features[best]).0.to_vec());
        let found = features.iter().enumerate().filter(|(_, features)| features.0[0] > 0.0);
        Weighing {
            patterns: found.map(|(document, features)| (document, features.0.to_vec())).collect(),
            decision: decision.unwrap_or_default(),
        }
    };
    questions.iter().map(weigh).collect()
}

/// What a search looks at. Made once, on the first question.
#[derive(Debug)]
pub(super) struct Index {
    tuning: Tuning,
    lexicon: Lexicon<'static>,
    thesaurus: Thesaurus,
    vocabulary: Vocabulary,
    /// Patterns that have a key, and what it counts there.
    postings: Postings<(u32, f32)>,
    /// How telling each key is.
    weight: Vec<f32>,
    /// Two neighbouring words, and a pattern that has them.
    pairs: Vec<((Term, Term), u32)>,
    phrases: Phrases,
    sayings: Sayings,
    /// For each key how often it stands in each skill, and on each page.
    topics: [Postings<(u32, f32)>; 2],
    /// Skill and page of each pattern.
    places: Vec<[u32; 2]>,
}

/// What is looked at in each pattern.
const FEATURES: usize = 13;
/// What is looked at before anything is answered.
const PARTS: usize = 24;

/// What speaks for a pattern.
#[derive(Debug, Clone, Copy)]
struct Features([f32; FEATURES]);

/// What speaks for the best pattern, and against it: parts from 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Evidence([f32; PARTS]);

impl Index {
    pub(super) fn new(patterns: &[Pattern], tuning: Tuning) -> Self {
        let mut lexicon = Lexicon::default();
        let thesaurus = Thesaurus::new(&unpacked(SYNONYMS), &mut lexicon);
        let meanings = thesaurus.count as Key;
        let mut pairs: Vec<((Term, Term), u32)> = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        let mut place = |name| {
            let known = names.iter().position(|known| *known == name);
            known.unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            }) as u32
        };
        let places = patterns.iter().map(|pattern| [place(&pattern.skill), place(&pattern.reference)]);
        let places: Vec<[u32; 2]> = places.collect();
        let mut phrases = Phrases::default();
        let mut sayings = Sayings::default();
        let mut texts: Vec<[Vec<Key>; tuning::FIELDS.len()]> = Vec::with_capacity(patterns.len());
        for (document, pattern) in (0_u32..).zip(patterns) {
            texts.push(std::array::from_fn(|field| {
                let (read, kind) = tuning::FIELDS[field];
                let mut keys = Vec::new();
                read(pattern, &mut |text| {
                    let (words, stems) = lexicon.read(text, &thesaurus);
                    keys.extend(words.iter().flat_map(|word| keys_of(word, &thesaurus, meanings)));
                    if field <= tuning::SAID {
                        sayings.add(document, stems);
                    }
                    if let Some(share) = tuning.shares[kind as usize] {
                        phrases.add(document, &words, share, field == 0);
                        pairs.extend(neighbours(&words).into_iter().map(|two| (two, document)));
                    }
                });
                keys.sort_unstable();
                keys
            }));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let count = patterns.len() as f32;
        let lengths: [f32; tuning::FIELDS.len()] = std::array::from_fn(|field| {
            texts.iter().map(|text| text[field].len()).sum::<usize>() as f32 / count.max(1.0)
        });
        let mut entries: Vec<(Key, (u32, f32))> = Vec::new();
        let mut topics: [Vec<(Key, (u32, f32))>; 2] = [Vec::new(), Vec::new()];
        for (document, text) in texts.iter().enumerate() {
            for (field, keys) in text.iter().enumerate() {
                let long = 1.0 - tuning.b + tuning.b * keys.len() as f32 / lengths[field].max(1.0);
                let is_phrase = tuning.shares[tuning::FIELDS[field].1 as usize].is_some();
                for same in keys.chunk_by(|a, b| a == b) {
                    let often = same.len() as f32;
                    let value = often * (tuning.k1 + 1.0) / (often + tuning.k1 * long);
                    entries.push((same[0], (document as u32, value * tuning.fields[field])));
                    if is_phrase {
                        for (topic, place) in topics.iter_mut().zip(places[document]) {
                            topic.push((same[0], (place, often)));
                        }
                    }
                }
            }
        }
        let keys = meanings as usize + lexicon.len();
        let postings = Postings::merged(keys, &entries);
        let topics = topics.map(|entries| Postings::merged(keys, &entries));
        let knowledge = Knowledge::new(&lexicon);
        let weight: Vec<f32> = (0..keys as Key)
            .map(|key| {
                let documents = postings.of(key).len() as f32;
                let idf = (1.0 + (count - documents + 0.5) / (documents + 0.5)).ln();
                let level = key.checked_sub(meanings).map_or(5, |term| knowledge.of(term).level);
                if documents > 0.0 { idf * tuning.level(level) } else { 0.0 }
            })
            .collect();
        phrases.finish(keys, &thesaurus, &weight, &tuning);
        sayings.finish(lexicon.len());
        let vocabulary = Vocabulary::new(&lexicon, knowledge, |term| {
            postings.of(meanings + term).len() as u32 + u32::from(!thesaurus.meanings(term).is_empty())
        });
        Self {
            tuning,
            lexicon,
            thesaurus,
            vocabulary,
            postings,
            weight,
            pairs,
            phrases,
            sayings,
            topics,
            places,
        }
    }

    pub(super) fn search<'a>(&self, patterns: &'a [Pattern], query: &str, limit: usize) -> Vec<Hit<'a>> {
        let query = self.understand(query);
        let features = self.features(patterns, &query);
        let Some(hits) = self.rank(&features) else { return Vec::new() };
        if !self.fits(&self.evidence(&query, hits[0].0, &features[hits[0].0])) {
            return Vec::new();
        }
        let full = self.tuning.full();
        hits.into_iter()
            .take(limit)
            .map(|(document, sum)| Hit { pattern: &patterns[document], score: (sum / full).clamp(0.0, 1.0) })
            .collect()
    }

    /// Every pattern that has a word of the question, the best first; `None` when the question says nothing.
    fn rank(&self, features: &[Features]) -> Option<Vec<(usize, f32)>> {
        let mut hits: Vec<(usize, f32)> = features
            .iter()
            .enumerate()
            .filter(|(_, features)| features.0[0] > 0.0)
            .map(|(document, features)| (document, self.tuning.sum(features)))
            .collect();
        hits.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        (!hits.is_empty()).then_some(hits)
    }

    /// The best one decides whether anything fits.
    fn fits(&self, evidence: &Evidence) -> bool {
        let sum: f32 = evidence.0.iter().zip(self.tuning.fit).map(|(part, weight)| part * weight).sum();
        sum >= self.tuning.least
    }

    fn features(&self, patterns: &[Pattern], query: &Query) -> Vec<Features> {
        let asked: f32 = query.words.iter().map(|word| word.weight).sum();
        let mut result = vec![Features([0.0; FEATURES]); patterns.len()];
        if asked <= 0.0 {
            return result;
        }
        let mut best = vec![(0.0_f32, 0.0_f32); patterns.len()];
        let mut touched = Vec::new();
        let mut strongest = 0.0_f32;
        for word in &query.words {
            // One word of the question counts once, by the best of what stands for it.
            for (key, share) in &word.keys {
                let weight = self.weight_of(*key).min(word.weight) * share;
                for (document, value) in self.postings.of(*key) {
                    let entry = &mut best[*document as usize];
                    if entry.1 == 0.0 {
                        touched.push(*document as usize);
                    }
                    *entry = (entry.0.max(value * weight), entry.1.max(weight.max(f32::MIN_POSITIVE)));
                }
            }
            for document in touched.drain(..) {
                let (value, weight) = std::mem::take(&mut best[document]);
                result[document].0[0] += value;
                result[document].0[1] += weight / asked;
                strongest = strongest.max(result[document].0[0]);
            }
        }
        for two in &query.pairs {
            let start = self.pairs.partition_point(|(other, _)| other < two);
            let documents = self.pairs[start..].chunk_by(|a, b| a.0 == b.0).next().unwrap_or_default();
            if documents.first().is_none_or(|(other, _)| other != two) {
                continue;
            }
            let count = documents.len() as f32;
            let telling = (1.0 + (patterns.len() as f32 - count + 0.5) / (count + 0.5)).ln();
            for (_, document) in documents {
                result[*document as usize].0[6] += telling / 10.0;
            }
        }
        let topics = self.topics(query, asked);
        let close = self.phrases.closeness(query, &self.tuning, patterns.len());
        let sounds = self.sayings.compare(&query.said, patterns.len());
        for (document, features) in result.iter_mut().enumerate() {
            let Closeness { best, sum, name, second } = close[document];
            let [skill, page] = self.places[document];
            let features = &mut features.0;
            features[0] /= strongest.max(f32::MIN_POSITIVE);
            features[2] = best;
            features[3] = (sum / 3.0).min(2.0);
            features[4] = name;
            features[5] = f32::from(u8::from(patterns[document].skill == super::OWN_SKILL));
            features[6] = features[6].min(2.0);
            features[7] = topics.get(&skill).copied().unwrap_or_default();
            features[8] = topics.get(&page).copied().unwrap_or_default();
            features[9] = second;
            features[10] = sounds[document].likely / 10.0;
            features[11] = sounds[document].best;
            features[12] = sounds[document].three;
        }
        result
    }

    /// How much the words of a question belong to each skill and page.
    fn topics(&self, query: &Query, asked: f32) -> FxHashMap<u32, f32> {
        let mut result: FxHashMap<u32, f32> = FxHashMap::default();
        for topics in &self.topics {
            for word in &query.words {
                let counts = word.keys.iter().map(|(key, _)| topics.of(*key));
                let Some(counts) = counts.into_iter().find(|counts| !counts.is_empty()) else { continue };
                let total = counts.iter().map(|(_, count)| count).sum::<f32>() + self.tuning.smooth;
                for (place, count) in counts {
                    *result.entry(*place).or_default() += word.weight * count / total / asked;
                }
            }
        }
        result
    }

    fn evidence(&self, query: &Query, document: usize, features: &Features) -> Evidence {
        let asked: f32 = query.words.iter().map(|word| word.weight).sum();
        let (mut ours, mut found, mut foreign, mut ordinary, mut unknown) = (0.0, 0.0_f32, 0.0, 0.0, 0.0);
        let (mut telling, mut everyday) = (0.0_f32, 0.0_f32);
        for word in &query.words {
            let share = word.keys.iter().filter(|(key, _)| {
                self.postings.of(*key).iter().any(|(other, _)| *other as usize == document)
            });
            let share = share.map(|(_, share)| *share).fold(0.0, f32::max);
            let technical = (f32::from(word.level) - 4.0) / 5.0;
            if share > 0.0 {
                found += share;
                ours += share * technical.max(0.0);
                telling = telling.max(share * word.weight);
                ordinary += share * (-technical).max(0.0);
            } else if word.level < 4 {
                foreign += -technical;
                everyday += f32::from(u8::from(word.level < 2));
            }
            if !word.known {
                unknown += 1.0;
            }
        }
        let count = (query.words.len() as f32).max(1.0);
        let (mut judged, mut belonging) = (0.0, 0.0);
        for word in &query.said {
            let telling = self.sayings.telling(word);
            if let Some(ours) = word.ours {
                judged += telling;
                belonging += telling * ours;
            }
        }
        let belonging = if judged > 0.0 { belonging / judged } else { 0.5 };
        Evidence([
            features.0[1],
            features.0[2],
            features.0[3],
            features.0[4],
            (found / 4.0).min(1.0),
            (ours / 3.0).min(1.0),
            foreign / count,
            (foreign / 3.0).min(1.0),
            ordinary / count,
            unknown / count,
            f32::from(u8::from(query.ours)),
            f32::from(u8::from(query.elsewhere)),
            (asked * features.0[1] / 15.0).min(1.0),
            (telling / 5.0).min(1.0),
            self.tuning.sum(features) / self.tuning.full(),
            query.words.iter().map(|word| f32::from(word.level)).sum::<f32>() / count / 9.0,
            query.words.iter().map(|word| self.usual(word)).sum::<f32>() / count,
            1.0 / count,
            (everyday / 2.0).min(1.0),
            if query.ours { 0.0 } else { (everyday / 2.0).min(1.0) },
            if query.ours { 0.0 } else { 1.0 - features.0[1].min(1.0) },
            features.0[11],
            features.0[12],
            belonging,
        ])
    }

    /// How much a word belongs to the questions of these pages, from 0 to 1.
    fn usual(&self, word: &query::Asked) -> f32 {
        let own = word.keys.iter().filter(|(key, _)| *key >= self.thesaurus.count as Key);
        let counts = own.flat_map(|(key, _)| self.topics[0].of(*key));
        (1.0 + counts.map(|(_, count)| count).sum::<f32>()).ln().min(5.0) / 5.0
    }

    fn weight_of(&self, key: Key) -> f32 {
        self.weight.get(key as usize).copied().unwrap_or_default()
    }
}

/// The keys of a word: its meanings, and itself.
fn keys_of<'a>(word: &Word, thesaurus: &'a Thesaurus, meanings: Key) -> impl Iterator<Item = Key> + use<'a> {
    let others = thesaurus.meanings(word.term).iter().map(|meaning| Key::from(*meaning));
    others.chain([meanings + word.term])
}

/// Words that stand side by side.
fn neighbours(words: &[Word]) -> Vec<(Term, Term)> {
    let terms: Vec<Term> =
        words.iter().filter(|word| word.whole.is_none() && !word.expression).map(|word| word.term).collect();
    terms.windows(2).map(|two| (two[0], two[1])).collect()
}

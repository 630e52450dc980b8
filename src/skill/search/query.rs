//! What a question asks for.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::knowledge::Knowledge;
use super::sayings::Said;
use super::words::{Lexicon, Term, listed};
use super::{Index, Key, keys_of};

/// Terms of a question beyond this many add nothing but time.
const MAX_TERMS: usize = 48;
/// The same for words that may say nothing by themselves.
const MAX_SAID: usize = 96;

/// A word of a question: the keys that stand for it, and how much each counts.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) keys: Vec<(Key, f32)>,
    /// How telling it is.
    pub(super) weight: f32,
    /// How technical it is.
    pub(super) level: u8,
    /// Whether any pattern has it, or what stands for it.
    pub(super) known: bool,
    /// Whether it belongs to an expression that counts besides.
    pub(super) part: bool,
}

/// What a question asks for.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub(super) words: Vec<Asked>,
    /// All of its words, also those that say nothing by themselves, each once.
    pub(super) said: Vec<Said>,
    /// Neighbouring words.
    pub(super) pairs: Vec<(Term, Term)>,
    /// Whether it has a word that belongs to asynchronous programs, and one that belongs to another subject.
    pub(super) ours: bool,
    pub(super) elsewhere: bool,
}

/// A word as it is written on a page.
#[derive(Debug)]
struct Known {
    text: Box<str>,
    letters: u64,
    frequency: u32,
}

/// The words of the pages and of the thesaurus, for misspelt ones.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: Vec<Known>,
    knowledge: Knowledge,
}

impl Vocabulary {
    pub(super) fn new(lexicon: &Lexicon, knowledge: Knowledge, frequency: impl Fn(Term) -> u32) -> Self {
        let known = lexicon.spellings().filter(|(text, _)| text.len() > 3);
        let mut words: Vec<Known> = known
            .map(|(text, term)| Known {
                letters: letters(text),
                frequency: frequency(term),
                text: text.into(),
            })
            .filter(|known| known.frequency > 0)
            .collect();
        words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        Self { words, knowledge }
    }

    /// The known word nearest to one that nobody knows.
    fn spelt_like(&self, text: &str) -> Option<&str> {
        let length = text.chars().count();
        let limit = match length {
            0..4 => return None,
            4..6 => 1,
            6..24 => 2,
            // Nobody writes this: it was pasted.
            _ => return None,
        };
        let own = letters(text);
        // A slip changes at most two letters of the set, which is quicker to see than the distance.
        let possible = |known: &&Known| {
            known.text.len().abs_diff(text.len()) <= limit
                && (known.letters ^ own).count_ones() as usize <= 2 * limit
        };
        // A short word with another letter is another word, not a slip: "rice" is not "race".
        let slip = |known: &Known| known.text.len() != text.len() || length >= 6 || known.letters == own;
        let near = |known: &Known| {
            let distance = strsim::osa_distance(&known.text, text);
            let alike = known.text.as_bytes().first() == text.as_bytes().first();
            // Of equally near words the one that begins alike, and the most frequent.
            (distance <= limit && slip(known)).then_some((distance, !alike, u32::MAX - known.frequency))
        };
        let found = self.words.iter().filter(possible).filter_map(|known| Some((near(known)?, &*known.text)));
        found.min().map(|(_, text)| text)
    }
}

impl Index {
    pub(super) fn understand(&self, query: &str) -> Query {
        // Questions are short; of a pasted page the beginning has to do.
        let cut = query.char_indices().nth(4_000).map_or(query, |(end, _)| &query[..end]);
        let (respelt, guesses) = self.respell(cut);
        let mut lexicon = Lexicon::over(&self.lexicon);
        let (words, mut stems) = lexicon.read(&respelt, &self.thesaurus);
        let mut result = Query { pairs: super::neighbours(&words), ..Query::default() };
        let guesses: FxHashSet<Term> = guesses
            .iter()
            .flat_map(|guess| lexicon.words(guess, &self.thesaurus))
            .map(|word| word.term)
            .collect();
        result.pairs.sort_unstable();
        result.pairs.dedup();
        for part in respelt.split(|c: char| !c.is_alphanumeric()) {
            let part = part.to_lowercase();
            result.ours |= is_ours(&part);
            result.elsewhere |= is_elsewhere(&part);
        }
        // Who names both compares: the question is about ours.
        result.elsewhere &= !result.ours;
        let texts: FxHashMap<Term, &str> = lexicon.terms().map(|(text, term)| (term, text)).collect();
        let knowledge = &self.vocabulary.knowledge;
        let fact = |term| texts.get(&term).map_or_else(|| knowledge.of(term), |stem| knowledge.of_stem(stem));
        stems.truncate(MAX_SAID);
        stems.sort_unstable();
        stems.dedup();
        let known = |(stem, share): (&str, f32)| Some((self.lexicon.known_term(stem)?, share));
        let said = stems.into_iter().map(|term| {
            let fact = fact(term);
            let ours = fact.ours.map(|ours| f32::from(ours) / 9.0);
            Said { term, near: fact.near().filter_map(known).collect(), ours }
        });
        result.said = said.collect();
        let meanings = self.thesaurus.count as Key;
        let mut seen = FxHashSet::default();
        for word in &words {
            if word.whole.is_some() && self.postings.of(meanings + word.term).is_empty() {
                continue;
            }
            if result.words.len() == MAX_TERMS || !seen.insert(word.term) {
                continue;
            }
            let share = if guesses.contains(&word.term) { self.tuning.misspelt } else { 1.0 };
            let mut keys: Vec<(Key, f32)> = keys_of(word, &self.thesaurus, meanings)
                .filter(|key| !self.postings.of(*key).is_empty())
                .map(|key| (key, if key < meanings { share * self.tuning.meaning } else { share }))
                .collect();
            keys.reverse();
            let level = fact(word.term).level;
            let own = self.weight_of(meanings + word.term);
            let meant = || keys.iter().map(|(key, _)| self.weight_of(*key)).fold(0.0, f32::max);
            let known = !keys.is_empty();
            let weight = match (own > 0.0, known) {
                (true, _) => own,
                (false, true) => meant() * self.tuning.level(level),
                (false, false) => self.tuning.unknown,
            };
            let part = word.part;
            let weight = if part { weight * self.tuning.within } else { weight };
            result.words.push(Asked { keys, weight, level, known, part });
        }
        result
    }

    /// The text with the words that nobody knows replaced by their nearest neighbours, and these neighbours.
    fn respell(&self, text: &str) -> (String, Vec<&str>) {
        let mut guesses: FxHashMap<String, &str> = FxHashMap::default();
        let mut lexicon = Lexicon::over(&self.lexicon);
        let meanings = self.thesaurus.count as Key;
        for part in text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.len() > 3) {
            let part = part.to_lowercase();
            let mut stems = lexicon.stems(&part);
            let Some(term) = stems.pop().filter(|_| stems.is_empty()) else { continue };
            let known = !self.postings.of(meanings + term).is_empty()
                || !self.thesaurus.meanings(term).is_empty()
                || guesses.contains_key(&part);
            let stem = lexicon.terms().find(|(_, other)| *other == term).map(|(text, _)| text);
            if known || stem.is_none_or(|stem| self.vocabulary.knowledge.has(stem)) {
                continue;
            }
            if let Some(guess) = self.vocabulary.spelt_like(&part) {
                guesses.insert(part, guess);
            }
        }
        if guesses.is_empty() {
            return (text.to_owned(), Vec::new());
        }
        let mut respelt = String::new();
        for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            respelt.push_str(guesses.get(&word.to_lowercase()).copied().unwrap_or(word));
            respelt.push_str(&part[word.len()..]);
        }
        (respelt, guesses.into_values().collect())
    }
}

/// The set of letters and digits of a word.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

/// Words of asynchronous programs: whoever uses one asks about them.
const OURS: &str = " async asyncio await awaited awaiting awaitable coroutine coroutines concurrent concurrently concurrency
 simultaneously parallel taskgroup semaphore eventloop aiohttp httpx uvloop anyio trio asyncpg aiofiles timeout timeouts
 cancelled cancellation cancellederror queue queues thread threads threadpool deadlock websocket websockets subprocess retries backoff
 gather tasks consumers workers mutex sse debounce
 sigterm backpressure contextvars contextvar healthcheck fastapi starlette mypy pyright sqlalchemy asyncsession prometheus opentelemetry
 pytest uvicorn promise goroutine goroutines errgroup ";

fn is_ours(word: &str) -> bool {
    static SET: OnceLock<FxHashSet<&str>> = OnceLock::new();
    listed(&SET, OURS, word)
}

fn is_elsewhere(word: &str) -> bool {
    static SET: OnceLock<FxHashSet<&str>> = OnceLock::new();
    listed(&SET, include_str!("elsewhere.txt"), word)
}

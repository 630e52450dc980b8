use std::sync::OnceLock;

use bm25::{TokenEmbedder, Tokenizer};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, as written.
    pub(super) text: String,
    /// Without its ending: `cancelling` and `cancelled` are one.
    pub(super) stem: String,
    /// The stem as the engine knows it.
    pub(super) term: u64,
}

/// Words that say nothing about the subject, or that every question here has.
const STOP: &str = " a about actually after all also always am an and another any anyone anything are as asyncio at back be because been being
 best but by came can cannot cant code come could did do does doesn doesnt doing don done dont each either else even ever example examples every for from
 gave get gets getting give go goes going good got had has have having help here how i if im in instead into is isn isnt it its
 just keep keeps know let like ll make makes making many may me might mine more most much must my need needs never nice no not now of off
 often on one only or other our out over own please probably properly python re really right s same say says should since so some
 somebody something sometimes still such sure t take than that the their them then there these they thing things this those though to too
 try trying up us usage use used using ve very via want wants was way we well were what whatever when where whether which while who whole whose why
 will with within without won wont would wrong yet you your ";

/// The words of a text without those that say nothing. Names come apart: `create_task` and `TaskGroup` are two words each.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut result = Vec::new();
    let mut current = String::new();
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        // Between `k` and `G` of TaskGroup, between `P` and `C` of HTTPClient.
        let splits =
            c.is_uppercase() && (previous.is_lowercase() || (previous.is_uppercase() && next_is_lower));
        if splits || !c.is_alphanumeric() {
            flush(&mut current, &mut result);
        }
        if c.is_alphanumeric() {
            current.extend(c.to_lowercase());
        }
        previous = c;
    }
    flush(&mut current, &mut result);
    result
}

fn flush(current: &mut String, result: &mut Vec<Word>) {
    let text = std::mem::take(current);
    let single = text.chars().count() < 2 && text.is_ascii();
    if text.is_empty() || single || is_stop(&text) {
        return;
    }
    let stem = stem(&text);
    result.push(Word { term: hash(&stem), stem, text });
}

fn is_stop(word: &str) -> bool {
    static WORDS: OnceLock<rustc_hash::FxHashSet<&str>> = OnceLock::new();
    WORDS.get_or_init(|| STOP.split_whitespace().collect()).contains(word)
}

fn stem(word: &str) -> String {
    // The stemmer is for English; it leaves other scripts as they are.
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}

pub(super) fn hash(stem: &str) -> u64 {
    <u64 as TokenEmbedder>::embed(stem)
}

/// The engine's view of a text: its words, and each two neighbours joined.
pub(super) struct Words;

impl Tokenizer for Words {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        for line in text.lines() {
            let stems: Vec<String> = words(line).into_iter().map(|word| word.stem).collect();
            tokens.extend(stems.windows(2).map(<[String]>::concat));
            tokens.extend(stems);
        }
        tokens
    }
}

/// The terms that mean nearly the same as a stem.
pub(super) fn synonyms(of: &str) -> &'static [u64] {
    static TABLE: OnceLock<FxHashMap<String, Vec<u64>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: FxHashMap<String, Vec<u64>> = FxHashMap::default();
        for group in include_str!("synonyms.txt").lines().filter(|line| !line.starts_with('#')) {
            let stems: Vec<String> = group.split_whitespace().map(stem).collect();
            for word in &stems {
                let others = stems.iter().filter(|other| *other != word).map(|other| hash(other));
                table.entry(word.clone()).or_default().extend(others);
            }
        }
        for terms in table.values_mut() {
            terms.sort_unstable();
            terms.dedup();
        }
        table
    });
    table.get(of).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.stem).collect()
    }

    #[test]
    fn names_come_apart_and_endings_go() {
        assert_eq!(stems("asyncio.create_task(TaskGroup)"), ["creat", "task", "task", "group"]);
        assert_eq!(stems("HTTPClient"), ["http", "client"]);
        assert_eq!(stems("How do I use the cancelled tasks?"), ["cancel", "task"]);
        assert_eq!(stems("очередь 🦀"), ["очередь"]);
    }
}

use rustc_hash::FxHashMap;

use super::tuning::Tuning;
use super::words::{meanings, words};
use super::{Query, Term};
use crate::skill::pattern::Pattern;

/// How close a question is to what a pattern says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Closeness {
    /// To the nearest of its phrases, from 0 to 1.
    pub(super) best: f32,
    /// To all of them: several near ones are worth more than one.
    pub(super) sum: f32,
    /// To its id.
    pub(super) name: f32,
}

/// The short phrases of each pattern: the questions that it answers, its id, title, use and pitfalls.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    phrases: Vec<Phrase>,
    /// Phrases with a word, and the word's place in them.
    places: FxHashMap<Term, Vec<(u32, u16)>>,
}

#[derive(Debug)]
struct Phrase {
    document: u32,
    /// Whether it is the pattern's id.
    name: bool,
    share: f32,
    /// The squared weight of each word.
    words: Vec<f32>,
    length: f32,
}

impl Phrases {
    pub(super) fn new(patterns: &[Pattern], tuning: &Tuning, weight: impl Fn(Term) -> f32) -> Self {
        let mut result = Self::default();
        for (document, pattern) in (0_u32..).zip(patterns) {
            let mut add = |text: &str, share: f32, name: bool| {
                result.add(document, text, share, name, &weight);
            };
            add(&pattern.id, tuning.phrase_id, true);
            add(&pattern.title, tuning.phrase_title, false);
            add(&pattern.use_when, tuning.phrase_use, false);
            for text in &pattern.asked_as {
                add(text, 1.0, false);
            }
            for text in &pattern.pitfalls {
                add(text, tuning.phrase_pitfall, false);
            }
        }
        result
    }

    fn add(&mut self, document: u32, text: &str, share: f32, name: bool, weight: impl Fn(Term) -> f32) {
        let Ok(number) = u32::try_from(self.phrases.len()) else { return };
        // Each word once, with its weight; and of every word that is read the place where it is kept.
        let mut own: Vec<(Term, f32)> = Vec::new();
        let mut read: Vec<usize> = Vec::new();
        let mut stands_for: Vec<(Term, usize)> = Vec::new();
        for word in words(text) {
            if let Some(parts) = word.whole {
                // Who writes the name in one word means all its parts.
                let parts = &read[read.len() - parts.min(read.len())..];
                stands_for.extend(parts.iter().map(|place| (word.term, *place)));
                continue;
            }
            let known = own.iter().position(|(term, _)| *term == word.term);
            let place = known.unwrap_or(own.len());
            read.push(place);
            if known.is_none() {
                own.push((word.term, weight(word.term).powi(2)));
                stands_for.push((word.term, place));
                stands_for.extend(meanings(&word.stem).iter().map(|meaning| (meaning.term, place)));
            }
        }
        for (term, place) in stands_for {
            let Ok(place) = u16::try_from(place) else { continue };
            self.places.entry(term).or_default().push((number, place));
        }
        let words: Vec<f32> = own.into_iter().map(|(_, weight)| weight).collect();
        let length = words.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        self.phrases.push(Phrase { document, name, share, words, length });
    }

    /// For each pattern how close the question is to it.
    pub(super) fn closeness(&self, query: &Query, tuning: &Tuning, patterns: usize) -> Vec<Closeness> {
        // Of each phrase the part of each of its words that the question has, and the part of the question that it has.
        let mut found: FxHashMap<u32, (f32, Vec<(u16, f32)>)> = FxHashMap::default();
        let mut length = 0.0;
        let mut here: FxHashMap<u32, f32> = FxHashMap::default();
        for word in &query.words {
            let squared = word.weight.powi(2);
            length += squared;
            for (term, share) in &word.terms {
                for (number, place) in self.places.get(term).into_iter().flatten() {
                    let best = here.entry(*number).or_default();
                    *best = best.max(*share);
                    let places = &mut found.entry(*number).or_default().1;
                    match places.iter_mut().find(|(known, _)| known == place) {
                        Some((_, known)) => *known = known.max(*share),
                        None => places.push((*place, *share)),
                    }
                }
            }
            for (number, share) in here.drain() {
                found.entry(number).or_default().0 += squared * share;
            }
        }
        let mut result = vec![Closeness::default(); patterns];
        for (number, (of_question, places)) in found {
            let Some(phrase) = self.phrases.get(number as usize) else { continue };
            let of_phrase: f32 = places
                .iter()
                .filter_map(|(place, share)| Some(phrase.words.get(usize::from(*place))? * share))
                .sum();
            let question = (of_question / length.max(f32::MIN_POSITIVE)).powf(tuning.of_question);
            let near = phrase.share * question * (of_phrase / phrase.length).powf(tuning.of_phrase);
            if let Some(closeness) = result.get_mut(phrase.document as usize) {
                closeness.best = closeness.best.max(near);
                closeness.sum += near.powf(tuning.power);
                if phrase.name {
                    closeness.name = near / phrase.share.max(f32::MIN_POSITIVE);
                }
            }
        }
        result
    }
}

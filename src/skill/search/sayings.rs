//! How likely each pattern is to be asked for in these words, whatever they are: also those that say nothing by themselves.
//! Who asks "before" or "only once" means something by it; the other parts of the search do not look at such words.

use super::postings::Postings;
use super::words::Term;

/// How much the words of all patterns count beside those of one.
const COMMON: f32 = 100.0;
/// How much a near word counts beside the word itself.
const NEAR: f32 = 0.2;

/// A word of a question, and words of the pages that mean about the same.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) term: Term,
    pub(super) near: Vec<(Term, f32)>,
    /// How much it belongs to our subject, from 0 to 1, where that is known.
    pub(super) ours: Option<f32>,
}

/// How a question sounds beside the phrases of one pattern.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sound {
    /// Logarithm of how likely it is to be asked for in these words: 0 for the likeliest pattern, less for all others.
    pub(super) likely: f32,
    /// Cosine with the nearest phrase, and the mean of the nearest three.
    pub(super) best: f32,
    pub(super) three: f32,
}

/// The phrases of all patterns as sets of stems.
#[derive(Debug, Default)]
pub(super) struct Sayings {
    entries: Vec<(Term, u32)>,
    /// Phrases that have a stem.
    places: Postings<u32>,
    /// Pattern of each phrase, and the inverse of its length.
    phrases: Vec<(u32, f32)>,
    /// How telling each stem is.
    telling: Vec<f32>,
    /// How many words each pattern says.
    totals: Vec<f32>,
}

impl Sayings {
    pub(super) fn add(&mut self, document: u32, mut stems: Vec<Term>) {
        stems.sort_unstable();
        stems.dedup();
        self.totals.resize(self.totals.len().max(document as usize + 1), 0.0);
        self.totals[document as usize] += stems.len() as f32;
        let phrase = self.phrases.len() as u32;
        self.entries.extend(stems.into_iter().map(|stem| (stem, phrase)));
        self.phrases.push((document, 0.0));
    }

    /// Weighs every word, when all have been added.
    pub(super) fn finish(&mut self, terms: usize) {
        let entries = std::mem::take(&mut self.entries);
        self.places = Postings::new(terms, &entries);
        let telling = |term| self.rarity(self.places.of(term).len());
        self.telling = (0..terms as Term).map(telling).collect();
        for (term, phrase) in entries {
            self.phrases[phrase as usize].1 += self.telling[term as usize];
        }
        for (_, length) in &mut self.phrases {
            *length = 1.0 / length.max(f32::MIN_POSITIVE).sqrt();
        }
    }

    fn rarity(&self, phrases: usize) -> f32 {
        ((self.phrases.len() as f32 + 1.0) / (phrases as f32 + 1.0)).ln()
    }

    /// How telling a word is; one that no phrase has most of all.
    pub(super) fn telling(&self, said: &Said) -> f32 {
        self.telling.get(said.term as usize).copied().unwrap_or_else(|| self.rarity(0))
    }

    /// For each pattern how the question sounds beside it.
    pub(super) fn compare(&self, question: &[Said], patterns: usize) -> Vec<Sound> {
        let mut result = vec![Sound::default(); patterns];
        let everything: f32 = self.totals.iter().sum::<f32>() + self.telling.len() as f32 / 2.0;
        let mut shared = vec![0.0_f32; self.phrases.len()];
        let mut often = vec![0.0_f32; patterns];
        let (mut length, mut counted) = (0.0, 0.0);
        for said in question {
            let telling = self.telling(said);
            length += telling;
            for phrase in self.places.of(said.term) {
                shared[*phrase as usize] += telling;
                often[self.phrases[*phrase as usize].0 as usize] += 1.0;
            }
            for (near, share) in &said.near {
                for phrase in self.places.of(*near) {
                    often[self.phrases[*phrase as usize].0 as usize] += NEAR * share;
                }
            }
            let total: f32 = often.iter().sum();
            if total > 0.0 {
                counted += 1.0;
                let usual = COMMON * (total + 0.5) / everything;
                for (sound, often) in result.iter_mut().zip(&mut often) {
                    if *often > 0.0 {
                        sound.likely += (std::mem::take(often) / usual).ln_1p();
                    }
                }
            }
        }
        let mut top = f32::NEG_INFINITY;
        for (sound, total) in result.iter_mut().zip(&self.totals) {
            sound.likely -= counted * ((total + COMMON) / COMMON).ln();
            top = top.max(sound.likely);
        }
        let length = 1.0 / length.max(f32::MIN_POSITIVE).sqrt();
        let mut phrases = self.phrases.iter().zip(&shared).peekable();
        for (document, sound) in result.iter_mut().enumerate() {
            sound.likely -= top;
            let mut nearest = [0.0_f32; 3];
            // Phrases of one pattern stand together.
            while let Some(((_, inverse), shared)) = phrases.next_if(|((of, _), _)| *of as usize == document)
            {
                let mut near = shared * inverse * length;
                for place in &mut nearest {
                    if near > *place {
                        std::mem::swap(place, &mut near);
                    }
                }
            }
            sound.best = nearest[0];
            sound.three = nearest.iter().sum::<f32>() / 3.0;
        }
        result
    }
}

use super::postings::Postings;
use super::query::Query;
use super::thesaurus::Thesaurus;
use super::tuning::Tuning;
use super::words::{Term, Word};
use super::{Key, keys_of};

/// How close a question is to what a pattern says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Closeness {
    /// To the nearest of its phrases, and to the next one, from 0 to 1.
    pub(super) best: f32,
    pub(super) second: f32,
    /// To all of them: several near ones are worth more than one.
    pub(super) sum: f32,
    /// To its id.
    pub(super) name: f32,
}

/// The short phrases of each pattern: the questions that it answers, its id, title, use and pitfalls.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    list: Vec<Phrase>,
    /// Words of the phrases, one phrase behind the other.
    slots: Vec<Slot>,
    /// Names as a whole, and the slots of their parts.
    wholes: Vec<(Term, u32)>,
    /// Keys, and the slots that they stand for.
    places: Postings<u32>,
}

#[derive(Debug)]
struct Slot {
    term: Term,
    phrase: u32,
    weight: f32,
}

#[derive(Debug)]
struct Phrase {
    document: u32,
    /// Whether it is the pattern's id.
    name: bool,
    share: f32,
    length: f32,
}

impl Phrases {
    pub(super) fn add(&mut self, document: u32, words: &[Word], share: f32, name: bool) {
        let number = self.list.len() as u32;
        let start = self.slots.len();
        let mut read: Vec<usize> = Vec::with_capacity(words.len());
        for word in words {
            if let Some(parts) = word.whole {
                // Who writes the name in one word means all its parts.
                let parts = &read[read.len() - parts.min(read.len())..];
                self.wholes.extend(parts.iter().map(|slot| (word.term, *slot as u32)));
                continue;
            }
            let known = self.slots[start..].iter().position(|slot| slot.term == word.term);
            read.push(known.map_or(self.slots.len(), |place| start + place));
            if known.is_none() {
                self.slots.push(Slot {
                    term: word.term,
                    phrase: number,
                    weight: f32::from(u8::from(word.part)),
                });
            }
        }
        self.list.push(Phrase { document, name, share, length: 0.0 });
    }

    /// Weighs every word, when all have been added.
    pub(super) fn finish(&mut self, keys: usize, thesaurus: &Thesaurus, weight: &[f32], tuning: &Tuning) {
        let meanings = thesaurus.count as Key;
        let mut entries: Vec<(Key, u32)> = Vec::with_capacity(2 * self.slots.len());
        for (number, slot) in (0_u32..).zip(&mut self.slots) {
            let word = Word { term: slot.term, whole: None, expression: false, part: false };
            let part = if slot.weight > 0.0 { tuning.within } else { 1.0 };
            slot.weight = part * weight[(meanings + slot.term) as usize].powf(tuning.sharp);
            self.list[slot.phrase as usize].length += slot.weight;
            entries.extend(keys_of(&word, thesaurus, meanings).map(|key| (key, number)));
        }
        entries.extend(self.wholes.drain(..).map(|(term, slot)| (meanings + term, slot)));
        self.places = Postings::new(keys, &entries);
    }

    /// For each pattern how close the question is to it.
    pub(super) fn closeness(&self, query: &Query, tuning: &Tuning, patterns: usize) -> Vec<Closeness> {
        let mut slots = vec![0.0_f32; self.slots.len()];
        let mut touched: Vec<u32> = Vec::new();
        // Of each phrase the part of the question that it has: so far, and by the present word.
        let mut found = vec![(0.0_f32, 0.0_f32); self.list.len()];
        let mut here: Vec<u32> = Vec::new();
        let mut length = 0.0;
        for word in &query.words {
            let heavy = word.weight.powf(tuning.sharp) * if word.part { tuning.within } else { 1.0 };
            length += heavy;
            for (key, share) in &word.keys {
                for slot in self.places.of(*key) {
                    let best = &mut slots[*slot as usize];
                    if *best == 0.0 {
                        touched.push(*slot);
                    }
                    *best = best.max(*share);
                    let phrase = self.slots[*slot as usize].phrase;
                    let now = &mut found[phrase as usize].1;
                    if *now == 0.0 {
                        here.push(phrase);
                    }
                    *now = now.max(*share);
                }
            }
            for phrase in here.drain(..) {
                let (sum, now) = &mut found[phrase as usize];
                *sum += heavy * std::mem::take(now);
            }
        }
        let mut result = vec![Closeness::default(); patterns];
        // Slots of one phrase stand together.
        touched.sort_unstable();
        for of_one in
            touched.chunk_by(|a, b| self.slots[*a as usize].phrase == self.slots[*b as usize].phrase)
        {
            let number = self.slots[of_one[0] as usize].phrase as usize;
            let phrase = &self.list[number];
            let of_phrase: f32 =
                of_one.iter().map(|slot| self.slots[*slot as usize].weight * slots[*slot as usize]).sum();
            let question = (found[number].0 / length.max(f32::MIN_POSITIVE)).powf(tuning.of_question);
            let near = question * (of_phrase / phrase.length.max(f32::MIN_POSITIVE)).powf(tuning.of_phrase);
            let closeness = &mut result[phrase.document as usize];
            if phrase.name {
                closeness.name = near;
            }
            let near = near * phrase.share;
            closeness.second = closeness.second.max(near.min(closeness.best));
            closeness.best = closeness.best.max(near);
            closeness.sum += near.powf(tuning.power);
        }
        result
    }
}

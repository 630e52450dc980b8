use super::{FEATURES, Features, PARTS};
use crate::skill::pattern::Pattern;

/// Reads the texts of a field, one by one.
type Read = fn(&Pattern, &mut dyn FnMut(&str));

/// The fields of a pattern, and the place of what a phrase of it counts.
pub(super) const FIELDS: [(Read, u8); 9] = [
    (|pattern, read| read(&pattern.id), 0),
    (|pattern, read| pattern.asked_as.iter().for_each(|text| read(text)), 1),
    (|pattern, read| read(&pattern.title), 2),
    (
        |pattern, read| {
            read(pattern.summary.strip_prefix(pattern.title.as_str()).unwrap_or(&pattern.summary));
        },
        5,
    ),
    (|pattern, read| read(&pattern.use_when), 3),
    (|pattern, read| pattern.pitfalls.iter().for_each(|text| read(text)), 4),
    (|pattern, read| read(&pattern.code), 5),
    (|pattern, read| read(&pattern.reference.replace("patterns", "")), 5),
    (|pattern, read| read(&pattern.skill.replace("patterns", "").replace("async", "")), 5),
];

/// The last of the fields that are sentences.
pub(super) const SAID: usize = 5;

/// How much each part of the evidence counts. `rank`, `fit` and `least` were fitted by the method of `examples/fit_search.rs`; `least`
/// is a little lower than what refuses one in a hundred of the questions for tuning when each fifth is judged by the other four (12.4):
/// who asks about our subject and gets nothing loses more than who asks about another one and gets something. How much a word
/// belongs to our subject is fitted by the same four. The other weights were found by a random search for the least loss of an
/// earlier fit. Sets that are held out had no part in any of it.
#[derive(Debug, Clone)]
pub(in crate::skill) struct Tuning {
    /// A word in each of the fields.
    pub fields: [f32; FIELDS.len()],
    /// How much the length of a field counts, and how fast repetition saturates.
    pub b: f32,
    pub k1: f32,
    /// Another word of the same meaning, as a part of the word itself.
    pub meaning: f32,
    /// A word that was probably misspelt.
    pub misspelt: f32,
    /// A word that no page has.
    pub unknown: f32,
    /// What technical words count more than others.
    pub technical: f32,
    /// What a phrase counts: the id, a question, the title, the use, a pitfall; and no phrase.
    pub shares: [Option<f32>; 6],
    /// Exponents of the closeness: of the weight of words, of the part of the question, of the part of the phrase, and within the sum.
    pub sharp: f32,
    pub of_question: f32,
    pub of_phrase: f32,
    pub power: f32,
    /// Occurrences of a word that tell nothing yet about its skill and page.
    pub smooth: f32,
    /// A word of an expression, as a part of what it counts alone.
    pub within: f32,
    /// What each feature of a pattern counts.
    pub rank: [f32; FEATURES],
    /// What each part of the evidence brings, and what an answer has to bring in all.
    pub fit: [f32; PARTS],
    pub least: f32,
}

impl Tuning {
    /// What a word of a level counts.
    pub(super) fn level(&self, level: u8) -> f32 {
        (self.technical * (f32::from(level) - 5.0) / 5.0).exp()
    }

    pub(super) fn sum(&self, features: &Features) -> f32 {
        features.0.iter().zip(self.rank).map(|(feature, weight)| feature * weight).sum()
    }

    /// About the most that a pattern can reach.
    pub(super) fn full(&self) -> f32 {
        self.rank.iter().filter(|weight| **weight > 0.0).sum()
    }
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            fields: [1.97, 3.94, 0.0802, 1.21, 2.21, 0.229, 1.38, 2.85, 27.6],
            b: 0.329,
            k1: 0.675,
            meaning: 0.878,
            misspelt: 0.836,
            unknown: 1.04,
            technical: 0.246,
            shares: [Some(0.127), Some(0.365), Some(0.517), Some(0.314), Some(0.362), None],
            sharp: 0.0267,
            of_question: 0.508,
            of_phrase: 0.488,
            power: 0.417,
            smooth: 6.0,
            within: 0.1,
            rank: [1.2, 0.71, 5.68, 0.332, 0.817, -0.247, 0.469, 1.38, 0.284, 6.12, 2.83, 0.749, 1.88],
            fit: [
                0.605, 3.69, 0.221, 0.436, 0.779, 0.705, -2.42, -0.107, 0.634, -2.66, 0.971, -1.64, 1.27,
                1.01, 3.66, -2.63, 2.22, 1.1, -1.56, -0.618, 0.578, 1.81, 1.72, 10.5,
            ],
            least: 11.5,
        }
    }
}

use crate::skill::pattern::Pattern;

/// The fields of a pattern.
pub(super) const FIELDS: [fn(&Pattern) -> String; 9] = [
    |pattern| pattern.id.clone(),
    |pattern| pattern.asked_as.join("\n"),
    |pattern| pattern.title.clone(),
    |pattern| pattern.summary.clone(),
    |pattern| pattern.use_when.clone(),
    |pattern| pattern.pitfalls.join("\n"),
    |pattern| pattern.code.clone(),
    |pattern| pattern.reference.replace("patterns", ""),
    |pattern| pattern.skill.replace("patterns", "").replace("async", ""),
];

/// How much each part of the evidence counts. Found by a search over questions of which half were held back.
#[derive(Debug, Clone)]
pub(in crate::skill) struct Tuning {
    /// A word in each of the fields.
    pub fields: [f32; FIELDS.len()],
    /// The engine's own: how much the length of a field counts, and how fast repetition saturates.
    pub b: f32,
    pub k1: f32,
    /// Another word of the same meaning, as a part of the word itself.
    pub meaning: f32,
    /// A word that was probably misspelt.
    pub misspelt: f32,
    /// Two neighbouring words that stand together on the page, or a name as a whole.
    pub joined: f32,
    /// A word that no page has, as a part of the rarest one that a page has.
    pub unknown: f32,
    /// The engine's score, as a part of the best one.
    pub words: f32,
    /// The part of the question that the pattern covers.
    pub covered: f32,
    /// Closeness to the nearest phrase, to all of them, and to the id.
    pub best: f32,
    pub sum: f32,
    pub name: f32,
    /// Between equals the skill of the house comes first: the others are about libraries that a question would name.
    pub house: f32,
    /// What a phrase counts that is none of the questions.
    pub phrase_id: f32,
    pub phrase_title: f32,
    pub phrase_use: f32,
    pub phrase_pitfall: f32,
    /// Exponents of the closeness: of the part of the question, of the part of the phrase, and within the sum.
    pub of_question: f32,
    pub of_phrase: f32,
    pub power: f32,
    /// What each part of the evidence brings, and what an answer has to bring in all.
    pub fit: [f32; 6],
    pub least: f32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            fields: [1.86, 3.5, 0.1, 1.14, 1.83, 0.77, 1.18, 0.49, 2.33],
            b: 0.55,
            k1: 0.73,
            meaning: 0.67,
            misspelt: 0.64,
            joined: 0.45,
            unknown: 0.08,
            words: 1.0,
            covered: 0.85,
            best: 1.05,
            sum: 0.136,
            name: 0.09,
            house: 0.46,
            phrase_id: 0.07,
            phrase_title: 0.29,
            phrase_use: 0.29,
            phrase_pitfall: 0.1,
            of_question: 0.52,
            of_phrase: 0.82,
            power: 0.34,
            fit: [2.3, 1.95, 5.2, -1.85, 3.0, -2.65],
            least: 4.95,
        }
    }
}

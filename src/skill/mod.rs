//! Skill folders: catalog, documents, search, validation, the one safe lookup.
//!
//! A skill is a folder with `SKILL.md` in the form of the Agent Skills specification. The skills in the binary and
//! folders on disk are the same to everything that reads them. Nothing here executes what a skill contains.

mod catalog;
mod document;
mod file;
mod frontmatter;
mod listed;
mod path;
mod pattern;
mod search;
mod validate;
mod yaml;

pub use catalog::{Catalog, CatalogError, Skill};
pub use document::{Document, Link, Section, Snippet};
pub use file::SkillFile;
pub use frontmatter::{Frontmatter, FrontmatterError};
pub use path::{LookupError, SkillUri};
pub use pattern::Pattern;
pub use search::{Hit, Weighing, weigh};
pub use validate::{Problem, validate};

/// The name of the skill that travels inside the binary.
pub const OWN_SKILL: &str = "python-async-patterns";

/// About how many tokens a language model reads `text` as. English and Python come to 3.8 characters a token.
pub fn tokens(text: &str) -> usize {
    tokens_of(text.chars().count())
}

/// The same for so many characters.
pub fn tokens_of(characters: usize) -> usize {
    (characters * 10).div_ceil(38)
}

/// The candidates that `name` was probably meant to be, the likeliest first, at most three.
pub fn near<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.trim().to_lowercase().replace(['_', ' '], "-");
    if name.is_empty() || name.len() > crate::text::LONGEST_SLIP {
        return Vec::new();
    }
    let mut scored: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            let shared = name.split('-').filter(|word| word.len() > 2 && lower.contains(*word)).count();
            let whole = strsim::jaro_winkler(&name, &lower) + shared as f64 * 0.15;
            (whole.max(word_by_word(&name, &lower)), candidate)
        })
        .filter(|(score, _)| *score >= 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.truncate(3);
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// How near the words of `name` are to words of `candidate`: 1 when each is there.
fn word_by_word(name: &str, candidate: &str) -> f64 {
    let nearest = |word: &str| {
        candidate.split('-').map(|other| strsim::jaro_winkler(word, other)).fold(0.0_f64, f64::max)
    };
    let words: Vec<f64> = name.split('-').filter(|word| word.len() > 2).map(nearest).collect();
    // A word in the middle of a long name is less sure than the same name as a whole.
    words.iter().sum::<f64>() / words.len().max(1) as f64 * 0.95
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn a_part_of_a_name_and_a_slip_in_it_are_near() {
        let names = ["semaphore-bounded-concurrency", "graceful-shutdown", "queue-shutdown", "gather"];
        assert_eq!(near("semafor", names), ["semaphore-bounded-concurrency"]);
        assert_eq!(near("gracefull_shutdown", names)[0], "graceful-shutdown");
        assert_eq!(near("gahter", names), ["gather"]);
        assert_eq!(near("xyzzy", names), Vec::<&str>::new());
    }
}

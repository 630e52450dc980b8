//! What is known of words before any page is read, as data in `words.txt`.

use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec_zlib;
use rustc_hash::FxHashMap;

use super::words::{Lexicon, Term};

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.z"));
static TEXT: OnceLock<String> = OnceLock::new();

/// A text that the build script has packed.
pub(super) fn unpacked(bytes: &[u8]) -> String {
    String::from_utf8(decompress_to_vec_zlib(bytes).unwrap_or_default()).unwrap_or_default()
}

/// What is known of one word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fact {
    /// How technical it is, from 0 to 9.
    pub(super) level: u8,
    /// How much it belongs to our subject, from 0 to 9.
    pub(super) ours: Option<u8>,
    /// Words of the pages that mean about the same, each followed by how much, from 1 to 9.
    near: &'static str,
}

impl Fact {
    /// A word that is not common in English: a name, or a word of programs.
    const RARE: Self = Self { level: 8, ours: None, near: "" };

    fn read(fact: &'static str) -> Self {
        let (fact, near) = fact.split_once(' ').unwrap_or((fact, ""));
        let mut digits = fact.bytes().map(|digit| digit.wrapping_sub(b'0'));
        let level = digits.next().unwrap_or(Self::RARE.level);
        Self { level, ours: digits.next(), near }
    }

    /// Stems of near words, and how near they are, from 0 to 1.
    pub(super) fn near(self) -> impl Iterator<Item = (&'static str, f32)> {
        self.near.split(' ').filter_map(|near| {
            let (stem, digit) = near.split_at_checked(near.len().checked_sub(1)?)?;
            Some((stem, digit.parse::<f32>().ok()? / 9.0))
        })
    }
}

/// What is known of the words of a lexicon.
#[derive(Debug)]
pub(super) struct Knowledge {
    known: FxHashMap<&'static str, Fact>,
    of_term: Vec<Fact>,
}

impl Knowledge {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let text = TEXT.get_or_init(|| unpacked(PACKED));
        let lines =
            text.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.split_once(' '));
        let known: FxHashMap<&str, Fact> = lines.map(|(stem, fact)| (stem, Fact::read(fact))).collect();
        let mut of_term = vec![Fact::RARE; lexicon.len()];
        for (stem, term) in lexicon.terms() {
            if let Some(fact) = known.get(stem) {
                of_term[term as usize] = *fact;
            }
        }
        Self { known, of_term }
    }

    /// Of a word of the lexicon.
    pub(super) fn of(&self, term: Term) -> Fact {
        self.of_term.get(term as usize).copied().unwrap_or(Fact::RARE)
    }

    /// Of a word that the lexicon does not have.
    pub(super) fn of_stem(&self, stem: &str) -> Fact {
        self.known.get(stem).copied().unwrap_or(Fact::RARE)
    }

    /// Whether anything is known of a word.
    pub(super) fn has(&self, stem: &str) -> bool {
        self.known.contains_key(stem)
    }
}

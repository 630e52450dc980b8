use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

/// An identifier or short string of one tree; compare across trees by [`NameHash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name(pub u32);

/// A name independent of any tree: equal hashes are taken as equal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameHash(pub u64);

/// The hash of `name`, the same in every tree and every run.
pub fn hash_name(name: &str) -> NameHash {
    // Two rounds with different seeds: one round of this fast hash has too few good bits for identity.
    let mut low = FxHasher::default();
    low.write(name.as_bytes());
    let mut high = FxHasher::default();
    high.write_u64(low.finish() ^ 0x9e37_79b9_7f4a_7c15);
    high.write(name.as_bytes());
    NameHash(high.finish().rotate_left(32) ^ low.finish())
}

/// The strings of one tree, each stored once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    text: String,
    ends: Vec<u32>,
    hashes: Vec<NameHash>,
}

impl Names {
    /// The string of `name`.
    pub fn text(&self, name: Name) -> &str {
        let index = name.0 as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The hash of `name`.
    pub fn hash(&self, name: Name) -> NameHash {
        self.hashes.get(name.0 as usize).copied().unwrap_or(NameHash(0))
    }

    /// The string with this hash, if it is one of them.
    pub fn find(&self, hash: NameHash) -> Option<Name> {
        self.hashes.iter().position(|own| *own == hash).map(|index| Name(index as u32))
    }

    /// The hashes of all strings.
    pub fn hashes(&self) -> &[NameHash] {
        &self.hashes
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Builds [`Names`] while the syntax tree is walked.
#[derive(Default)]
pub(super) struct Interner {
    names: Names,
    known: FxHashMap<NameHash, Name>,
}

impl Interner {
    pub(super) fn intern(&mut self, text: &str) -> Name {
        let hash = hash_name(text);
        let names = &mut self.names;
        *self.known.entry(hash).or_insert_with(|| {
            let name = Name(names.ends.len() as u32);
            names.text.push_str(text);
            names.ends.push(names.text.len() as u32);
            names.hashes.push(hash);
            name
        })
    }

    pub(super) fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// What is known so far.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Takes the names out, in memory of their size, and leaves room for others.
    pub(super) fn take(&mut self) -> Names {
        let names = self.names.clone();
        self.names.text.clear();
        self.names.ends.clear();
        self.names.hashes.clear();
        self.known.clear();
        names
    }
}

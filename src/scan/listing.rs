//! What lies below a folder, remembered: what has not changed is not walked again.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cache::Stamp;
use super::discover::{self, Discovered, Excluded};
use crate::semantic::StopFlag;

/// More than this are forgotten: a server scans few folders again and again.
const MOST: usize = 8;
/// When more folders have changed, walking everything is as quick.
const MOST_CHANGED: usize = 32;

/// What decides which files are found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) root: PathBuf,
    /// Where the globs of the configuration start.
    pub(super) anchor: PathBuf,
    /// Where the globs of the caller start.
    pub(super) here: PathBuf,
    /// All globs that exclude.
    pub(super) globs: Vec<String>,
}

/// Listings of folders between scans.
#[derive(Debug, Default)]
pub(super) struct Listings(Mutex<FxHashMap<Key, Listing>>);

/// A walk with what tells whether it would find the same again.
#[derive(Debug, Clone)]
struct Listing {
    discovered: Arc<Discovered>,
    folders: Vec<Option<Stamp>>,
    /// Files that say what is ignored, below the root and above it.
    rules: Vec<(PathBuf, Option<Stamp>)>,
}

impl Listings {
    /// What lies below the root of `key`.
    pub(super) fn of(&self, key: &Key, excluded: Option<&Excluded<'_>>, stop: &StopFlag) -> Arc<Discovered> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        let listing = match known.and_then(|known| known.renewed(excluded)) {
            Some(renewed) => renewed,
            None => Listing::new(&key.root, excluded, stop),
        };
        let discovered = Arc::clone(&listing.discovered);
        if stop.is_set() {
            // It may not be whole.
            return discovered;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(key) {
            all.clear();
        }
        all.insert(key.clone(), listing);
        discovered
    }
}

impl Listing {
    fn new(root: &Path, excluded: Option<&Excluded<'_>>, stop: &StopFlag) -> Self {
        let above: Vec<PathBuf> =
            root.ancestors().flat_map(rules_in).chain(discover::global_rules()).collect();
        let above: Vec<(PathBuf, Option<Stamp>)> = above.into_iter().map(stamped).collect();
        // What changes during the walk, however long it takes, must not pass for what was seen.
        let seen = Stamp::now();
        let early = |stamp: Stamp| Stamp { seen, ..stamp };
        let discovered = discover::walk(root, excluded, stop);
        let folders = discovered.folders.par_iter().map(|folder| Stamp::of(folder).ok().map(early)).collect();
        let nested = discovered.folders.par_iter().flat_map_iter(|folder| rules_in(folder)).map(stamped);
        let nested: Vec<(PathBuf, Option<Stamp>)> = nested.filter(|(_, stamp)| stamp.is_some()).collect();
        let nested = nested.into_iter().map(|(path, stamp)| (path, stamp.map(early)));
        let rules = above.into_iter().chain(nested).collect();
        Self { discovered: Arc::new(discovered), folders, rules }
    }

    /// The same, if a walk would find it again.
    fn renewed(mut self, excluded: Option<&Excluded<'_>>) -> Option<Self> {
        if !self.discovered.failed.is_empty() {
            return None;
        }
        let same = |(path, known): &(PathBuf, Option<Stamp>)| match (known, Stamp::of(path).ok()) {
            (Some(known), Some(now)) => known.vouches_for(now),
            (None, None) => true,
            _ => false,
        };
        if !self.rules.par_iter().all(same) {
            return None;
        }
        let changed: Vec<(usize, Stamp)> = self
            .folders
            .par_iter()
            .zip(&self.discovered.folders)
            .enumerate()
            .filter_map(|(number, (known, folder))| {
                let now = Stamp::of(folder).ok();
                let same = now.zip(*known).is_some_and(|(now, known)| known.vouches_for(now));
                (!same).then(|| Some((number, now?)))
            })
            .collect::<Option<_>>()?;
        if changed.len() > MOST_CHANGED {
            return None;
        }
        for (number, now) in changed {
            let folder = &self.discovered.folders[number];
            if !self.discovered.holds_the_same(folder, &discover::entries(folder, excluded)) {
                return None;
            }
            self.folders[number] = Some(now);
        }
        Some(self)
    }
}

/// Files that would say what is ignored in a folder.
fn rules_in(folder: &Path) -> impl Iterator<Item = PathBuf> {
    [".gitignore", ".ignore", ".git/info/exclude"].into_iter().map(|name| folder.join(name))
}

fn stamped(path: PathBuf) -> (PathBuf, Option<Stamp>) {
    let stamp = Stamp::of(&path).ok();
    (path, stamp)
}

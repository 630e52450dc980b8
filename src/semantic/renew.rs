//! A program after an edit: which modules are to be looked at again.

use std::sync::{Arc, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Extensions;
use super::asked::Query;
use super::implementers::{methods, redefine};
use super::interface::shows_the_same;
use super::module::Module;
use super::program::Program;
use crate::python::{Class, Expr, ExprId, NameHash, Tree, same_shape};

/// What an edit may have changed.
#[derive(Debug, Default)]
pub struct Stale {
    /// Modules whose answers may be others now.
    pub modules: FxHashSet<u32>,
    /// Every module shows to others what it showed before: what was edited stands in the bodies of functions. All functions and classes
    /// are there, with their numbers; only functions that no other module mentions may have come or gone, at the ends of modules.
    pub shows_the_same: bool,
}

impl Program {
    /// Takes newer modules in the place of those of the same paths. Gives what may be otherwise now; `None`
    /// where names may resolve otherwise, so that everything is to be linked anew.
    pub(crate) fn renew(&mut self, modules: &[Arc<Module>], extensions: &Extensions) -> Option<Stale> {
        let fits = self.project == modules.len() && self.extensions == *extensions;
        let known = &self.modules[..self.project];
        let pairs = known.iter().zip(modules).enumerate();
        let replaced =
            pairs.filter(|(_, (known, new))| !Arc::ptr_eq(known, new)).map(|(index, _)| index as u32);
        let (moved, replaced): (Vec<u32>, Vec<u32>) = replaced.partition(|module| {
            let (known, new) = (&known[*module as usize], &modules[*module as usize]);
            known.path == new.path && same_shape(&known.tree, &new.tree)
        });
        let renamed = |module: &u32| known[*module as usize].path != modules[*module as usize].path;
        let is_twin = |module: &u32| self.twins.contains(module);
        if !fits || replaced.iter().any(renamed) || replaced.iter().any(is_twin) {
            return None;
        }
        let pair = |module: &u32| (&*known[*module as usize], &*modules[*module as usize]);
        // Where others see what they saw, the module alone is stale.
        let (alone, shown): (Vec<u32>, Vec<u32>) = replaced.iter().partition(|module| {
            let (old, new) = pair(module);
            let mentions = |name: &NameHash| {
                let mut others = modules.iter().enumerate().filter(|(other, _)| *other as u32 != **module);
                others.any(|(_, other)| other.tree.names.find(*name).is_some())
            };
            let others_see = shows_the_same(old, new).or_else(|| shows_the_same(new, old));
            others_see.is_some_and(|besides| !besides.iter().any(mentions))
        });
        let mut shows_the_same = shown.is_empty();
        let mut stale = self.readers(&shown);
        stale.extend(&alone);
        let mut names: FxHashSet<NameHash> = FxHashSet::default();
        let mut before: Vec<Arc<Module>> = Vec::new();
        for &module in &replaced {
            let new = &modules[module as usize];
            let old = std::mem::replace(&mut self.modules[module as usize], Arc::clone(new));
            names.extend([&old.tree, &new.tree].into_iter().flat_map(methods).map(|(_, name)| name));
            before.push(old);
        }
        for &module in &stale {
            let before = std::mem::take(&mut self.memo[module as usize]).into_inner();
            if let Some(before) = before.filter(|_| alone.contains(&module)) {
                // Others still hold answers about it that were taken from there.
                let reads = before.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
                self.memo(module).reads.lock().unwrap_or_else(PoisonError::into_inner).extend(reads);
            }
        }
        if !replaced.is_empty() {
            if let Some(known) = self.definers.get_mut() {
                for (old, module) in before.iter().zip(&replaced) {
                    redefine(known, *module, &old.tree, &self.modules[*module as usize].tree);
                }
            }
            self.rebound = OnceLock::new();
            let edited = replaced.iter().map(|module| (*module, &self.modules[*module as usize].tree));
            self.mentioned.renew(edited);
            let mut asked = std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner));
            let edited = before.iter().chain(replaced.iter().map(|module| &self.modules[*module as usize]));
            let edited: Vec<&Arc<Module>> = edited.collect();
            let (old, new) = edited.split_at(before.len());
            let derives = old.iter().zip(new).any(|(old, new)| bases(&old.tree) != bases(&new.tree));
            let outdated = asked.outdated(self, |query| match query {
                Query::AwaitedBelow(_, name) => derives || names.contains(&name),
                Query::Implementers(_, name) => names.contains(&name),
                // A class may derive from it by way of others.
                Query::Subclasses(_) if derives => true,
                _ => edited.iter().any(|module| module.tree.names.find(self.asked_name(query)).is_some()),
            });
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).extend(asked);
            shows_the_same &= outdated.is_empty();
            for module in self.readers(&outdated) {
                if stale.insert(module) {
                    self.memo[module as usize] = OnceLock::new();
                }
            }
        }
        // What says the same in other places is looked at again for these, and nothing that is known of it changes.
        for &module in &moved {
            self.modules[module as usize] = Arc::clone(&modules[module as usize]);
            stale.insert(module);
        }
        self.configured.retain(|func, _| !replaced.contains(&func.module));
        self.apply_extensions(&replaced);
        Some(Stale { modules: stale, shows_the_same })
    }

    /// The modules that answers were taken from some of `modules` for, directly or through others; these included.
    fn readers(&self, modules: &[u32]) -> FxHashSet<u32> {
        if modules.is_empty() {
            return FxHashSet::default();
        }
        let mut readers: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for reader in 0..self.project as u32 {
            let Some(memo) = self.memo[reader as usize].get() else { continue };
            for read in memo.reads.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                readers.entry(*read).or_default().push(reader);
            }
        }
        let mut found: FxHashSet<u32> = modules.iter().copied().collect();
        let mut open = modules.to_vec();
        while let Some(module) = open.pop() {
            open.extend(readers.get(&module).into_iter().flatten().filter(|reader| found.insert(**reader)));
        }
        found
    }
}

/// The classes of a module that derive from others, with the names of these.
fn bases(tree: &Tree) -> Vec<(NameHash, Vec<Option<NameHash>>)> {
    let name = |id: &ExprId| match tree.expr(*id) {
        Expr::Name(name) | Expr::Attribute(_, name) => Some(tree.names.hash(name)),
        _ => None,
    };
    let derived = tree.classes.iter().filter(|class| !class.bases.is_empty());
    let bases = |class: &Class| tree.list(class.bases).iter().map(name).collect();
    derived.map(|class| (tree.names.hash(class.name), bases(class))).collect()
}

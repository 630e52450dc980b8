//! What was asked of the whole program, and the answers: an edit of any module may change them.

use std::collections::hash_map::Entry;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::evaluate::Evaluator;
use super::program::Program;
use super::types::{ClassRef, FuncRef, Type};
use crate::python::NameHash;

/// A question whose answer may stand in any module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Query {
    /// The classes that have a method which the class leaves open.
    Implementers(ClassRef, NameHash),
    /// Whether a class that derives from it has a coroutine function of this name.
    AwaitedBelow(ClassRef, NameHash),
    /// What is passed for the parameter of a function that keeps it.
    Registered(FuncRef, u16),
    /// The same, where every caller is known.
    Injected(FuncRef, u16),
    /// Whether there is one instance of the class.
    OnlyInstance(ClassRef),
    /// The classes that derive from it.
    Subclasses(ClassRef),
    /// Whether the constant of this name is bound from elsewhere.
    Rebound(NameHash),
}

/// By question: the answer, and the modules that took it.
#[derive(Debug, Default)]
pub(super) struct Asked(FxHashMap<Query, (Type, FxHashSet<u32>)>);

impl Asked {
    pub(super) fn note(&mut self, query: Query, answer: &Type, reader: u32) {
        match self.0.entry(query) {
            Entry::Occupied(known) => drop(known.into_mut().1.insert(reader)),
            Entry::Vacant(new) => drop(new.insert((answer.clone(), FxHashSet::from_iter([reader])))),
        }
    }

    /// Takes over older notes.
    pub(super) fn extend(&mut self, older: Self) {
        for (query, (answer, readers)) in older.0 {
            self.0.entry(query).or_insert_with(|| (answer, FxHashSet::default())).1.extend(readers);
        }
    }

    /// The modules that asked what has another answer by now, of the questions that an edit may have touched.
    pub(super) fn outdated(
        &mut self,
        program: &Program,
        is_touched: impl Fn(Query) -> bool + Sync,
    ) -> Vec<u32> {
        let known = self.0.par_iter();
        let others = known.map_init(
            || Evaluator::new(program),
            |ev, (query, (answer, _))| {
                let same = program.still_has(*query) && (!is_touched(*query) || ev.answer(*query) == *answer);
                (!same).then_some(*query)
            },
        );
        let others: Vec<Query> = others.flatten_iter().collect();
        others.iter().filter_map(|query| self.0.remove(query)).flat_map(|(_, readers)| readers).collect()
    }
}

impl Evaluator<'_> {
    /// Asks the whole program.
    pub(super) fn ask_program(&mut self, query: Query) -> Type {
        let answer = self.answer(query);
        if let Some(reader) = self.asking() {
            self.program.note_asked(|asked| asked.note(query, &answer, reader));
        }
        answer
    }

    /// Whether a constant of this name is bound from elsewhere.
    pub(super) fn is_rebound(&self, name: NameHash) -> bool {
        let rebound = self.program.rebinds(name);
        if let Some(reader) = self.asking() {
            let answer = Type::Bool(rebound);
            self.program.note_asked(|asked| asked.note(Query::Rebound(name), &answer, reader));
        }
        rebound
    }

    fn answer(&mut self, query: Query) -> Type {
        match query {
            Query::Implementers(class, name) => self.find_implementers(class, name),
            Query::AwaitedBelow(class, name) => Type::Bool(self.has_coroutine_below(class, name)),
            Query::Registered(func, index) => self.find_registered(func, index),
            Query::Injected(func, index) => self.find_injected(func, index),
            Query::OnlyInstance(class) => Type::Bool(self.is_made_once(class)),
            Query::Subclasses(class) => self.find_subclasses(class),
            Query::Rebound(name) => Type::Bool(self.program.rebinds(name)),
        }
    }
}

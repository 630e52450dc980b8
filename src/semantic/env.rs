//! What the names of a body hold at one moment.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::answer::{Answer, MOST_ANSWERS};
use super::types::Type;
use crate::python::NameHash;

/// Of more names nothing is kept that conditions tell: branches copy what is known.
const MOST_TOLD: usize = 128;

/// The names of one body at one moment. Branches share it until one of them binds a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Env {
    names: Option<Rc<FxHashMap<NameHash, Type>>>,
    told: Answers,
}

/// What conditions have told of names.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers(Option<Rc<FxHashMap<NameHash, Vec<Answer>>>>);

impl Env {
    pub(crate) fn get(&self, name: NameHash) -> Option<&Type> {
        self.names.as_ref()?.get(&name)
    }

    pub(crate) fn insert(&mut self, name: NameHash, value: Type) {
        let names = self.names.get_or_insert_default();
        if let Some(own) = Rc::get_mut(names) {
            own.insert(name, value);
        } else if names.get(&name) != Some(&value) {
            Rc::make_mut(names).insert(name, value);
        }
    }

    /// What conditions have told of what the name holds.
    pub(super) fn told(&self, name: NameHash) -> &[Answer] {
        self.told.0.as_ref().and_then(|told| told.get(&name)).map_or(&[], Vec::as_slice)
    }

    /// Notes what a condition has told.
    pub(super) fn tell(&mut self, name: NameHash, answer: Answer) {
        let known = self.told(name);
        if known.len() == MOST_ANSWERS || known.contains(&answer) {
            return;
        }
        let is_new = known.is_empty();
        let told = self.told.0.get_or_insert_default();
        if is_new && told.len() >= MOST_TOLD {
            return;
        }
        Rc::make_mut(told).entry(name).or_default().push(answer);
    }

    /// Keeps of what is told of a name only what `keeps` says; all of it is gone when it is bound anew.
    pub(super) fn untell(&mut self, name: NameHash, keeps: impl FnMut(&Answer) -> bool) {
        if !self.told(name).is_empty()
            && let Some(told) = &mut self.told.0
            && let Some(answers) = Rc::make_mut(told).get_mut(&name)
        {
            answers.retain(keeps);
        }
    }

    /// All that conditions have told.
    pub(super) fn all_told(&self) -> Answers {
        self.told.clone()
    }

    /// Forgets what conditions have told, but for what is among these.
    pub(super) fn told_only(&mut self, answers: &Answers) {
        self.told.join(answers);
    }

    /// What holds when control may have come from here or from there.
    pub(crate) fn join(&mut self, other: Self) {
        self.told.join(&other.told);
        let (Some(names), Some(others)) = (&mut self.names, &other.names) else {
            self.names = self.names.take().or(other.names);
            return;
        };
        if Rc::ptr_eq(names, others) {
            return;
        }
        for (name, value) in others.iter() {
            let joined = match names.get(name) {
                Some(own) if own == value => continue,
                Some(own) => own.clone().or(value.clone()),
                None => value.clone(),
            };
            Rc::make_mut(names).insert(*name, joined);
        }
    }
}

impl Answers {
    /// Keeps what the others say as well, or what follows from it.
    fn join(&mut self, other: &Self) {
        let (Some(told), Some(others)) = (&mut self.0, &other.0) else {
            self.0 = None;
            return;
        };
        if Rc::ptr_eq(told, others) {
            return;
        }
        let own = Rc::make_mut(told);
        own.retain(|name, answers| {
            let Some(others) = others.get(name) else { return false };
            let follows = |(test, holds): &Answer, from: &[Answer]| test.after(from) == Some(*holds);
            let more: Vec<Answer> = others.iter().filter(|other| follows(other, answers)).cloned().collect();
            answers.retain(|own| follows(own, others));
            more.into_iter().for_each(|other| {
                if !answers.contains(&other) {
                    answers.push(other);
                }
            });
            !answers.is_empty()
        });
    }
}

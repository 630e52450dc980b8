//! What the names of a body hold at one moment.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::types::Type;
use crate::python::NameHash;

/// The names of one body at one moment. Branches share it until one of them binds a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Env(Option<Rc<FxHashMap<NameHash, Type>>>);

impl Env {
    pub(crate) fn get(&self, name: NameHash) -> Option<&Type> {
        self.0.as_ref()?.get(&name)
    }

    pub(crate) fn insert(&mut self, name: NameHash, value: Type) {
        let names = self.0.get_or_insert_default();
        if let Some(own) = Rc::get_mut(names) {
            own.insert(name, value);
        } else if names.get(&name) != Some(&value) {
            Rc::make_mut(names).insert(name, value);
        }
    }

    /// What holds when control may have come from here or from there.
    pub(crate) fn join(&mut self, other: Self) {
        let (Some(names), Some(others)) = (&mut self.0, &other.0) else {
            self.0 = self.0.take().or(other.0);
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

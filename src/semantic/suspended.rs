//! Generators and context managers that have a name: what their call brought runs when they are consumed or entered.

use std::sync::Arc;

use super::calls::Passed;
use super::evaluate::Evaluator;
use super::types::{Captured, FuncRef, Suspended, Type};

/// Generators over generators over generators are followed that deep: what waits for more is judged by its definition.
const MOST_NESTED: u8 = 3;

/// What is made of more things than this is judged by its definition, too.
const MOST_BROUGHT: usize = 8;

impl Evaluator<'_> {
    /// What calling a function gives whose body runs later, with what is passed to it.
    pub(super) fn suspended(
        &mut self,
        func: FuncRef,
        is_bound: bool,
        captured: Option<&Arc<Captured>>,
        passed: Option<&Passed>,
        gives: Type,
    ) -> Suspended {
        if !self.program.is_project(func.module) {
            return gives.into();
        }
        let count = self.function_of(func).parameters.len() as u16;
        let arguments = passed.map_or_else(Vec::new, |passed| {
            let value = |index| {
                let number = self.argument_of(func, is_bound, passed, index)?;
                let value = &passed.types[number];
                self.matters(value).then(|| (index, value.clone()))
            };
            (0..count).filter_map(value).collect()
        });
        let own = Captured { owner: func.general(), arguments, outer: captured.cloned() };
        Suspended::new(gives, own)
    }
}

impl Suspended {
    fn new(gives: Type, brought: Captured) -> Self {
        let nested = |value: &Type| value.members().iter().map(depth_of).max().unwrap_or(0);
        let depth = brought.arguments.iter().map(|(_, value)| nested(value)).max().unwrap_or(0) + 1;
        if brought.arguments.is_empty() || brought.arguments.len() > MOST_BROUGHT || depth > MOST_NESTED {
            return Self { gives, brought: brought.outer, depth: 0 };
        }
        Self { gives, brought: Some(Arc::new(brought)), depth }
    }

    /// The same, giving something else.
    pub(super) fn giving(&self, gives: Type) -> Self {
        Self { gives, brought: self.brought.clone(), depth: self.depth }
    }

    /// The same, with each value that was brought as `replace` makes it.
    pub(super) fn bringing(&self, mut replace: impl FnMut(&Type) -> Type) -> Self {
        let Some(brought) = &self.brought else { return self.clone() };
        let arguments = brought.arguments.iter().map(|(index, value)| (*index, replace(value))).collect();
        Self::new(self.gives.clone(), Captured { arguments, ..Captured::clone(brought) })
    }

    /// The values that its call brought.
    pub(super) fn values(&self) -> impl Iterator<Item = &Type> {
        self.brought.iter().flat_map(|brought| &brought.arguments).map(|(_, value)| value)
    }
}

impl From<Type> for Suspended {
    fn from(gives: Type) -> Self {
        Self { gives, brought: None, depth: 0 }
    }
}

fn depth_of(value: &Type) -> u8 {
    match value {
        Type::Generator(_, body) | Type::Context(_, body, _) => body.depth,
        _ => 0,
    }
}

//! Generators and context managers that have a name: what their call brought runs when they are consumed or entered.

use std::sync::Arc;

use super::calls::Passed;
use super::evaluate::Evaluator;
use super::types::{Captured, FuncRef, Suspended, Type};

/// Generators over generators over generators are followed that deep.
const MOST_NESTED: u32 = 4;

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
                self.matters(value).then(|| (index, self.limited(value, MOST_NESTED)))
            };
            (0..count).filter_map(value).collect()
        });
        let brought = if arguments.is_empty() {
            captured.cloned()
        } else {
            Some(Arc::new(Captured { owner: func.general(), arguments, outer: captured.cloned() }))
        };
        Suspended { gives, brought }
    }
}

impl Suspended {
    /// The same, with each value that was brought as `replace` makes it.
    pub(super) fn bringing(&self, mut replace: impl FnMut(&Type) -> Type) -> Self {
        let brought = self.brought.as_ref().map(|brought| {
            let arguments = brought.arguments.iter().map(|(index, value)| (*index, replace(value))).collect();
            Arc::new(Captured { arguments, ..Captured::clone(brought) })
        });
        Self { gives: self.gives.clone(), brought }
    }

    /// The values that its call brought.
    pub(super) fn values(&self) -> impl Iterator<Item = &Type> {
        self.brought.iter().flat_map(|brought| &brought.arguments).map(|(_, value)| value)
    }
}

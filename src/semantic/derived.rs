//! What is made of parameters: attributes of an argument, its elements, what calling it gives.
//!
//! A body says what it does with a parameter, the caller says what the parameter is: only together they tell what runs. So the
//! body's part is kept as steps, and taken when the argument is known.

use std::sync::Arc;

use super::calls::{Passed, known_to};
use super::evaluate::{Evaluator, Frame};
use super::types::{Captured, FuncRef, Type};
use crate::python::{NameHash, Owner};

/// Longer derivations say nothing.
const MOST_STEPS: usize = 4;

/// Something made of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Derived {
    /// The function that has the parameter.
    pub owner: FuncRef,
    /// The number of the parameter.
    pub index: u16,
    /// What is done with the argument, first things first.
    pub steps: Vec<Step>,
}

/// One thing that is done with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// `value.name`
    Attribute(NameHash),
    /// `for element in value`
    Element,
    /// `value[..]`
    Item,
    /// `value(..)`
    Result,
    /// `with value as entered`
    Entered,
}

impl Derived {
    /// The same, one step further; `None` where that is too far.
    fn then(&self, step: Step) -> Option<Self> {
        self.with(&[step])
    }

    /// The same, with more steps behind; `None` where that is too far.
    pub(super) fn with(&self, steps: &[Step]) -> Option<Self> {
        let steps: Vec<Step> = self.steps.iter().chain(steps).copied().collect();
        (steps.len() <= MOST_STEPS).then_some(Self { steps, ..*self })
    }
}

impl Type {
    /// What it is of a parameter, if it is something that only a caller can tell.
    pub(super) fn derivation(&self) -> Option<Derived> {
        match self {
            Self::Parameter(owner, index) => {
                Some(Derived { owner: *owner, index: *index, steps: Vec::new() })
            }
            Self::Derived(derived) => Some((**derived).clone()),
            _ => None,
        }
    }

    /// Whether nothing is known without a caller.
    pub(crate) fn is_vague(&self) -> bool {
        matches!(self, Self::Unknown | Self::Derived(_))
    }

    /// One step further from something that only a caller can tell; anything else is unknown.
    pub(super) fn step(&self, step: Step) -> Self {
        let further = self.derivation().and_then(|derived| derived.then(step));
        further.map_or(Self::Unknown, |derived| Self::Derived(Arc::new(derived)))
    }
}

impl Evaluator<'_> {
    /// What the steps make of a value.
    pub(super) fn follow_steps(&mut self, value: &Type, steps: &[Step]) -> Type {
        let mut found = value.clone();
        for step in steps {
            found = match step {
                Step::Attribute(name) => self.attribute(&found, *name, "").0,
                Step::Element => self.element(&found, false),
                Step::Item => self.subscript(&found, &Type::Unknown),
                Step::Entered => self.entered(&found, false),
                Step::Result => self.result(&found),
            };
            if found.is_unknown() {
                break;
            }
        }
        found
    }

    /// What calling the value gives, whatever it is called with.
    fn result(&mut self, callee: &Type) -> Type {
        let Some(module) = self.program.builtins() else { return Type::Unknown };
        let frame = Frame::of(module, Owner::Module);
        let passed = Passed { tree: self.tree(module), arguments: &[], types: &[], frame: &frame };
        let made = self.call(callee, &passed);
        // Whoever gets a coroutine awaits it, if it is one: what comes then is not this.
        let made = made.filter(|member| !matches!(member, Type::Coroutine(..) | Type::Awaitable(..)));
        self.limited(&made, 0)
    }

    /// `found` with the parameters that `known` tells of replaced.
    pub(super) fn replaced(&mut self, found: &Type, known: &Arc<Captured>) -> Type {
        if !has_parameter(found) {
            return found.clone();
        }
        let value = |owner: FuncRef, index: u16| known_to(Some(known), owner, index);
        let found = found.map(|member| match member {
            Type::Parameter(owner, index) => value(*owner, *index).unwrap_or(member).clone(),
            Type::Derived(derived) => match value(derived.owner, derived.index) {
                Some(value) => self.follow_steps(value, &derived.steps),
                None => member.clone(),
            },
            Type::Instance(class, inner) if inner.iter().any(has_parameter) => {
                Type::Instance(*class, inner.iter().map(|value| self.replaced(value, known)).collect())
            }
            Type::Generator(func, body) if body.values().any(has_parameter) => {
                Type::Generator(*func, body.bringing(|value| self.replaced(value, known)).into())
            }
            Type::Context(func, body, is_async) if body.values().any(has_parameter) => {
                Type::Context(*func, body.bringing(|value| self.replaced(value, known)).into(), *is_async)
            }
            other => other.clone(),
        });
        self.most_specific(found)
    }
}

/// Whether the value, or what it carries, is something that only a caller can tell.
pub(super) fn has_parameter(found: &Type) -> bool {
    found.some(|member| match member {
        Type::Parameter(..) | Type::Derived(_) => true,
        Type::Instance(_, inner) => inner.iter().any(has_parameter),
        Type::Generator(_, body) | Type::Context(_, body, _) => body.values().any(has_parameter),
        _ => false,
    })
}

//! `operator.methodcaller` and `operator.attrgetter`: a string says what is done with an object that comes later.

use super::calls::{Passed, is_callable};
use super::evaluate::{Evaluator, Frame};
use super::types::{ClassRef, Type};
use crate::python::{Expr, Owner, hash_name};

/// What an accessor does with an object.
pub(super) struct Accessed {
    /// What is called on the way: methods, and getters of properties.
    pub(super) called: Vec<Type>,
    /// What comes back.
    pub(super) result: Type,
}

impl Evaluator<'_> {
    /// An accessor that knows its names: `attrgetter("session.get")` has two.
    pub(super) fn accessor(class: ClassRef, passed: &Passed) -> Type {
        let names = match passed.arguments.first().map(|argument| passed.tree.expr(argument.value)) {
            Some(Expr::Str(text)) => passed.tree.names.text(text),
            _ => return Type::instance(class),
        };
        Type::Instance(class, names.split('.').map(|name| Type::Str(hash_name(name))).collect())
    }

    /// What happens when `callable` is called with `value`, if it is an accessor.
    pub(super) fn accessed(&mut self, callable: &Type, value: &Type) -> Option<Accessed> {
        let Type::Instance(class, names) = callable else { return None };
        let known = &self.program.known;
        let is_getter = Some(*class) == known.attribute_getter;
        if !is_getter && Some(*class) != known.method_caller || names.is_empty() {
            return None;
        }
        let mut called = Vec::new();
        let mut result = value.clone();
        for name in names.iter() {
            let Type::Str(name) = name else { return None };
            let (found, getter) = self.attribute(&result, *name, "");
            called.extend(getter.map(|getter| Type::Method(getter, result.into())));
            result = found;
        }
        if !is_getter && is_callable(&result) {
            let frame = Frame::of(class.module, Owner::Module);
            let nothing = Passed { tree: self.tree(class.module), arguments: &[], types: &[], frame: &frame };
            let given = self.call(&result, &nothing);
            called.push(std::mem::replace(&mut result, given));
        }
        Some(Accessed { called, result })
    }
}

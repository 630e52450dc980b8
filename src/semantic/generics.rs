//! Type arguments: what the type parameters of a class are for an instance, through its bases.

use super::annotation::substitute;
use super::evaluate::{Evaluator, Frame};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{Owner, hash_name};

/// Bases of bases; further up the type arguments are unknown.
const DEEPEST_BASE: u32 = 8;

/// Whether a type variable stands in the type.
fn has_variable(found: &Type) -> bool {
    match found {
        Type::Var(_) => true,
        Type::Instance(_, parts) => parts.iter().any(has_variable),
        Type::Tuple(parts) | Type::Union(parts) => parts.iter().any(has_variable),
        Type::Callable(inner)
        | Type::Coroutine(_, inner)
        | Type::Awaitable(inner)
        | Type::Generator(_, inner)
        | Type::AsyncGenerator(_, inner)
        | Type::Context(_, inner, _) => has_variable(inner),
        _ => false,
    }
}

impl Evaluator<'_> {
    /// `found` with `Self` replaced by the receiver, and the receiver's class arguments filled in.
    pub(crate) fn for_receiver(&mut self, func: FuncRef, found: &Type, receiver: Option<&Type>) -> Type {
        let Some(receiver) = receiver else { return found.clone() };
        let own = match receiver {
            Type::Class(class) => Type::instance(*class),
            other => other.clone(),
        };
        let own_name = hash_name("Self");
        let found = substitute(found, &|name| (name == own_name).then(|| own.clone()));
        match &own {
            Type::Instance(class, arguments) => match self.function_of(func).owner {
                Owner::Class(owner) => {
                    let owner = ClassRef { module: func.module, class: owner };
                    self.for_class(*class, arguments, owner, &found)
                }
                _ => self.specialise(*class, arguments, &found),
            },
            _ => found,
        }
    }

    /// `found`, which a member of `base` gives, for an instance of `own`: type parameters of `base` are what `own` makes of them.
    pub(super) fn for_class(
        &mut self,
        own: ClassRef,
        arguments: &[Type],
        base: ClassRef,
        found: &Type,
    ) -> Type {
        if !has_variable(found) {
            return found.clone();
        }
        if own == base {
            return self.specialise(own, arguments, found);
        }
        match self.base_arguments(own, arguments, base, 0) {
            Some(arguments) => self.specialise(base, &arguments, found),
            None => self.specialise(own, arguments, found),
        }
    }

    /// The arguments of `base` in an instance of `own`: `User` of `Repository` for `class Users(Repository[User])`.
    fn base_arguments(
        &mut self,
        own: ClassRef,
        arguments: &[Type],
        base: ClassRef,
        depth: u32,
    ) -> Option<Vec<Type>> {
        if own == base {
            return Some(arguments.to_vec());
        }
        if depth > DEEPEST_BASE {
            return None;
        }
        let tree = self.tree(own.module);
        let node = tree.class(own.class);
        let outer = Frame::of(own.module, node.owner);
        tree.list(node.bases).iter().find_map(|expr| {
            let Type::Class(next) = self.expr(&outer, *expr) else { return None };
            if !self.mro(next).contains(&base) {
                return None;
            }
            let given = match self.annotation(&Frame::of(own.module, Owner::Class(own.class)), *expr) {
                Type::Instance(_, given) => {
                    given.iter().map(|given| self.specialise(own, arguments, given)).collect()
                }
                _ => Vec::new(),
            };
            self.base_arguments(next, &given, base, depth + 1)
        })
    }
}

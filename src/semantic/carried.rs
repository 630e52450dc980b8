//! What instances carry: the arguments of their constructor that its definition says nothing of.
//!
//! `class Notifier: def __init__(self, sender): self.sender = sender` is like a class with a type parameter: what the methods call
//! on `self.sender` depends on how the instance was made.

use std::sync::Arc;

use super::calls::{Passed, is_callable};
use super::condition::{Literal, plain};
use super::derived::has_parameter;
use super::evaluate::{Evaluator, Frame};
use super::scope::{Attribute, Bound, Source};
use super::types::{Captured, ClassRef, FuncRef, Type};
use crate::python::{Argument, ArgumentKind, Expr, ExprId, NameHash, Owner};

/// Instances carry instances that carry others; further in they carry nothing.
const DEEPEST_CARRIED: u32 = 2;

/// Parameters behind these are not carried.
const MOST_CARRIED: usize = 16;

impl Evaluator<'_> {
    /// An instance of `class`, with what it carries of the arguments.
    pub(super) fn made(&mut self, class: ClassRef, passed: &Passed) -> Type {
        let is_plain = |argument: &Argument| {
            matches!(argument.kind, ArgumentKind::Positional | ArgumentKind::Keyword(_))
        };
        let Some(init) = self.constructor(class) else { return Type::instance(class) };
        let is_whole = passed.arguments.iter().all(is_plain);
        self.made_with(class, init, |this, index| match this.argument_of(init, true, passed, index) {
            Some(number) => Some(passed.types[number].clone()),
            None if is_whole => this.default_literal(init, index),
            None => None,
        })
    }

    /// The instance that a class makes of a function that it decorates.
    pub(super) fn made_of(&mut self, class: ClassRef, function: &Type) -> Type {
        let Some(init) = self.constructor(class) else { return Type::instance(class) };
        self.made_with(class, init, |_, index| (index == 1).then(|| function.clone()))
    }

    fn made_with(
        &mut self,
        class: ClassRef,
        init: FuncRef,
        mut argument: impl FnMut(&mut Self, u16) -> Option<Type>,
    ) -> Type {
        let count = self.function_of(init).parameters.len().min(MOST_CARRIED) as u16;
        let mut carries = false;
        let mut carried = |this: &mut Self, index: u16| {
            let found = argument(this, index)?;
            let is_carried = this.matters(&found) && this.is_open(init, index)
                || this.literal_of(&found).is_some() && this.kept_as(init, index).is_some();
            carries |= is_carried;
            is_carried.then(|| this.limited(&found, DEEPEST_CARRIED))
        };
        let arguments: Vec<Type> =
            (0..count).map(|index| carried(self, index).unwrap_or(Type::Unknown)).collect();
        if carries { Type::Instance(class, arguments.into()) } else { Type::instance(class) }
    }

    /// Whether the constructor takes something that its definition does not tell.
    pub(super) fn is_made_openly(&mut self, class: ClassRef) -> bool {
        let Some(init) = self.constructor(class) else { return false };
        let count = self.function_of(init).parameters.len() as u16;
        (1..count).any(|index| self.is_open(init, index))
    }

    fn default_literal(&mut self, init: FuncRef, index: u16) -> Option<Type> {
        let function = self.function_of(init);
        let default = function.parameters.get(index as usize)?.default;
        let tree = self.tree(init.module);
        if default == ExprId::NONE || plain(tree, default).is_none() {
            return None;
        }
        Some(self.leaf(&Frame::of(init.module, function.owner), tree.expr(default)))
    }

    /// The attribute that keeps parameter `index` of a constructor as it came, once and for all.
    fn kept_as(&mut self, init: FuncRef, index: u16) -> Option<NameHash> {
        let tree = self.tree(init.module);
        let function = self.function_of(init);
        let Owner::Class(class) = function.owner else { return None };
        let name = function.parameters.get(index as usize)?.name;
        let scopes = &self.program.module(init.module).scopes;
        if scopes.lookup(Owner::Function(init.function), tree.names.hash(name)).1.len() != 1 {
            return None;
        }
        let keeps = |attribute: &&Attribute| {
            let (Bound::Value(Source::Expr(value), None) | Bound::Annotated(_, value)) = attribute.bound
            else {
                return false;
            };
            attribute.function == init.function
                && value != ExprId::NONE
                && tree.expr(value) == Expr::Name(name)
        };
        let kept = scopes.attributes_of(class).iter().find(keeps)?.name;
        (scopes.attribute(class, kept).len() == 1).then_some(kept)
    }

    /// What is known of the attributes of an instance by the literals it was made with.
    pub(super) fn kept_literals(&mut self, instance: &Type) -> Vec<(NameHash, Literal)> {
        let Type::Instance(class, arguments) = instance else { return Vec::new() };
        let literals =
            (0..).zip(arguments.iter()).filter_map(|(index, found)| Some((index, self.literal_of(found)?)));
        let literals: Vec<(u16, Literal)> = literals.collect();
        if literals.is_empty() {
            return Vec::new();
        }
        let Some(init) = self.constructor(*class) else { return Vec::new() };
        let named = literals.into_iter();
        named.filter_map(|(index, literal)| Some((self.kept_as(init, index)?, literal))).collect()
    }

    /// Whether what is done with the value may run something: the language's own objects are data, as far as they hold nothing else.
    pub(super) fn matters(&self, found: &Type) -> bool {
        found.some(|member| match member {
            Type::Instance(class, held) if Some(class.module) == self.program.builtins() => {
                held.iter().any(|held| self.matters(held))
            }
            Type::Tuple(held) => held.iter().any(|held| self.matters(held)),
            Type::Instance(..) | Type::Generator(..) | Type::Context(..) => true,
            other => is_callable(other),
        })
    }

    /// The `__init__` of a class of the project whose instances carry arguments.
    fn constructor(&mut self, class: ClassRef) -> Option<FuncRef> {
        let is_generic = || !self.tree(class.module).class(class.class).type_params.is_empty();
        if !self.program.is_project(class.module) || is_generic() {
            return None;
        }
        self.class_function(class, "__init__").filter(|init| self.program.is_project(init.module))
    }

    /// The value, with what instances carry that many levels deep.
    pub(super) fn limited(&self, found: &Type, depth: u32) -> Type {
        found.map(|member| match member {
            Type::Instance(class, arguments)
                if self.program.is_project(class.module) && !arguments.is_empty() =>
            {
                if depth == 0 {
                    return Type::instance(*class);
                }
                let inner = arguments.iter().map(|argument| self.limited(argument, depth - 1));
                Type::Instance(*class, inner.collect())
            }
            other => other.clone(),
        })
    }

    /// What the methods of an instance know of the parameters of its constructor.
    pub(crate) fn carried(&mut self, instance: &Type) -> Option<Arc<Captured>> {
        let Type::Instance(class, arguments) = instance else { return None };
        if arguments.is_empty() {
            return None;
        }
        let owner = self.constructor(*class)?.general();
        let known = (0..).zip(arguments.iter()).filter(|(_, found)| !found.is_unknown());
        let arguments = known.map(|(index, found)| (index, found.clone())).collect();
        Some(Arc::new(Captured { owner, arguments, outer: None }))
    }

    /// `found`, an attribute of `instance`, with the parameters of the constructor replaced by what the instance carries.
    pub(super) fn filled(&mut self, instance: &Type, found: Type) -> Type {
        if !has_parameter(&found) {
            return found;
        }
        let Some(carried) = self.carried(instance) else { return found };
        self.replaced(&found, &carried)
    }

    /// What conditions can tell of the value.
    fn literal_of(&mut self, found: &Type) -> Option<Literal> {
        match found {
            Type::None => Some(Literal::None),
            Type::Bool(value) => Some(Literal::Bool(*value)),
            Type::Int(value) => Some(Literal::Int(*value)),
            Type::Str(hash) => Some(Literal::Text(*hash)),
            Type::Instance(class, _) => Some(Literal::Instance(self.mro(*class))),
            _ => None,
        }
    }
}

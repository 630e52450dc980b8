//! What instances carry: the arguments of their constructor that its definition says nothing of.
//!
//! `class Notifier: def __init__(self, sender): self.sender = sender` is like a class with a type parameter: what the methods call
//! on `self.sender` depends on how the instance was made.

use std::sync::Arc;

use super::calls::{Passed, is_callable};
use super::condition::{Literal, plain};
use super::derived::has_parameter;
use super::evaluate::{Evaluator, Frame};
use super::scope::Attribute;
use super::types::{Captured, ClassRef, FuncRef, Type};
use crate::python::{Argument, ArgumentKind, CompareOperator, Expr, ExprId, Name, NameHash, Owner, Tree};

/// A parameter that a constructor keeps in an attribute.
struct Kept {
    attribute: NameHash,
    parameter: u16,
    /// `clock or SystemClock()`: whether it keeps something else where nothing is passed.
    replaces_nothing: bool,
}

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
            Some(number) if passed.types[number].is_unknown() => this.stand_in(init, index),
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
                || this.literal_of(&found).is_some() && this.kept_of(init, index).is_some();
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

    /// What stands for an unknown value that is passed instead of the default that an attribute keeps.
    fn stand_in(&mut self, init: FuncRef, index: u16) -> Option<Type> {
        let kept = self.kept_of(init, index)?;
        let object = self.program.known.object?;
        self.has_default(init, &kept).then(|| Type::instance(object))
    }

    /// The attribute that keeps parameter `index` of a constructor.
    fn kept_of(&self, init: FuncRef, index: u16) -> Option<Kept> {
        let Owner::Class(class) = self.function_of(init).owner else { return None };
        let attributes = self.program.module(init.module).scopes.attributes_of(class);
        let kept = attributes.iter().filter(|attribute| attribute.function == init.function);
        kept.filter_map(|attribute| self.kept_in(init, attribute.name)).find(|kept| kept.parameter == index)
    }

    /// The parameter of a constructor that an attribute of its class keeps, once and for all.
    fn kept_in(&self, init: FuncRef, attribute: NameHash) -> Option<Kept> {
        let (tree, function) = (self.tree(init.module), self.function_of(init));
        let Owner::Class(class) = function.owner else { return None };
        let scopes = &self.program.module(init.module).scopes;
        let [Attribute { function: place, bound, .. }] = scopes.attribute(class, attribute) else {
            return None;
        };
        let (name, replaces_nothing) = kept_name(tree, bound.expression()?)?;
        let is_only = scopes.lookup(Owner::Function(init.function), tree.names.hash(name)).1.len() == 1;
        let parameter = function.parameters.iter().position(|parameter| parameter.name == name)? as u16;
        (*place == init.function && is_only).then_some(Kept { attribute, parameter, replaces_nothing })
    }

    /// Whether the attribute holds an object of the constructor's own unless somebody passes another.
    fn has_default(&mut self, init: FuncRef, kept: &Kept) -> bool {
        let default = self.function_of(init).parameters[kept.parameter as usize].default;
        let is_object = default != ExprId::NONE && plain(self.tree(init.module), default).is_none();
        (is_object || kept.replaces_nothing) && self.is_open(init, kept.parameter)
    }

    /// Whether an attribute of `class` holds an object of the constructor's own unless somebody passes another.
    pub(super) fn keeps_default(&mut self, class: ClassRef, attribute: NameHash) -> bool {
        let Some(init) = self.constructor(class) else { return false };
        self.kept_in(init, attribute).is_some_and(|kept| self.has_default(init, &kept))
    }

    /// What is known of the attributes of an instance by what it was made with.
    pub(super) fn kept_literals(&mut self, instance: &Type) -> Vec<(NameHash, Literal)> {
        let Type::Instance(class, arguments) = instance else { return Vec::new() };
        if arguments.iter().all(Type::is_unknown) {
            return Vec::new();
        }
        let Some(init) = self.constructor(*class) else { return Vec::new() };
        let known = (0..).zip(arguments.iter()).filter(|(_, found)| !found.is_unknown());
        known.filter_map(|(index, found)| self.kept_literal(init, index, found)).collect()
    }

    fn kept_literal(&mut self, init: FuncRef, index: u16, found: &Type) -> Option<(NameHash, Literal)> {
        let kept = self.kept_of(init, index)?;
        let literal = match self.literal_of(found) {
            Some(literal) if kept.replaces_nothing && literal.truth() == Some(false) => {
                Literal::Default(None)
            }
            Some(literal) => literal,
            None if self.has_default(init, &kept) && !found.some(|member| *member == Type::None) => {
                Literal::Other
            }
            None => return None,
        };
        Some((kept.attribute, literal))
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
            // It may be anything.
            Type::Instance(class, _) if Some(*class) == self.program.known.object => Some(Literal::Other),
            Type::Instance(class, _) => Some(Literal::Instance(self.mro(*class))),
            _ => None,
        }
    }
}

/// The name that an expression hands on: as it is, or, as `true` tells, unless it holds nothing.
fn kept_name(tree: &Tree, value: ExprId) -> Option<(Name, bool)> {
    let name = |id| match tree.expr(id) {
        Expr::Name(name) => Some(name),
        _ => None,
    };
    let is_none = |id| tree.expr(id) == Expr::None;
    match tree.expr(value) {
        Expr::Name(name) => Some((name, false)),
        Expr::Or(items) => Some((name(*tree.list(items).first()?)?, true)),
        Expr::Conditional(parts) => {
            let [test, body, orelse] = *tree.list(parts) else { return None };
            let (tested, kept) = match tree.expr(test) {
                Expr::Name(tested) => (tested, body),
                Expr::Compare(CompareOperator::IsNot, left, right) if is_none(right) => (name(left)?, body),
                Expr::Compare(CompareOperator::Is, left, right) if is_none(right) => (name(left)?, orelse),
                _ => return None,
            };
            (name(kept)? == tested).then_some((tested, true))
        }
        _ => None,
    }
}

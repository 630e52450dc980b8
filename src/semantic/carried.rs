//! What instances carry: the arguments of their constructor that its definition says nothing of.
//!
//! `class Notifier: def __init__(self, sender): self.sender = sender` is like a class with a type parameter: what the methods call
//! on `self.sender` depends on how the instance was made.

use std::sync::Arc;

use super::calls::{Passed, is_callable};
use super::condition::{Literal, Subject, plain};
use super::derived::has_parameter;
use super::evaluate::{Evaluator, Frame};
use super::scope::{Attribute, Bound};
use super::types::{Captured, ClassRef, FuncRef, Suspended, Type};
use super::ways::default_of;
use crate::python::{
    Argument, ArgumentKind, CompareOperator, Expr, ExprId, Name, NameHash, Owner, StmtKind, Tree,
};

/// A parameter that a constructor keeps in an attribute.
pub(super) struct Kept {
    attribute: NameHash,
    parameter: u16,
    /// `clock or SystemClock()`: whether it keeps something else where nothing is passed.
    replaces_nothing: bool,
}

/// Instances carry instances that carry others; further in they carry nothing.
const DEEPEST_CARRIED: u32 = 2;

/// Parameters behind these are not carried.
const MOST_CARRIED: usize = 16;

/// The same, with those of the constructors of bases.
const MOST_CARRIED_IN_ALL: usize = 64;

impl Evaluator<'_> {
    /// An instance of `class`, with what it carries of the arguments.
    pub(super) fn made(&mut self, class: ClassRef, passed: &Passed) -> Type {
        let is_plain = |argument: &Argument| {
            matches!(argument.kind, ArgumentKind::Positional | ArgumentKind::Keyword(_))
        };
        let is_whole = passed.arguments.iter().all(is_plain);
        self.made_with(class, |this, init, index| {
            let number = this
                .argument_of(init, true, passed, index)
                .or_else(|| this.argument_by_place(class, init, index, passed));
            match number {
                Some(number) if passed.types[number].is_unknown() => this.stand_in(init, index),
                Some(number) => Some(passed.types[number].clone()),
                None if is_whole => this.default_value(init, index),
                None => None,
            }
        })
    }

    /// The instance that a class makes of a function that it decorates.
    pub(super) fn made_of(&mut self, class: ClassRef, function: &Type) -> Type {
        self.made_with(class, |_, _, index| (index == 1).then(|| function.clone()))
    }

    /// `replace(options, retry=3)`: an instance like another one, but for what is passed by name.
    pub(super) fn made_like(&mut self, instance: &Type, passed: &Passed) -> Type {
        let Type::Instance(class, arguments) = instance else { return instance.clone() };
        let mut kept = arguments.iter();
        let mut named = 0;
        let made = self.made_with(*class, |this, init, index| {
            let kept = kept.next();
            let name = this.function_of(init).parameters[index as usize].name;
            let name = this.tree(init.module).names.hash(name);
            let is_named = |argument: &Argument| {
                matches!(argument.kind, ArgumentKind::Keyword(own) if passed.tree.names.hash(own) == name)
            };
            let other = passed.arguments.iter().position(is_named);
            named += usize::from(other.is_some());
            other.map(|number| &passed.types[number]).or(kept).cloned()
        });
        let by_name = passed.arguments.iter().filter(|argument| argument.kind != ArgumentKind::Positional);
        // `model_copy(update=..)` names what it changes where nobody looks.
        if by_name.count() == named { made } else { Type::instance(*class) }
    }

    fn made_with(
        &mut self,
        class: ClassRef,
        mut argument: impl FnMut(&mut Self, FuncRef, u16) -> Option<Type>,
    ) -> Type {
        let mut arguments = Vec::new();
        for (init, index) in self.carriers(class) {
            let found = argument(self, init, index).filter(|found| {
                self.matters(found) && self.is_open(init, index)
                    || self.literal_of(found).is_some_and(|literal| self.asks_for(init, index, &literal))
            });
            arguments.push(found.map_or(Type::Unknown, |found| self.limited(&found, DEEPEST_CARRIED)));
        }
        let last = arguments.iter().rposition(|found| !found.is_unknown());
        arguments.truncate(last.map_or(0, |last| last + 1));
        Type::Instance(class, arguments.into())
    }

    /// The parameters that instances carry, in the order of their arguments: those of the constructor; where it is made of fields,
    /// also those of its bases.
    fn carriers(&mut self, class: ClassRef) -> Vec<(FuncRef, u16)> {
        let Some(init) = self.constructor(class) else { return Vec::new() };
        let mut constructors = vec![init];
        if self.is_generated(init) {
            let order = self.mro(class);
            let generated =
                order.iter().filter(|base| self.program.is_project(base.module)).filter_map(|base| {
                    let constructor = self.tree(base.module).class(base.class).constructor?;
                    Some(FuncRef::new(base.module, constructor)).filter(|other| *other != init)
                });
            constructors.extend(generated);
        }
        let numbers = |init: FuncRef| {
            let count = self.function_of(init).parameters.len().min(MOST_CARRIED) as u16;
            (0..count).map(move |index| (init, index))
        };
        constructors.into_iter().flat_map(numbers).take(MOST_CARRIED_IN_ALL).collect()
    }

    /// What the instance carries, with the parameters.
    fn carried_of(&mut self, class: ClassRef, arguments: &[Type]) -> Vec<(FuncRef, u16, Type)> {
        if arguments.iter().all(Type::is_unknown) {
            return Vec::new();
        }
        let known = self.carriers(class).into_iter().zip(arguments).filter(|(_, found)| !found.is_unknown());
        known.map(|((init, index), found)| (init, index, found.clone())).collect()
    }

    /// Whether the constructor takes something that its definition does not tell.
    pub(super) fn is_made_openly(&mut self, class: ClassRef) -> bool {
        let Some(init) = self.constructor(class) else { return false };
        let count = self.function_of(init).parameters.len() as u16;
        (1..count).any(|index| self.is_open(init, index))
    }

    /// What the constructor keeps where nothing is passed.
    fn default_value(&mut self, init: FuncRef, index: u16) -> Option<Type> {
        let default = self.function_of(init).parameters.get(index as usize)?.default;
        let tree = self.tree(init.module);
        if default == ExprId::NONE {
            return None;
        }
        let frame = Frame::of(init.module, self.function_of(init).owner);
        if plain(tree, default).is_some() {
            return Some(self.leaf(&frame, tree.expr(default)));
        }
        let found = self.expr(&frame, default);
        (!found.is_vague()).then_some(found)
    }

    /// What stands for an unknown value that is passed instead of the default that an attribute keeps.
    fn stand_in(&mut self, init: FuncRef, index: u16) -> Option<Type> {
        let kept = self.kept_of(init, index)?;
        let object = self.program.known.object?;
        self.has_default(init, &kept).then(|| Type::instance(object))
    }

    /// Whether a condition may ask for the literal that is passed for the parameter: in a method, or, for a switch, anywhere.
    fn asks_for(&self, init: FuncRef, index: u16, literal: &Literal) -> bool {
        let Owner::Class(class) = self.function_of(init).owner else { return false };
        let mut body = self.tree(init.module).class(class).body.iter();
        let is_asked = matches!(literal, Literal::Bool(_))
            || body.any(|stmt| matches!(stmt.kind, StmtKind::Function(_)));
        is_asked && (self.kept_of(init, index).is_some() || self.decides(init, index))
    }

    /// The attributes that take over parameters of a constructor, once and for all, by parameter.
    pub(super) fn kept_parameters(&self, init: FuncRef) -> Vec<(NameHash, u16)> {
        let function = self.function_of(init);
        let Owner::Class(class) = function.owner else { return Vec::new() };
        if self.tree(init.module).names.text(function.name) != "__init__" {
            return Vec::new();
        }
        let attributes = self.program.module(init.module).scopes.attributes_of(class);
        let own = attributes.iter().filter(|attribute| attribute.function == init.function);
        let kept = own.filter_map(|attribute| self.kept_in(init, attribute.name));
        kept.filter(|kept| !kept.replaces_nothing).map(|kept| (kept.attribute, kept.parameter)).collect()
    }

    /// The attribute that keeps parameter `index` of a constructor.
    fn kept_of(&self, init: FuncRef, index: u16) -> Option<Kept> {
        let Owner::Class(class) = self.function_of(init).owner else { return None };
        let attributes = self.program.module(init.module).scopes.attributes_of(class);
        let kept = attributes.iter().filter(|attribute| attribute.function == init.function);
        kept.filter_map(|attribute| self.kept_in(init, attribute.name)).find(|kept| kept.parameter == index)
    }

    /// The parameter of a constructor that an attribute of its class keeps, once and for all.
    pub(super) fn kept_in(&self, init: FuncRef, attribute: NameHash) -> Option<Kept> {
        let (tree, function) = (self.tree(init.module), self.function_of(init));
        let Owner::Class(class) = function.owner else { return None };
        let scopes = &self.program.module(init.module).scopes;
        let [Attribute { function: place, bound, .. }] = scopes.attribute(class, attribute) else {
            return None;
        };
        if let Bound::Parameter(parameter) = *bound {
            return Some(Kept { attribute, parameter, replaces_nothing: false });
        }
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

    /// Whether the value is the object that the constructor keeps where nothing is passed.
    fn is_default_object(&mut self, init: FuncRef, index: u16, found: &Type) -> bool {
        let default = self.function_of(init).parameters[index as usize].default;
        default != ExprId::NONE
            && plain(self.tree(init.module), default).is_none()
            && self.default_value(init, index).as_ref() == Some(found)
    }

    /// Whether an attribute of `class` holds an object of the constructor's own unless somebody passes another.
    pub(super) fn keeps_default(&mut self, class: ClassRef, attribute: NameHash) -> bool {
        let Some(init) = self.constructor(class) else { return false };
        self.kept_in(init, attribute).is_some_and(|kept| self.has_default(init, &kept))
    }

    /// What is known of the attributes of an instance by what it was made with.
    pub(super) fn kept_literals(&mut self, instance: &Type) -> Vec<(Subject, Literal)> {
        let Type::Instance(class, arguments) = instance else { return Vec::new() };
        let carried = self.carried_of(*class, arguments);
        let mut literals = self.decided_literals(&carried);
        for (init, index, found) in carried {
            let Some(kept) = self.kept_of(init, index) else { continue };
            let literal = self.kept_literal(init, &kept, &found);
            literals.extend(literal.map(|literal| (Subject::Attribute(kept.attribute), literal)));
            // `self.settings.enabled`
            literals.extend(self.kept_literals(&found).into_iter().filter_map(|(own, literal)| match own {
                Subject::Attribute(name) => Some((Subject::OfAttribute(kept.attribute, name), literal)),
                _ => None,
            }));
        }
        literals
    }

    fn kept_literal(&mut self, init: FuncRef, kept: &Kept, found: &Type) -> Option<Literal> {
        match self.literal_of(found) {
            _ if self.is_default_object(init, kept.parameter, found) => {
                default_of(self, init, kept.parameter)
            }
            Some(literal) if kept.replaces_nothing && literal.truth() == Some(false) => {
                Some(Literal::Default(None))
            }
            Some(literal) => Some(literal),
            None => {
                let is_other = self.has_default(init, kept) && !found.some(|member| *member == Type::None);
                is_other.then_some(Literal::Other)
            }
        }
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
    pub(super) fn constructor(&mut self, class: ClassRef) -> Option<FuncRef> {
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
            Type::Generator(func, body) if body.brought.is_some() => {
                Type::Generator(*func, self.limited_body(body, depth).into())
            }
            Type::Context(func, body, is_async) if body.brought.is_some() => {
                Type::Context(*func, self.limited_body(body, depth).into(), *is_async)
            }
            other => other.clone(),
        })
    }

    fn limited_body(&self, body: &Suspended, depth: u32) -> Suspended {
        match depth {
            0 => body.gives.clone().into(),
            _ => body.bringing(|value| self.limited(value, depth - 1)),
        }
    }

    /// What the methods of an instance know of the parameters of its constructor.
    pub(crate) fn carried(&mut self, instance: &Type) -> Option<Arc<Captured>> {
        let Type::Instance(class, arguments) = instance else { return None };
        let mut carried: Option<Arc<Captured>> = None;
        for (init, index, found) in self.carried_of(*class, arguments) {
            match carried.as_mut().and_then(Arc::get_mut).filter(|own| own.owner == init.general()) {
                Some(own) => own.arguments.push((index, found)),
                None => {
                    let arguments = vec![(index, found)];
                    carried = Some(Arc::new(Captured { owner: init.general(), arguments, outer: carried }));
                }
            }
        }
        carried
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
    pub(super) fn literal_of(&mut self, found: &Type) -> Option<Literal> {
        match self.as_declared(found) {
            Type::None => Some(Literal::None),
            Type::Bool(value) => Some(Literal::Bool(value)),
            Type::Int(value) => Some(Literal::Int(value)),
            Type::Str(hash) => Some(Literal::Text(hash)),
            // It may be anything.
            Type::Instance(class, _) if Some(class) == self.program.known.object => Some(Literal::Other),
            Type::Instance(class, _) => Some(Literal::Instance(self.mro(class))),
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

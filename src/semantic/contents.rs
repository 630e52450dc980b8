//! What containers hold that are filled by statements: `HANDLERS[name] = handler`, `self.listeners.append(listener)`.
//!
//! The type of an empty `{}` or `[]` names the container. What is in it is asked when something is taken out: by then all that puts
//! something into it is known, and a container that is filled from itself does no harm.

use super::asked::Query;
use super::calls::is_callable;
use super::evaluate::{Evaluator, Frame};
use super::question::Question;
use super::scope::{Bound, Source};
use super::stored::{Container, Stored};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{Expr, ExprId, NameHash, Owner};

/// What is in a container, or in the containers that are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Contents {
    /// The module whose statements fill it.
    pub(super) module: u32,
    /// The first of these statements.
    first: u32,
    is_nested: bool,
}

/// Longer displays are data.
const MOST_DISPLAYED: usize = 16;

impl Evaluator<'_> {
    /// A container that is declared to hold instances or subclasses of a class of the project: a display says which.
    pub(super) fn displayed(&mut self, frame: &Frame, declared: Type, value: ExprId) -> Type {
        let Type::Instance(class, arguments) = &declared else { return declared };
        let is_of_project = |member: &Type| match member {
            Type::Instance(class, _) | Type::Class(class) => self.program.is_project(class.module),
            _ => false,
        };
        if self.program.is_project(class.module)
            || !arguments.last().is_some_and(|held| held.some(is_of_project))
        {
            return declared;
        }
        let count = match self.tree(frame.module).expr(value) {
            Expr::List(items) | Expr::Tuple(items) | Expr::Set(items) => items.len(),
            Expr::Dict(items) => items.len() / 2,
            _ => 0,
        };
        if !(1..=MOST_DISPLAYED).contains(&count) {
            return declared;
        }
        let is_known =
            |held: &Type| held.every(|member| matches!(member, Type::Instance(..) | Type::Class(_)));
        match self.expr(frame, value) {
            Type::Instance(_, shown)
                if shown.len() == arguments.len() && shown.last().is_some_and(is_known) =>
            {
                Type::Instance(*class, shown)
            }
            Type::Tuple(shown) if shown.iter().all(is_known) => Type::Tuple(shown),
            _ => declared,
        }
    }

    /// `found`, to which a container is bound, with what statements put into it.
    pub(super) fn opened(&mut self, module: u32, container: Container, found: Type) -> Type {
        let (first, stored) = self.program.module(module).scopes.stored_in(container);
        if stored.is_empty() || !self.program.is_project(module) {
            return found;
        }
        let contents = Contents { module, first, is_nested: false };
        found.map(|member| self.open(member, contents))
    }

    fn open(&mut self, member: &Type, contents: Contents) -> Type {
        let Type::Instance(class, arguments) = member else { return member.clone() };
        let known = &self.program.known;
        let (list, set, dict) = (known.list, known.set, known.dict);
        let is_mapping = self.is_subclass(*class, dict);
        if self.program.is_project(class.module)
            || !(is_mapping || self.is_subclass(*class, list) || self.is_subclass(*class, set))
        {
            return member.clone();
        }
        let mut arguments = arguments.to_vec();
        arguments.resize(if is_mapping { 2 } else { 1 }, Type::Unknown);
        let Some(last) = arguments.last_mut() else { return member.clone() };
        *last = match &*last {
            inner if inner.is_vague() => Type::Contents(contents),
            inner if inner.some(is_callable) || self.is_left_open(inner) => {
                inner.clone().or(Type::Contents(contents))
            }
            inner if contents.is_nested => inner.clone(),
            inner => inner.map(|inner| self.open(inner, Contents { is_nested: true, ..contents })),
        };
        Type::Instance(*class, arguments.into())
    }

    /// `found`, which was taken out of a container under this literal key or any.
    pub(super) fn taken_out(&mut self, found: Type, key: Option<NameHash>) -> Type {
        if !found.some(|member| matches!(member, Type::Contents(_))) {
            return found;
        }
        found.map(|member| match member {
            Type::Contents(contents) => self.held(*contents, key),
            other => other.clone(),
        })
    }

    fn held(&mut self, contents: Contents, key: Option<NameHash>) -> Type {
        self.ask_once(Question::Contents(contents, key), Type::Unknown, |this| {
            let scopes = &this.program.module(contents.module).scopes;
            let Some(first) = scopes.stored.get(contents.first as usize) else { return Type::Unknown };
            let (_, all) = scopes.stored_in(first.container);
            let fits = |stored: &&Stored| stored.key.is_none() || key.is_none() || stored.key == key;
            let wanted = all.iter().filter(|stored| stored.is_nested == contents.is_nested).filter(fits);
            let found: Vec<Type> = wanted.map(|stored| this.put_there(contents.module, stored)).collect();
            let found = Type::any(found);
            if contents.is_nested || !all.iter().any(|stored| stored.is_nested) {
                return found;
            }
            let inner = Contents { is_nested: true, ..contents };
            match found {
                Type::Unknown => this.generic(this.program.known.list, [Type::Contents(inner)]),
                found => found.map(|member| this.open(member, inner)),
            }
        })
    }

    /// What one statement puts into a container.
    fn put_there(&mut self, module: u32, stored: &Stored) -> Type {
        let frame = Frame::of(module, stored.owner);
        let value = self.source(&frame, stored.value);
        value.map(|member| match member {
            Type::Parameter(func, index) => self.kept(module, stored.container, *func, *index),
            Type::Derived(_) => Type::Unknown,
            Type::Class(class) if self.is_each_subclass(module, stored, *class) => {
                self.ask_program(Query::Subclasses(*class))
            }
            other => other.clone(),
        })
    }

    /// What is passed for a parameter that is kept in a container. Those of several instances hold what nobody knows.
    fn kept(&mut self, module: u32, container: Container, func: FuncRef, index: u16) -> Type {
        if !self.may_be_called(func, index) {
            return Type::Unknown;
        }
        if let Container::Attribute(class, name) = container {
            let class = ClassRef { module, class };
            if self.is_of_instance(class, name)
                && self.ask_program(Query::OnlyInstance(class)) != Type::Bool(true)
            {
                return Type::Unknown;
            }
        }
        self.registered(func, index)
    }

    /// Whether each instance has an attribute of its own by that name.
    fn is_of_instance(&self, class: ClassRef, name: NameHash) -> bool {
        let scopes = &self.program.module(class.module).scopes;
        let (_, bindings) = scopes.lookup(Owner::Class(class.class), name);
        bindings.iter().all(|binding| matches!(binding.bound, Bound::Annotated(..)))
            || scopes.attribute(class.class, name).iter().any(|attribute| !attribute.on_class)
    }

    /// `registry[cls.name] = cls` in `__init_subclass__`: that runs once for each class that derives from this one.
    fn is_each_subclass(&self, module: u32, stored: &Stored, class: ClassRef) -> bool {
        let (Owner::Function(function), Source::Expr(value)) = (stored.owner, stored.value) else {
            return false;
        };
        let tree = self.tree(module);
        let function = tree.function(function);
        let own = Owner::Class(class.class) == function.owner && class.module == module;
        own && tree.names.text(function.name) == "__init_subclass__"
            && function.parameters.first().is_some_and(|first| tree.expr(value) == Expr::Name(first.name))
    }
}

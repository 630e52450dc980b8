//! What expressions are known to be without regard to the way that control took: literals, constants, classes.

use std::sync::Arc;

use super::answer::{Class, Test};
use super::condition::{Literal, plain};
use super::scope::{Binding, Bound, is_constant};
use super::types::{ClassRef, Type};
use super::walk::Walk;
use crate::python::{BinaryOperator, Expr, ExprId, Name, NameHash, Owner, hash_name};

/// Among more members those with the same value are not looked for.
const MOST_MEMBERS: usize = 256;

impl Walk<'_, '_> {
    /// A literal, or a name that holds one and nothing else.
    pub(super) fn literal(&self, id: ExprId) -> Option<Literal> {
        match self.tree.expr(id) {
            Expr::Attribute(object, member) => match self.types.of(object) {
                Type::Class(class) => Some(self.member(*class, self.tree.names.hash(member))),
                Type::Module(path) => {
                    if let Some((module, value)) = self.constant_of_module(object, member) {
                        return plain(self.ev.tree(module), value);
                    }
                    let module = self.ev.program.module_at(*path)?;
                    let is_constant =
                        !self.ev.program.is_project(module) && is_constant(self.tree.names.text(member));
                    let dotted = || {
                        let module = self.ev.program.module_name(module);
                        hash_name(&format!("{module}.{}", self.tree.names.text(member)))
                    };
                    is_constant.then(|| Literal::Named(dotted()))
                }
                _ => None,
            },
            Expr::Name(name) => {
                let (module, value) = self.constant(name)?;
                plain(self.ev.tree(module), value)
            }
            _ => plain(self.tree, id),
        }
    }

    /// A member of a class; of several names for one of its members the same stands for all.
    fn member(&self, class: ClassRef, name: NameHash) -> Literal {
        let module = self.ev.program.module(class.module);
        let owner = Owner::Class(class.class);
        let value = |name| match module.scopes.lookup(owner, name).1 {
            [only] => only.bound.expression(),
            _ => None,
        };
        let name = match value(name).map(|value| module.tree.expr(value)) {
            Some(Expr::Name(other)) => module.tree.names.hash(other),
            _ => name,
        };
        let members = module.scopes.scope(owner);
        let own = value(name).and_then(|value| plain(&module.tree, value));
        let Some(own) = own.filter(|_| members.len() <= MOST_MEMBERS) else {
            return Literal::Member(class, name);
        };
        let is_like = |other: &&Binding| {
            let value = other.bound.expression();
            value.and_then(|value| plain(&module.tree, value)).as_ref() == Some(&own)
        };
        let first = members.iter().find(is_like);
        Literal::Member(class, first.map_or(name, |first| first.name))
    }

    /// The only value that a local name or a constant ever has, and the module it stands in.
    pub(super) fn constant(&self, name: Name) -> Option<(u32, ExprId)> {
        let names = &self.tree.names;
        let hash = names.hash(name);
        let is_own = !self.ev.program.module(self.module).scopes.lookup(self.owner, hash).1.is_empty();
        if is_own && self.shared.contains(&hash) {
            return None;
        }
        let scope = if is_own { self.owner } else { Owner::Module };
        self.only_value(self.module, scope, hash, names.text(name))
    }

    /// `settings.OFFLINE` of a module, and the module that it comes from.
    pub(super) fn constant_of_module(&self, object: ExprId, name: Name) -> Option<(u32, ExprId)> {
        let Type::Module(path) = *self.types.of(object) else { return None };
        let module = self.ev.program.module_at(path)?;
        self.ev.program.note_read(self.ev.reader.unwrap_or(self.module), module);
        self.only_value(module, Owner::Module, self.tree.names.hash(name), self.tree.names.text(name))
    }

    fn only_value(
        &self,
        mut module: u32,
        mut scope: Owner,
        mut hash: NameHash,
        text: &str,
    ) -> Option<(u32, ExprId)> {
        let program = self.ev.program;
        let is_constant = is_constant(text);
        // A few modules may hand it on.
        for _ in 0..4 {
            let [only] = program.module(module).scopes.lookup(scope, hash).1 else { return None };
            if scope == Owner::Module && (!is_constant || self.ev.is_rebound(hash)) {
                return None;
            }
            if let Some(value) = only.bound.expression() {
                return Some((module, value));
            }
            match only.bound {
                Bound::Import(index, position) => {
                    let tree = self.ev.tree(module);
                    let import = &tree.imports[index as usize];
                    let from = tree.names.text(import.module?);
                    let path = program.resolve_import(module, import.level, from)?;
                    hash = tree.names.hash(import.names.get(position as usize)?.name);
                    module = program.module_at(path)?;
                    scope = Owner::Module;
                    program.note_read(self.ev.reader.unwrap_or(self.module), module);
                }
                _ => return None,
            }
        }
        None
    }

    pub(super) fn text(&self, id: ExprId) -> Option<Arc<str>> {
        match self.literal(id)? {
            Literal::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The members of a display of literals.
    pub(super) fn one_of(&self, id: ExprId) -> Option<Test> {
        let id = match self.tree.expr(id) {
            Expr::Name(name) => self.constant(name).filter(|(module, _)| *module == self.module)?.1,
            _ => id,
        };
        let (Expr::Tuple(items) | Expr::List(items) | Expr::Set(items)) = self.tree.expr(id) else {
            return None;
        };
        let literals: Option<Vec<Literal>> =
            self.tree.list(items).iter().map(|item| self.literal(*item)).collect();
        literals
            .filter(|literals| !literals.is_empty() && literals.len() <= MOST_LITERALS)
            .map(|literals| Test::OneOf(literals.into()))
    }

    /// `id`, or each part of it when it is a tuple.
    pub(super) fn each<T>(&self, id: ExprId, one: impl Fn(ExprId) -> Option<T>) -> Option<Box<[T]>> {
        match self.tree.expr(id) {
            Expr::Tuple(items) => self.tree.list(items).iter().map(|item| one(*item)).collect(),
            _ => Some([one(id)?].into()),
        }
    }

    /// The classes that an `isinstance` asks for; `None` where one is not known.
    pub(super) fn classes(&mut self, id: ExprId) -> Option<Box<[Class]>> {
        let ids = match self.tree.expr(id) {
            Expr::Tuple(items) => self.tree.list(items).to_vec(),
            Expr::Binary(BinaryOperator::BitOr, left, right) => {
                let (left, right) = (self.classes(left)?, self.classes(right)?);
                return Some(left.into_iter().chain(right).collect());
            }
            _ => vec![id],
        };
        ids.into_iter().map(|id| self.class_asked(id)).collect()
    }

    fn class_asked(&mut self, id: ExprId) -> Option<Class> {
        let Type::Class(class) = *self.types.of(id) else { return None };
        let order = self.ev.mro(class);
        let is_builtin = Some(class.module) == self.ev.program.builtins();
        let tree = self.ev.tree(class.module);
        let name = tree.names.text(tree.class(class.class).name);
        // What stands for a behaviour, as `Sized` does, holds instances of classes that do not name it.
        let is_abstract =
            !is_builtin && !self.ev.program.is_project(class.module) && ABSTRACT.contains(&name);
        (!is_abstract).then(|| Class { order, name: is_builtin.then(|| name.into()) })
    }
}

/// Longer tables are data, not a choice.
const MOST_LITERALS: usize = 100;

/// Classes of the standard library that are asked for what an object can do.
const ABSTRACT: &[&str] = &[
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Buffer",
    "ByteString",
    "Callable",
    "Collection",
    "Container",
    "Coroutine",
    "Generator",
    "Hashable",
    "Iterable",
    "Iterator",
    "Mapping",
    "MutableMapping",
    "MutableSequence",
    "MutableSet",
    "Number",
    "PathLike",
    "Protocol",
    "Reversible",
    "Sequence",
    "Set",
    "Sized",
];

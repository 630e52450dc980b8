//! Sockets that never wait, because somebody has put them into non-blocking mode.

use std::ops::Range;

use super::body::returned_values;
use super::scope::{Binding, Bound, Source};
use super::types::Type;
use super::walk::{ExprKey, Walk, key_of};
use crate::python::{ClassId, Expr, ExprId, FunctionId, NameHash, Owner, Tree};

impl Walk<'_, '_> {
    /// Whether the receiver of the call `id` was made non-blocking: a local name before the call, an attribute in some method of its
    /// class.
    pub(super) fn is_non_blocking(&mut self, id: ExprId, receiver: ExprId) -> bool {
        if self.is_made_by_its_class(receiver) {
            return true;
        }
        let Some(key) = self.key(receiver) else { return false };
        match (self.owner, &key[..]) {
            (_, [name]) => {
                let scope = self.scope_of(*name);
                let (start, end) = self.expressions_of(scope);
                // Elsewhere it is not known what comes first.
                let end = if scope == self.owner { end.min(id.0) } else { end };
                let bindings = self.ev.program.module(self.module).scopes.lookup(scope, *name).1;
                let is_made = |binding: &Binding| matches!(binding.bound, Bound::Value(Source::Expr(value), None) if self.is_made_non_blocking(value));
                makes_non_blocking(self.tree, start..end, &key)
                    || (!bindings.is_empty() && bindings.iter().all(is_made))
            }
            (Owner::Function(function), [_, attributes @ ..]) => {
                let (start, end) = self.expressions_of(self.owner);
                makes_non_blocking(self.tree, start..end.min(id.0), &key)
                    || self.is_non_blocking_attribute(function, receiver, attributes)
            }
            _ => false,
        }
    }

    /// `self.sock` is non-blocking when a method of the class has made it so, or got it from a name that it had made so.
    fn is_non_blocking_attribute(&self, function: FunctionId, receiver: ExprId, path: &[NameHash]) -> bool {
        let Some((method, class)) = self.ev.enclosing_method(self.module, function) else { return false };
        if !self.starts_with_receiver(method.function, receiver) {
            return false;
        }
        let by_method = is_made_by_method(self.tree, class.class, path);
        let [name] = path else { return by_method };
        let attributes = self.ev.program.module(self.module).scopes.attribute(class.class, *name);
        by_method
            || attributes.iter().any(|attribute| {
                let Bound::Value(Source::Expr(value), None) = attribute.bound else { return false };
                if self.is_made_non_blocking(value) {
                    return true;
                }
                let Expr::Name(name) = self.tree.expr(value) else { return false };
                let function = self.tree.function(attribute.function);
                let key = vec![self.tree.names.hash(name)];
                makes_non_blocking(self.tree, function.exprs.0.0..function.exprs.1.0, &key)
            })
    }

    /// `state.sock` of another object is non-blocking when a method of its class has made it so.
    fn is_made_by_its_class(&mut self, receiver: ExprId) -> bool {
        let Expr::Attribute(object, name) = self.tree.expr(receiver) else { return false };
        let Type::Instance(class, _) = self.types.of(object) else { return false };
        let path = [self.tree.names.hash(name)];
        self.ev.mro(*class).iter().any(|class| {
            self.ev.program.note_read(self.module, class.module);
            is_made_by_method(self.ev.tree(class.module), class.class, &path)
        })
    }

    /// Whether the value comes from a function of this module that has made it so before it returns it.
    fn is_made_non_blocking(&self, value: ExprId) -> bool {
        let Expr::Call(call) = self.tree.expr(value) else { return false };
        let Expr::Name(name) = self.tree.expr(self.tree.call(call).func) else { return false };
        let scopes = &self.ev.program.module(self.module).scopes;
        let [Binding { bound: Bound::Function(id), .. }] =
            scopes.lookup(Owner::Module, self.tree.names.hash(name)).1
        else {
            return false;
        };
        let function = self.tree.function(*id);
        let mut values = Vec::new();
        returned_values(&function.body, &mut values);
        !values.is_empty()
            && values.into_iter().all(|value| {
                let key = self.key(value).filter(|key| key.len() == 1);
                key.is_some_and(|key| {
                    makes_non_blocking(self.tree, function.exprs.0.0..function.exprs.1.0, &key)
                })
            })
    }

    /// Whether `a.b.c` starts with the receiver of the method.
    fn starts_with_receiver(&self, method: FunctionId, mut id: ExprId) -> bool {
        while let Expr::Attribute(value, _) = self.tree.expr(id) {
            id = value;
        }
        let own = self.tree.function(method).parameters.first();
        own.is_some_and(|own| self.tree.expr(id) == Expr::Name(own.name))
    }

    /// The function around this place, or the module, that binds `name`.
    pub(super) fn scope_of(&self, name: NameHash) -> Owner {
        let scopes = &self.ev.program.module(self.module).scopes;
        let mut owner = self.owner;
        loop {
            owner = match owner {
                Owner::Module => return owner,
                Owner::Function(_) if !scopes.lookup(owner, name).1.is_empty() => return owner,
                Owner::Function(id) => self.tree.function(id).owner,
                Owner::Class(id) => self.tree.class(id).owner,
            };
        }
    }

    fn expressions_of(&self, owner: Owner) -> (u32, u32) {
        match owner {
            Owner::Function(id) => {
                let (start, end) = self.tree.function(id).exprs;
                (start.0, end.0)
            }
            _ => (0, self.tree.len() as u32),
        }
    }
}

/// Whether a method of the class makes this attribute of its object non-blocking.
fn is_made_by_method(tree: &Tree, class: ClassId, path: &[NameHash]) -> bool {
    let mut methods = tree.functions.iter().filter(|function| function.owner == Owner::Class(class));
    methods.any(|method| {
        let Some(own) = method.parameters.first() else { return false };
        let mut key = vec![tree.names.hash(own.name)];
        key.extend(path);
        makes_non_blocking(tree, method.exprs.0.0..method.exprs.1.0, &key)
    })
}

/// Whether one of the expressions is `key.setblocking(False)` or `key.settimeout(0)`.
fn makes_non_blocking(tree: &Tree, mut range: Range<u32>, key: &ExprKey) -> bool {
    let is_off = |method: &str, value: ExprId| {
        matches!(
            (method, tree.expr(value)),
            ("setblocking", Expr::Bool(false) | Expr::Int(0)) | ("settimeout", Expr::Int(0))
        )
    };
    range.any(|id| {
        let Expr::Call(call) = tree.expr(ExprId(id)) else { return false };
        let call = tree.call(call);
        let Expr::Attribute(receiver, method) = tree.expr(call.func) else { return false };
        let [argument] = tree.arguments(call) else { return false };
        is_off(tree.names.text(method), argument.value) && key_of(tree, receiver).as_ref() == Some(key)
    })
}

//! What statements put into containers: `handlers[name] = handler`, `self.listeners.append(listener)`.

use serde::{Deserialize, Serialize};

use super::scope::{Builder, Receiver, Source};
use crate::python::{ArgumentKind, ClassId, Expr, ExprId, NameHash, Owner, Tree};

/// A container that a statement puts something into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Container {
    /// A name of the module.
    Name(NameHash),
    /// An attribute of a class or of its instances.
    Attribute(ClassId, NameHash),
}

/// `name[key] = value`, `self.name.append(value)`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) container: Container,
    /// It is put into a container in that one: `name[key].append(value)`.
    pub(crate) is_nested: bool,
    /// The scope of the statement.
    pub(crate) owner: Owner,
    /// A literal key.
    pub(crate) key: Option<NameHash>,
    pub(crate) value: Source,
}

impl Builder<'_> {
    /// `container.append(value)` and its like.
    pub(super) fn put_by_method(&mut self, call: u32, owner: Owner, receiver: Receiver) {
        let tree = self.tree;
        let call = tree.call(call);
        let Expr::Attribute(container, method) = tree.expr(call.func) else { return };
        let mut put = |key: Option<NameHash>, value: Source| self.put(container, key, value, owner, receiver);
        match (tree.names.text(method), tree.arguments(call)) {
            ("append" | "add" | "appendleft", [item]) => put(None, Source::Expr(item.value)),
            ("insert", [_, item]) => put(None, Source::Expr(item.value)),
            ("setdefault", [key, item]) => put(literal(tree, key.value), Source::Expr(item.value)),
            ("extend", [items]) => put(None, Source::Element(items.value, false)),
            ("update", arguments) => {
                for argument in arguments {
                    match (argument.kind, tree.expr(argument.value)) {
                        (ArgumentKind::Keyword(name), _) => {
                            put(Some(tree.names.hash(name)), Source::Expr(argument.value));
                        }
                        (ArgumentKind::Positional, Expr::Dict(items)) => {
                            for pair in tree.list(items).chunks_exact(2) {
                                put(literal(tree, pair[0]), Source::Expr(pair[1]));
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// `container[key] = value`
    pub(super) fn put_by_key(&mut self, target: ExprId, value: ExprId, owner: Owner, receiver: Receiver) {
        if let Expr::Subscript(container, key) = self.tree.expr(target) {
            self.put(container, literal(self.tree, key), Source::Expr(value), owner, receiver);
        }
    }

    fn put(&mut self, into: ExprId, key: Option<NameHash>, value: Source, owner: Owner, receiver: Receiver) {
        let tree = self.tree;
        let (Source::Expr(item) | Source::Element(item, _)) = value else { return };
        if is_plain(tree.expr(item)) {
            return;
        }
        let (outer, is_nested) = match tree.expr(into) {
            Expr::Subscript(outer, _) => (outer, true),
            Expr::Call(call) => match tree.expr(tree.call(call).func) {
                Expr::Attribute(outer, name) if tree.names.text(name) == "setdefault" => (outer, true),
                _ => return,
            },
            _ => (into, false),
        };
        let container = match tree.expr(outer) {
            Expr::Name(name) => Container::Name(tree.names.hash(name)),
            Expr::Attribute(object, name) => {
                let Expr::Name(object) = tree.expr(object) else { return };
                let own = receiver.filter(|(receiver, ..)| *receiver == object).map(|(_, class, _)| class);
                let named = || {
                    tree.classes.iter().position(|class| class.name == object && class.owner == Owner::Module)
                };
                let Some(class) = own.or_else(|| Some(ClassId(named()? as u32))) else { return };
                Container::Attribute(class, tree.names.hash(name))
            }
            _ => return,
        };
        self.stored.push(Stored { container, is_nested, owner, key, value });
    }
}

/// A string as it stands there.
fn literal(tree: &Tree, id: ExprId) -> Option<NameHash> {
    match tree.expr(id) {
        Expr::Str(text) => Some(tree.names.hash(text)),
        _ => None,
    }
}

/// Whether nothing can be done with the value that runs anything.
fn is_plain(value: Expr) -> bool {
    matches!(
        value,
        Expr::None
            | Expr::Bool(_)
            | Expr::Int(_)
            | Expr::Str(_)
            | Expr::Format(_)
            | Expr::Ellipsis
            | Expr::Compare(..)
            | Expr::Not(_)
    )
}

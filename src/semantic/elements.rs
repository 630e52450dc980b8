//! What values give: their elements, their items, what entering them gives.

use super::derived::Step;
use super::evaluate::Evaluator;
use super::types::{FuncRef, Type};
use crate::python::{Expr, ExprId, NameHash, Tree};

impl Evaluator<'_> {
    /// What iterating `value` gives.
    pub(crate) fn element(&mut self, value: &Type, is_async: bool) -> Type {
        let found = value.map(|member| match member {
            Type::Tuple(items) => Type::any(items.iter().cloned()),
            Type::Generator(_, body) if !is_async => body.gives.clone(),
            Type::AsyncGenerator(_, element) if is_async => (**element).clone(),
            Type::Parameter(..) | Type::Derived(_) if !is_async => member.step(Step::Element),
            Type::Class(class) if self.is_subclass(*class, self.program.known.enumeration) => {
                Type::instance(*class)
            }
            Type::Instance(_, arguments) => {
                let (iter, next) =
                    if is_async { ("__aiter__", "__anext__") } else { ("__iter__", "__next__") };
                let own = |this: &mut Self, value: &Type, name: &str| {
                    this.special(value, name)
                        .map(|(func, receiver)| this.called(func, Some(&receiver), None, None))
                };
                let iterator = own(self, member, iter);
                match iterator {
                    Some(Type::Generator(_, body)) => body.gives.clone(),
                    Some(Type::AsyncGenerator(_, element)) => (*element).clone(),
                    // `Iterator[T]`
                    Some(Type::Instance(class, inner))
                        if !inner.is_empty() && !self.program.is_project(class.module) =>
                    {
                        inner[0].clone()
                    }
                    Some(iterator @ Type::Instance(..)) => {
                        let found = own(self, &iterator, next).unwrap_or(Type::Unknown);
                        if is_async { self.awaited(&found) } else { found }
                    }
                    // What an instance carries of its constructor's arguments are no elements.
                    _ if self.carried(member).is_some() => Type::Unknown,
                    _ => arguments.first().cloned().unwrap_or(Type::Unknown),
                }
            }
            _ => Type::Unknown,
        });
        self.taken_out(found, None)
    }

    /// What entering a context manager gives.
    pub(crate) fn entered(&mut self, context: &Type, is_async: bool) -> Type {
        context.map(|member| match member {
            Type::Context(_, body, _) => body.gives.clone(),
            Type::Parameter(..) | Type::Derived(_) if !is_async => member.step(Step::Entered),
            Type::Instance(..) => {
                let name = if is_async { "__aenter__" } else { "__enter__" };
                match self.special(member, name) {
                    Some((func, receiver)) => {
                        let found = self.called(func, Some(&receiver), None, None);
                        if is_async { self.awaited(&found) } else { found }
                    }
                    None => Type::Unknown,
                }
            }
            _ => Type::Unknown,
        })
    }

    /// The `__class_getitem__` that the project gives a class.
    pub(super) fn class_item(&mut self, value: &Type) -> Option<FuncRef> {
        let Type::Class(class) = value else { return None };
        let func = self.class_function(*class, "__class_getitem__")?;
        self.program.is_project(func.module).then_some(func)
    }

    /// What a key stands for that says so itself, wherever it is looked up: `app[STORE]` where `STORE: AppKey[Store]`.
    fn kept_under(&self, key: &Type) -> Option<Type> {
        let Type::Instance(class, held) = key else { return None };
        let [held] = &held[..] else { return None };
        let tree = self.tree(class.module);
        let name = tree.names.text(tree.class(class.class).name);
        if held.is_vague() || !name.ends_with("Key") {
            return None;
        }
        // Home Assistant keeps one value for each configuration entry.
        Some(if name == "HassEntryKey" {
            self.generic(self.program.known.dict, [Type::Unknown, held.clone()])
        } else {
            held.clone()
        })
    }

    /// The same for `app.get(STORE)` and its kin.
    pub(super) fn looked_up(&self, tree: &Tree, func: ExprId, found: Type, first: Option<&Type>) -> Type {
        if !found.is_vague() || !is_lookup(tree, func) {
            return found;
        }
        first.and_then(|first| self.kept_under(first)).unwrap_or(found)
    }

    /// `value[index]`
    pub(crate) fn subscript(&mut self, value: &Type, index: &Type) -> Type {
        let found = value.map(|member| match (member, index) {
            (Type::Class(_), _) => match self.class_item(member) {
                Some(func) => self.returned(func, Some(member), None, None),
                // `Queue[int]` is the class all the same.
                None => member.clone(),
            },
            (Type::Tuple(items), Type::Int(index)) => {
                let distance = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
                let position = if *index < 0 { items.len().checked_sub(distance) } else { Some(distance) };
                position.and_then(|at| items.get(at)).cloned().unwrap_or(Type::Unknown)
            }
            (Type::Tuple(items), _) => Type::any(items.iter().cloned()),
            (Type::Parameter(..) | Type::Derived(_), _) => member.step(Step::Item),
            (Type::Instance(..), _) => match self.special(member, "__getitem__") {
                Some((func, receiver)) => self.returned(func, Some(&receiver), None, None),
                None => self.key(member, index),
            },
            _ => Type::Unknown,
        });
        match self.taken_out(found, text_of(index)) {
            found if found.is_vague() => self.kept_under(index).unwrap_or(found),
            found => found,
        }
    }

    /// `value["key"]` of a `TypedDict`
    fn key(&mut self, value: &Type, index: &Type) -> Type {
        let (Type::Instance(class, _), Type::Str(name)) = (value, index) else { return Type::Unknown };
        let order = self.mro(*class);
        if !order.iter().any(|class| self.names_base(*class, "TypedDict")) {
            return Type::Unknown;
        }
        self.member(value, &order, *name).map_or(Type::Unknown, |(found, _)| found)
    }

    /// Item number `item` of an unpacked value.
    pub(crate) fn item(&mut self, value: &Type, item: u8) -> Type {
        let found = value.map(|member| match member {
            Type::Tuple(items) => items.get(usize::from(item)).cloned().unwrap_or(Type::Unknown),
            Type::Instance(class, _) if self.program.is_project(class.module) => {
                match self.named_item(*class, item) {
                    Some(name) => self.attribute(member, name, "").0,
                    None => self.element(member, false),
                }
            }
            other => self.element(other, false),
        });
        self.taken_out(found, None)
    }
}

/// A literal key.
pub(super) fn text_of(key: &Type) -> Option<NameHash> {
    match key {
        Type::Str(text) => Some(*text),
        _ => None,
    }
}

/// `value.get`, `value.pop` or `value.setdefault`
pub(super) fn is_lookup(tree: &Tree, func: ExprId) -> bool {
    match tree.expr(func) {
        Expr::Attribute(_, method) => matches!(tree.names.text(method), "get" | "pop" | "setdefault"),
        _ => false,
    }
}

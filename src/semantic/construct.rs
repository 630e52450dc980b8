//! What calling a class gives.

use super::calls::Passed;
use super::evaluate::{Evaluator, Frame};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{ArgumentKind, NameHash, Owner};

impl Evaluator<'_> {
    /// The `__call__` of the class's metaclass, where the project has one: it runs when the class is called.
    pub(super) fn metaclass_call(&mut self, class: ClassRef) -> Option<FuncRef> {
        let order = self.mro(class);
        order.iter().filter(|class| self.program.is_project(class.module)).find_map(|class| {
            let tree = self.tree(class.module);
            let node = tree.class(class.class);
            let (_, metaclass) =
                node.keywords.iter().find(|(name, _)| tree.names.text(*name) == "metaclass")?;
            let Type::Class(metaclass) = self.expr(&Frame::of(class.module, node.owner), *metaclass) else {
                return None;
            };
            self.class_function(metaclass, "__call__").filter(|func| self.program.is_project(func.module))
        })
    }

    /// What calling a class gives.
    pub(super) fn constructed(&mut self, class: ClassRef, passed: &Passed) -> Type {
        let known = &self.program.known;
        if Some(class) == known.super_class {
            return self.super_object(passed);
        }
        if Some(class) == known.type_class {
            return match passed.types {
                [value] => value.map(|member| match member {
                    Type::Instance(class, _) => Type::Class(*class),
                    _ => Type::Unknown,
                }),
                _ => Type::Unknown,
            };
        }
        if Some(class) == known.partial || Some(class) == known.partial_method {
            return passed.types.first().map_or(Type::Unknown, |inner| Type::Partial(inner.clone().into()));
        }
        // `load = staticmethod(read)` in a class body.
        if Some(class) == known.static_method || Some(class) == known.class_method {
            return passed.types.first().cloned().unwrap_or(Type::Unknown);
        }
        if Some(class) == known.type_variable {
            return self.type_variable(class, passed);
        }
        // `UserId = NewType("UserId", int)`
        if Some(class) == known.new_type {
            return passed.types.get(1).cloned().unwrap_or(Type::Unknown);
        }
        if Some(class) == known.method_caller || Some(class) == known.attribute_getter {
            return Self::accessor(class, passed);
        }
        let tree = self.tree(class.module);
        let parameters = &tree.class(class.class).type_params;
        if parameters.is_empty() {
            return self.made(class, passed);
        }
        let mut bound: Vec<(NameHash, Type)> = Vec::new();
        if let Some(init) = self.class_function(class, "__init__") {
            self.unify_arguments(init, true, passed, &mut bound);
        }
        let arguments = parameters.iter().map(|parameter| {
            let name = tree.names.hash(parameter.name);
            bound.iter().find(|(other, _)| *other == name).map_or(Type::Unknown, |(_, value)| value.clone())
        });
        Type::Instance(class, arguments.collect())
    }

    /// `TypeVar("R", bound=Reader)`, `TypeVar("R", Reader, Cache)`: with what its values must be.
    fn type_variable(&mut self, class: ClassRef, passed: &Passed) -> Type {
        let name_of = |kind: ArgumentKind| match kind {
            ArgumentKind::Positional => Some(""),
            ArgumentKind::Keyword(name) => Some(passed.tree.names.text(name)),
            _ => None,
        };
        let named = passed.arguments.iter().zip(passed.types).skip(1);
        let mut allowed = named.filter(|(argument, _)| matches!(name_of(argument.kind), Some("" | "bound")));
        let bound = allowed.try_fold(Type::Unknown, |bound, (argument, found)| {
            let declared = match found {
                Type::Str(name) => {
                    let class = self.name(passed.frame, *name);
                    self.instances_of(&class)
                }
                _ => self.annotation(passed.frame, argument.value),
            };
            (!declared.is_unknown()).then(|| bound.or(declared))
        });
        Type::Instance(class, [bound.unwrap_or(Type::Unknown)].into())
    }

    fn super_object(&mut self, passed: &Passed) -> Type {
        let Owner::Function(function) = passed.frame.owner else { return Type::Unknown };
        let Some((method, class)) = self.enclosing_method(passed.frame.module, function) else {
            return Type::Unknown;
        };
        match self.receiver(method, passed.frame.seen.unwrap_or(class)) {
            Some(receiver) => Type::Super(class, receiver.into()),
            None => Type::Unknown,
        }
    }
}

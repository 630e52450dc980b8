//! Functions of the language within a walk: special methods that they run, iterators that they make.

use super::calls::Passed;
use super::types::{FuncRef, Suspended, Type};
use super::visit::Brought;
use super::walk::Walk;
use crate::python::{ArgumentKind, Expr, ExprId};

impl Walk<'_, '_> {
    /// Functions of the language that run special methods of their arguments.
    pub(super) fn builtin(&mut self, id: ExprId, callee: &Type, passed: &Passed) -> Option<Type> {
        let builtins = self.ev.program.builtins()?;
        let (module, name) = match callee {
            Type::Function(func, _) => {
                (func.module, self.ev.tree(func.module).names.text(self.ev.function_of(*func).name))
            }
            Type::Class(class) => {
                let tree = self.ev.tree(class.module);
                (class.module, tree.names.text(tree.class(class.class).name))
            }
            _ => return None,
        };
        if module != builtins {
            return None;
        }
        let first = passed.types.first()?.clone();
        match name {
            "len" => {
                self.special_site(id, &first, "__len__");
            }
            "str" | "print" | "format" => {
                self.special_site(id, &first, "__str__");
            }
            "repr" => {
                self.special_site(id, &first, "__repr__");
            }
            "bool" => self.truth(id, &first),
            "int" | "float" | "hash" | "bytes" | "abs" => {
                self.special_site(id, &first, &format!("__{name}__"));
            }
            "next" => {
                let bodies: Vec<_> = generators(std::slice::from_ref(&first)).collect();
                if !bodies.is_empty() {
                    bodies.iter().for_each(|(func, body)| self.resume(id, *func, body));
                    return Some(Type::any(bodies.iter().map(|(_, body)| body.gives.clone())));
                }
                self.special_site(id, &first, "__next__");
            }
            "list" | "tuple" | "sorted" | "dict" if passed.types.len() == 1 || name == "sorted" => {
                let element = self.consume(id, &first, false);
                let known = &self.ev.program.known;
                if name != "dict" && passed.arguments.len() == 1 {
                    return Some(self.ev.generic(known.list, [element]));
                }
            }
            "map" | "filter" => {
                let values: Vec<Type> =
                    passed.types[1..].iter().map(|source| self.ev.element(source, false)).collect();
                let accessed = values.first().and_then(|value| self.ev.accessed(&first, value));
                let callable = accessed.as_ref().map_or(Some(&first), |found| found.called.first());
                let callee = callable.and_then(|callable| self.ev.callees(callable).into_iter().next());
                let element = match (name, accessed, &callee) {
                    ("map", Some(found), _) => found.result,
                    ("map", None, Some(callee)) => {
                        self.ev.called(callee.func, callee.receiver.as_ref(), callee.captured.as_ref(), None)
                    }
                    ("map", ..) => Type::Unknown,
                    _ => values.first().cloned().unwrap_or(Type::Unknown),
                };
                let own = callee.map(|callee| {
                    let func = callee.func;
                    let handed = self.handed(&callee, &values);
                    self.suspended.insert(func, (id, callee, Brought { handed, ..Brought::default() }));
                    Type::Generator(func, Suspended::from(element.clone()).into())
                });
                let sources = generators(&passed.types[1..]);
                let sources =
                    sources.map(|(func, body)| Type::Generator(func, body.giving(element.clone()).into()));
                let found = sources.chain(own);
                return Some(Type::any(found)).filter(|found| !found.is_unknown());
            }
            // `iter(read, b"")` calls the function again and again.
            "iter" if passed.types.len() == 2 => {
                let callee = self.ev.callees(&first).into_iter().next()?;
                let element =
                    self.ev.called(callee.func, callee.receiver.as_ref(), callee.captured.as_ref(), None);
                return Some(Type::Generator(callee.func, Suspended::from(element).into()));
            }
            "iter" | "reversed" | "enumerate" | "zip" => {
                if name == "reversed" {
                    self.special_site(id, &first, "__reversed__");
                }
                let pair = (name == "zip").then(|| {
                    let elements = passed.types.iter().zip(passed.arguments);
                    let elements = elements.filter(|(_, argument)| argument.kind == ArgumentKind::Positional);
                    Type::Tuple(elements.map(|(value, _)| self.ev.element(value, false)).collect())
                });
                let found = generators(passed.types).map(|(func, body)| {
                    let element = match (name, &pair) {
                        ("enumerate", _) => Type::Tuple([Type::Unknown, body.gives.clone()].into()),
                        (_, Some(pair)) => pair.clone(),
                        _ => body.gives.clone(),
                    };
                    Type::Generator(func, body.giving(element).into())
                });
                return match (Type::any(found), pair) {
                    (Type::Unknown, Some(pair)) => Some(self.ev.generic(self.ev.program.known.list, [pair])),
                    (found, _) => Some(found).filter(|found| !found.is_unknown()),
                };
            }
            "getattr" => {
                if let Some(Expr::Str(text)) =
                    passed.arguments.get(1).map(|argument| self.tree.expr(argument.value))
                {
                    let (found, getter) =
                        self.ev.attribute(&first, self.tree.names.hash(text), self.tree.names.text(text));
                    if let Some(getter) = getter {
                        self.implicit(id, getter);
                    }
                    return Some(found);
                }
            }
            _ => {}
        }
        None
    }
}

/// The generators among the values.
pub(super) fn generators(values: &[Type]) -> impl Iterator<Item = (FuncRef, &Suspended)> {
    values.iter().flat_map(Type::members).filter_map(|member| match member {
        Type::Generator(func, body) => Some((*func, &**body)),
        _ => None,
    })
}

//! Type arguments: what the type parameters of a class are for an instance, through its bases.

use super::annotation::substitute;
use super::calls::{Callee, Passed, is_callable};
use super::evaluate::{Evaluator, Frame};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{BinaryOperator, Expr, ExprId, List, NameHash, Owner, Tree, hash_name};

/// Bases of bases; further up the type arguments are unknown.
const DEEPEST_BASE: u32 = 8;

/// What asks whether something can be awaited, or will give something that can.
const ASKS: &[&str] = &["isawaitable", "iscoroutine", "iscoroutinefunction"];

/// Whether a type variable stands in the type.
pub(super) fn has_variable(found: &Type) -> bool {
    match found {
        Type::Var(_) => true,
        Type::Instance(_, parts) => parts.iter().any(has_variable),
        Type::Tuple(parts) | Type::Union(parts) => parts.iter().any(has_variable),
        Type::Callable(inner)
        | Type::Coroutine(_, inner)
        | Type::Awaitable(inner, _)
        | Type::AsyncGenerator(_, inner) => has_variable(inner),
        Type::Generator(_, body) | Type::Context(_, body, _) => has_variable(&body.gives),
        _ => false,
    }
}

/// `found`, where `Self` stands for `own`.
pub(super) fn with_self(found: &Type, own: &Type) -> Type {
    let name_of_self = hash_name("Self");
    substitute(found, &|name| (name == name_of_self).then(|| own.clone()))
}

impl Evaluator<'_> {
    /// `found` with `Self` replaced by the receiver, and the receiver's class arguments filled in.
    pub(crate) fn for_receiver(&mut self, func: FuncRef, found: &Type, receiver: Option<&Type>) -> Type {
        let Some(receiver) = receiver else { return found.clone() };
        let own = match receiver {
            Type::Class(class) => Type::instance(*class),
            other => other.clone(),
        };
        let found = with_self(found, &own);
        match &own {
            Type::Instance(class, arguments) => match self.function_of(func).owner {
                Owner::Class(owner) => {
                    let owner = ClassRef { module: func.module, class: owner };
                    self.for_class(*class, arguments, owner, &found)
                }
                _ => self.specialise(*class, arguments, &found),
            },
            _ => found,
        }
    }

    /// `found`, which a member of `base` gives, for an instance of `own`: type parameters of `base` are what `own` makes of them.
    pub(super) fn for_class(
        &mut self,
        own: ClassRef,
        arguments: &[Type],
        base: ClassRef,
        found: &Type,
    ) -> Type {
        if !has_variable(found) {
            return found.clone();
        }
        if own == base {
            return self.specialise(own, arguments, found);
        }
        match self.base_arguments(own, arguments, base, 0) {
            Some(arguments) => self.specialise(base, &arguments, found),
            None => self.specialise(own, arguments, found),
        }
    }

    /// The arguments of `base` in an instance of `own`: `User` of `Repository` for `class Users(Repository[User])`.
    fn base_arguments(
        &mut self,
        own: ClassRef,
        arguments: &[Type],
        base: ClassRef,
        depth: u32,
    ) -> Option<Vec<Type>> {
        if own == base {
            return Some(arguments.to_vec());
        }
        if depth > DEEPEST_BASE {
            return None;
        }
        let tree = self.tree(own.module);
        let node = tree.class(own.class);
        let outer = Frame::of(own.module, node.owner);
        tree.list(node.bases).iter().find_map(|expr| {
            let Type::Class(next) = self.expr(&outer, *expr) else { return None };
            if !self.mro(next).contains(&base) {
                return None;
            }
            let given = match self.annotation(&Frame::of(own.module, Owner::Class(own.class)), *expr) {
                Type::Instance(_, given) => {
                    given.iter().map(|given| self.specialise(own, arguments, given)).collect()
                }
                _ => Vec::new(),
            };
            self.base_arguments(next, &given, base, depth + 1)
        })
    }

    /// Whether a type variable in the signature of a function of the project means something there alone: it is none of the class's.
    pub(super) fn is_own_variable(&self, func: FuncRef, name: NameHash) -> bool {
        let outer = Frame::of(func.module, self.function_of(func).owner);
        self.program.is_project(func.module)
            && name != hash_name("Self")
            && !self.is_type_parameter(&outer, name, None)
    }

    /// Binds the type variables of `func`'s signature from the arguments.
    pub(super) fn unify_arguments(
        &mut self,
        func: FuncRef,
        bound: bool,
        passed: &Passed,
        found: &mut Vec<(NameHash, Type)>,
    ) {
        let function = self.function_of(func);
        for (index, parameter) in function.parameters.iter().enumerate() {
            if parameter.annotation == ExprId::NONE {
                continue;
            }
            let given = match self.argument_of(func, bound, passed, index as u16) {
                Some(number) => passed.types[number].clone(),
                // `class_: type[S] = Session`
                None if parameter.default != ExprId::NONE => {
                    let default = self.expr(&Frame::of(func.module, function.owner), parameter.default);
                    default.filter(|member| matches!(member, Type::Class(_)))
                }
                None => continue,
            };
            let declared = self.signature(func, parameter.annotation);
            if !declared.some(|member| matches!(member, Type::Callable(_))) {
                self.unify(&declared, &given, found);
                continue;
            }
            let is_coroutine = |member: &Type| matches!(member, Type::Coroutine(..) | Type::Awaitable(..));
            let mut own = Vec::new();
            self.unify(&declared, &given, &mut own);
            // A coroutine function is called and awaited, whatever a type checker makes of it.
            let settles =
                own.iter().any(|(_, value)| value.some(is_coroutine)) && self.takes_either(func, &declared);
            for (name, value) in own {
                let value = value.map(|member| match member {
                    Type::Coroutine(_, result) | Type::Awaitable(result, _) if settles => (**result).clone(),
                    other => other.clone(),
                });
                self.unify(&Type::Var(name), &value, found);
            }
        }
    }

    /// Whether a function takes both plain and coroutine functions, as its declaration or its body says:
    /// `Callable[[], T] | Coroutine[Any, Any, T]`, `if inspect.isawaitable(result)`.
    fn takes_either(&self, func: FuncRef, declared: &Type) -> bool {
        let tree = self.tree(func.module);
        let (start, end) = tree.function(func.function).exprs;
        declared.some(|member| matches!(member, Type::Awaitable(..)))
            || self.program.is_project(func.module)
                && (start.0..end.0).any(|id| {
                    let Expr::Call(call) = tree.expr(ExprId(id)) else { return false };
                    let name = self.annotated_name(func.module, tree.call(call).func);
                    name.is_some_and(|(name, _)| ASKS.contains(&tree.names.text(name)))
                })
    }

    /// What a function of a library calls its argument with, as far as its signature says.
    pub(super) fn called_with(&mut self, callee: &Callee, passed: &Passed, parameter: &str) -> Vec<Type> {
        let (func, tree) = (callee.func, self.tree(callee.func.module));
        let mut own = self.function_of(func).parameters.iter();
        let own = own.find(|own| tree.names.text(own.name) == parameter);
        let Some(parameters) = own.and_then(|own| callable_parameters(tree, own.annotation)) else {
            return Vec::new();
        };
        let mut known: Vec<(NameHash, Type)> = Vec::new();
        self.unify_arguments(func, callee.receiver.is_some(), passed, &mut known);
        let value =
            |name: NameHash| known.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone());
        let values = tree.list(parameters).iter().map(|parameter| {
            let found = substitute(&self.signature(func, *parameter), &value);
            let found = self.for_receiver(func, &found, callee.receiver.as_ref());
            if has_variable(&found) { Type::Unknown } else { found }
        });
        values.collect()
    }

    fn unify(&mut self, declared: &Type, given: &Type, found: &mut Vec<(NameHash, Type)>) {
        if given.is_unknown() {
            return;
        }
        match declared {
            Type::Var(name) => match found.iter_mut().find(|(other, _)| other == name) {
                Some((_, value)) => *value = value.clone().or(given.clone()),
                None => found.push((*name, given.clone())),
            },
            Type::Awaitable(inner, _) => {
                let result = self.awaited(given);
                self.unify(inner, &result, found);
            }
            Type::Callable(inner) if is_callable(given) => {
                let result = match given {
                    Type::Class(class) => Type::instance(*class),
                    _ => Type::any(
                        self.callees(given)
                            .into_iter()
                            .map(|callee| {
                                self.called(
                                    callee.func,
                                    callee.receiver.as_ref(),
                                    callee.captured.as_ref(),
                                    None,
                                )
                            })
                            .collect::<Vec<_>>(),
                    ),
                };
                self.unify(inner, &result, found);
            }
            Type::Instance(class, arguments) if !arguments.is_empty() => match given {
                Type::Instance(other, given) if other == class => {
                    for (declared, given) in arguments.iter().zip(given.iter()) {
                        self.unify(declared, given, found);
                    }
                }
                _ => {
                    let element = self.element(given, false);
                    self.unify(&arguments[0], &element, found);
                }
            },
            Type::Class(_) | Type::Union(_) => {
                for member in
                    declared.members().iter().filter(|member| !matches!(member, Type::None | Type::Class(_)))
                {
                    self.unify(member, given, found);
                }
            }
            _ => {}
        }
    }
}

/// The parameters in `Callable[[A, B], C] | None`.
fn callable_parameters(tree: &Tree, annotation: ExprId) -> Option<List> {
    match tree.expr(annotation) {
        Expr::Binary(BinaryOperator::BitOr, left, _) => callable_parameters(tree, left),
        Expr::Subscript(_, parts) => match tree.expr(parts) {
            Expr::Tuple(parts) => match tree.expr(*tree.list(parts).first()?) {
                Expr::List(parameters) => Some(parameters),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

//! What parameters hold, as far as the definition says.

use super::condition::{Literal, plain};
use super::evaluate::{Evaluator, Frame};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{Expr, ExprId, Owner, Parameter, ParameterKind, Tree};

/// What event loops are called.
const LOOPS: &[&str] = &["loop", "_loop", "event_loop", "_event_loop"];

impl Evaluator<'_> {
    /// The value of parameter number `index` of `func`, as far as the definition says.
    pub(crate) fn parameter(&mut self, func: FuncRef, index: u16) -> Type {
        let tree = self.tree(func.module);
        let function = tree.function(func.function);
        let Some(parameter) = function.parameters.get(index as usize) else { return Type::Unknown };
        if index == 0
            && let Owner::Class(class) = function.owner
            && let Some(receiver) =
                self.receiver(func, func.seen.unwrap_or(ClassRef { module: func.module, class }))
        {
            return receiver;
        }
        let known = &self.program.known;
        match parameter.kind {
            ParameterKind::Star | ParameterKind::DoubleStar if parameter.annotation == ExprId::NONE => {
                return Type::Unknown;
            }
            ParameterKind::Star => {
                let tuple = known.tuple;
                let element = self.signature(func, parameter.annotation);
                return self.generic(tuple, [element]);
            }
            ParameterKind::DoubleStar => {
                let (dict, key) = (known.dict, known.str.map_or(Type::Unknown, Type::instance));
                let value = self.signature(func, parameter.annotation);
                return self.generic(dict, [key, value]);
            }
            _ => {}
        }
        let unknown = Type::Parameter(func.general(), index);
        if parameter.annotation != ExprId::NONE {
            let declared = self.signature(func, parameter.annotation);
            // `T = TypeVar("T")` says as much of a parameter as no declaration does.
            let outer = Frame::of(func.module, function.owner);
            let is_variable =
                matches!(declared, Type::Var(name) if !self.is_type_parameter(&outer, name, Some(func)));
            if matches!(declared, Type::Unknown | Type::Var(_)) {
                let bound = self.bound_of_variable(func, parameter.annotation);
                if bound.some(|member| matches!(member, Type::Instance(..))) {
                    return bound;
                }
            }
            let is_callable = declared.some(|member| matches!(member, Type::Callable(_)));
            if !declared.is_unknown() && !is_callable && !is_variable {
                // `store: Store`, an abstract class: what is passed says more.
                return if self.is_left_open(&declared) { declared.or(unknown) } else { declared };
            }
        }
        if self.is_loop(tree, parameter) {
            return known.event_loop.map_or(unknown, Type::instance);
        }
        if parameter.default != ExprId::NONE {
            let default = self.expr(&Frame::of(func.module, function.owner), parameter.default);
            if matches!(
                default,
                Type::Function(..)
                    | Type::Class(_)
                    | Type::Method(..)
                    | Type::Partial(_)
                    | Type::Instance(..)
            ) {
                // `clock=SystemClock()`: a caller may pass another.
                return if self.matters(&default) { default.or(unknown) } else { default };
            }
        }
        unknown
    }

    /// The literal, or the member of an enumeration, that a parameter holds where nothing is passed.
    pub(super) fn plain_default(&mut self, func: FuncRef, index: u16) -> Option<Literal> {
        let (tree, function) = (self.tree(func.module), self.function_of(func));
        let default = function.parameters.get(index as usize)?.default;
        if let Expr::Attribute(class, member) = tree.expr(default)
            && let Type::Class(class) = self.expr(&Frame::of(func.module, function.owner), class)
            && self.is_subclass(class, self.program.known.enumeration)
        {
            return Some(Literal::Member(class, tree.names.hash(member)));
        }
        plain(tree, default)
    }

    /// Whether the definition does not say what the parameter holds, or only what it holds when nothing is passed.
    pub(crate) fn is_open(&mut self, func: FuncRef, index: u16) -> bool {
        self.parameter(func, index).some(|member| matches!(member, Type::Parameter(..)))
    }

    /// Whether a parameter that nobody declares is called like an event loop, where asyncio is at work.
    fn is_loop(&self, tree: &Tree, parameter: &Parameter) -> bool {
        parameter.annotation == ExprId::NONE
            && matches!(tree.expr(parameter.default), Expr::Opaque | Expr::None)
            && LOOPS.contains(&tree.names.text(parameter.name))
            && tree.imports.iter().any(|import| {
                let names = import.names.iter().map(|imported| imported.name);
                import.module.into_iter().chain(names).any(|name| tree.names.text(name) == "asyncio")
            })
    }
}

//! Which of several overloads a call chooses.

use super::calls::{Passed, takes_receiver};
use super::evaluate::{Evaluator, Frame};
use super::scope::Bound;
use super::types::{FuncRef, Type};
use crate::python::{Argument, ArgumentKind, ExprId, NameHash, ParameterKind};

impl Evaluator<'_> {
    /// The overload of `func` that the literal arguments choose, or `func` itself.
    pub(super) fn overload(&mut self, func: FuncRef, bound: bool, passed: &Passed) -> FuncRef {
        let function = self.function_of(func);
        let module = self.program.module(func.module);
        let name = module.tree.names.hash(function.name);
        let (_, bindings) = module.scopes.lookup(function.owner, name);
        if bindings.len() < 2 {
            return func;
        }
        for binding in bindings {
            let Bound::Function(candidate) = binding.bound else { continue };
            let candidate = FuncRef { function: candidate, ..func };
            if self.nature(candidate).is_overload && self.accepts(candidate, bound, passed) {
                return candidate;
            }
        }
        func
    }

    /// Whether no literal argument contradicts a `Literal[..]` or class in the signature.
    fn accepts(&mut self, func: FuncRef, bound: bool, passed: &Passed) -> bool {
        let function = self.function_of(func);
        let tree = self.tree(func.module);
        let takes = |name: NameHash| {
            function.parameters.iter().any(|parameter| {
                parameter.kind == ParameterKind::DoubleStar || tree.names.hash(parameter.name) == name
            })
        };
        let spreads =
            |argument: &Argument| matches!(argument.kind, ArgumentKind::Star | ArgumentKind::DoubleStar);
        if passed.arguments.iter().any(|argument| match argument.kind {
            ArgumentKind::Keyword(name) => !takes(passed.tree.names.hash(name)),
            _ => false,
        }) {
            return false;
        }
        let is_static = self.nature(func).is_static;
        let receiver = usize::from(bound && takes_receiver(function, is_static));
        for (index, parameter) in function.parameters.iter().enumerate().skip(receiver) {
            let optional = matches!(parameter.kind, ParameterKind::Star | ParameterKind::DoubleStar)
                || parameter.default != ExprId::NONE
                || passed.arguments.iter().any(spreads);
            if !optional && self.argument_of(func, bound, passed, index as u16).is_none() {
                return false;
            }
            if parameter.annotation == ExprId::NONE {
                continue;
            }
            let declared = self.signature(func, parameter.annotation);
            let literal =
                |member: &Type| matches!(member, Type::Bool(_) | Type::Int(_) | Type::Str(_) | Type::None);
            if !declared.every(literal) {
                continue;
            }
            let given = match self.argument_of(func, bound, passed, index as u16) {
                Some(number) => passed.types[number].clone(),
                None if parameter.default != ExprId::NONE => {
                    let default = self.expr(&Frame::of(func.module, function.owner), parameter.default);
                    // `flag: Literal[False] = ...` in an overload: the default of the implementation is not known here.
                    if default.is_unknown() {
                        continue;
                    }
                    default
                }
                None if matches!(parameter.kind, ParameterKind::Star | ParameterKind::DoubleStar) => continue,
                None => return false,
            };
            if literal(&given) && !declared.members().contains(&given) {
                return false;
            }
        }
        true
    }
}

//! Operators: the methods that compute them, and what they give.

use super::evaluate::Evaluator;
use super::types::{FuncRef, Type};
use crate::python::{BinaryOperator, UnaryOperator, hash_name};

impl Evaluator<'_> {
    /// The result of a binary operator, with the project or library method that computes it.
    pub(crate) fn binary(
        &mut self,
        operator: BinaryOperator,
        left: &Type,
        right: &Type,
    ) -> (Type, Option<FuncRef>) {
        let name = special_name(operator);
        if !left.some(|member| matches!(member, Type::Instance(..))) {
            return (Type::Unknown, None);
        }
        let (method, _) = self.attribute(left, hash_name(name), name);
        let Type::Method(func, receiver) = &method else { return (Type::Unknown, None) };
        let _ = right;
        (self.returned(*func, Some(receiver), None, None), Some(*func))
    }

    /// The result of `-value`, `+value` or `~value`, when the class of the value has a method of its own for it.
    pub(crate) fn unary(&mut self, operator: UnaryOperator, operand: &Type) -> (Type, Option<FuncRef>) {
        let name = match operator {
            UnaryOperator::Invert => "__invert__",
            UnaryOperator::UAdd => "__pos__",
            UnaryOperator::USub => "__neg__",
        };
        match self.special(operand, name) {
            Some((func, receiver)) => (self.returned(func, Some(&receiver), None, None), Some(func)),
            None => (Type::Unknown, None),
        }
    }

    /// The result of `.. op right`, when the class of `right` has a method of its own for it.
    pub(crate) fn reflected(&mut self, operator: BinaryOperator, right: &Type) -> (Type, Option<FuncRef>) {
        let name = special_name(operator).replacen("__", "__r", 1);
        match self.special(right, &name) {
            Some((func, receiver)) => (self.returned(func, Some(&receiver), None, None), Some(func)),
            None => (Type::Unknown, None),
        }
    }

    /// The result of `left op= ..`, when the class has a method of its own for it.
    pub(crate) fn in_place(&mut self, operator: BinaryOperator, left: &Type) -> (Type, Option<FuncRef>) {
        let name = special_name(operator).replacen("__", "__i", 1);
        match self.special(left, &name) {
            Some((func, receiver)) => (self.returned(func, Some(&receiver), None, None), Some(func)),
            None => (Type::Unknown, None),
        }
    }
}

/// The method that computes a binary operator.
const fn special_name(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Add => "__add__",
        BinaryOperator::Sub => "__sub__",
        BinaryOperator::Mult => "__mul__",
        BinaryOperator::MatMult => "__matmul__",
        BinaryOperator::Div => "__truediv__",
        BinaryOperator::Mod => "__mod__",
        BinaryOperator::Pow => "__pow__",
        BinaryOperator::LShift => "__lshift__",
        BinaryOperator::RShift => "__rshift__",
        BinaryOperator::BitOr => "__or__",
        BinaryOperator::BitXor => "__xor__",
        BinaryOperator::BitAnd => "__and__",
        BinaryOperator::FloorDiv => "__floordiv__",
    }
}

//! Whether a value is a coroutine beyond doubt.

use super::Context;
use crate::python::{Expr, ExprId, Owner};
use crate::semantic::body::returned_values;
use crate::semantic::evaluate::{Evaluator, Frame};
use crate::semantic::scope::Bound;
use crate::semantic::{FuncRef, Type};

/// Decorators that leave a coroutine function what it is.
const HARMLESS: &[&str] = &[
    "staticmethod",
    "classmethod",
    "abstractmethod",
    "override",
    "final",
    "wraps",
    "property",
    "deprecated",
];

/// Whether the expression of the body gives a coroutine on every path.
pub(super) fn is_coroutine(context: &Context<'_, '_>, id: ExprId) -> bool {
    let value = context.type_of(id);
    let known = context.evaluate(|ev| gives_coroutine(ev, value));
    known && context.call(id).is_none_or(|(func, _)| every_path(context, context.type_of(func)))
}

/// Whether calling the value gives a coroutine on every path.
pub(super) fn makes_coroutine(context: &Context<'_, '_>, callee: &Type) -> bool {
    let result = context.evaluate(|ev| {
        let callees = ev.callees(callee);
        let results = callees
            .iter()
            .map(|callee| ev.called(callee.func, callee.receiver.as_ref(), callee.captured.as_ref(), None));
        let results: Vec<Type> = results.collect();
        !results.is_empty() && results.iter().all(|result| gives_coroutine(ev, result))
    });
    result && every_path(context, callee)
}

fn gives_coroutine(ev: &mut Evaluator<'_>, value: &Type) -> bool {
    value.members().iter().all(|member| matches!(member, Type::Coroutine(func, _) if is_certain(ev, *func)))
}

/// A helper that returns something unknown on one path may well be right about the other.
fn every_path(context: &Context<'_, '_>, callee: &Type) -> bool {
    context.evaluate(|ev| {
        ev.callees(callee).iter().all(|callee| {
            let function = ev.function_of(callee.func);
            if function.is_async {
                return true;
            }
            let mut values = Vec::new();
            returned_values(&function.body, &mut values);
            // One of several types may have a plain method of the same name.
            !values.is_empty()
                && values.iter().all(|value| !ev.expr(&Frame::function(callee.func), *value).is_unknown())
        })
    })
}

/// Whether the name means this coroutine function under every condition, and no unknown decorator changes it.
fn is_certain(ev: &mut Evaluator<'_>, func: FuncRef) -> bool {
    if !ev.program.is_project(func.module) {
        return true;
    }
    let tree = ev.tree(func.module);
    let function = tree.function(func.function);
    let frame = Frame::of(func.module, function.owner);
    for decorator in tree.list(function.decorators) {
        let head = match tree.expr(*decorator) {
            Expr::Call(call) => tree.call(call).func,
            _ => *decorator,
        };
        let harmless = ev
            .annotated_name(func.module, head)
            .is_some_and(|(name, _)| HARMLESS.contains(&tree.names.text(name)));
        if !harmless && ev.expr(&frame, *decorator).is_unknown() {
            return false;
        }
    }
    if function.is_lambda {
        return true;
    }
    let scopes = &ev.program.module(func.module).scopes;
    let (_, bindings) = scopes.lookup(function.owner, tree.names.hash(function.name));
    let in_class = matches!(function.owner, Owner::Class(_));
    bindings.iter().all(|binding| match binding.bound {
        Bound::Function(other) => {
            let other_ref = FuncRef { function: other, ..func };
            tree.function(other).is_async || ev.nature(other_ref).is_overload
        }
        Bound::Annotated(..) => in_class,
        _ => false,
    })
}

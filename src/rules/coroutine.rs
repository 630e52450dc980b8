//! Whether a value is a coroutine beyond doubt.

use super::Context;
use crate::python::{Expr, ExprId, Owner};
use crate::semantic::body::returned_values;
use crate::semantic::evaluate::{Evaluator, Frame};
use crate::semantic::scope::{Bound, Source};
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
    if let (true, Some((func, _))) = (value.is_unknown(), context.call(id)) {
        return context.evaluate(|ev| passes_coroutine_on(ev, context.type_of(func), 0));
    }
    // `asyncio.run(main())` gives what `main` returns: that this is a coroutine would be strange.
    let is_result = context.call(id).is_some_and(|(func, _)| {
        let callees = context.evaluate(|ev| ev.callees(context.type_of(func)));
        callees.iter().any(|callee| {
            let is_async = context.evaluate(|ev| ev.function_of(callee.func).is_async);
            !context.program.is_project(callee.func.module) && !is_async
        })
    });
    let is_own =
        |member: &Type| matches!(member, Type::Coroutine(func, _) if context.program.is_project(func.module));
    if is_result && value.some(is_own) {
        return false;
    }
    let known = context.evaluate(|ev| gives_coroutine(ev, value));
    known
        && sources(context, id).iter().all(|call| {
            context.call(*call).is_none_or(|(func, _)| every_path(context, context.type_of(func)))
        })
}

/// The expression itself; for a name the values that it is bound to here.
fn sources(context: &Context<'_, '_>, id: ExprId) -> Vec<ExprId> {
    let name = context.tree.expr(id);
    let Expr::Name(_) = name else { return vec![id] };
    let bound = context.uses().iter().filter(
        |(_, how)| matches!(how, super::usage::Use::Bound(target) if context.tree.expr(*target) == name),
    );
    bound.map(|(value, _)| *value).collect()
}

/// Whether all that the name is bound to, in whatever scope it is found, is known: a type leaves out what is not.
pub(super) fn is_known_throughout(context: &Context<'_, '_>, id: ExprId) -> bool {
    let Expr::Name(name) = context.tree.expr(id) else { return true };
    let scopes = &context.program.module(context.module).scopes;
    let mut owner = context.func.map_or(Owner::Module, |func| Owner::Function(func.function));
    loop {
        let (_, bindings) = scopes.lookup(owner, context.tree.names.hash(name));
        if !bindings.is_empty() {
            let frame = Frame::of(context.module, owner);
            return bindings.iter().all(|binding| match binding.bound {
                Bound::Value(Source::Expr(value), None) => {
                    !context.evaluate(|ev| ev.expr(&frame, value)).is_vague()
                }
                _ => true,
            });
        }
        owner = match owner {
            Owner::Module => return true,
            Owner::Function(id) => context.tree.function(id).owner,
            Owner::Class(id) => context.tree.class(id).owner,
        };
    }
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
    let mut members = value.members().iter();
    value.some(|member| matches!(member, Type::Coroutine(..) | Type::Awaitable(_, true)))
        && members.all(|member| match member {
            Type::Coroutine(func, _) => is_certain(ev, *func),
            Type::Awaitable(_, is_coroutine) => *is_coroutine,
            // Whatever is passed does as the declaration says.
            other => ev.is_declared(other),
        })
}

/// Helpers of helpers that are looked into.
const DEEPEST: u32 = 4;

/// A helper that returns something unknown on one path may well be right about the other.
fn every_path(context: &Context<'_, '_>, callee: &Type) -> bool {
    context.evaluate(|ev| is_always_known(ev, callee, 0))
}

fn is_always_known(ev: &mut Evaluator<'_>, callee: &Type, depth: u32) -> bool {
    ev.callees(callee).iter().all(|callee| {
        let function = ev.function_of(callee.func);
        if function.is_async || !ev.program.is_project(callee.func.module) {
            return true;
        }
        let mut values = Vec::new();
        returned_values(&function.body, &mut values);
        let frame = Frame { captured: callee.captured.as_ref(), ..Frame::function(callee.func) };
        let tree = ev.tree(callee.func.module);
        // One of several types may have a plain method of the same name.
        !values.is_empty()
            && values.iter().all(|value| {
                let called = match tree.expr(*value) {
                    Expr::Call(call) => Some(ev.expr(&frame, tree.call(call).func)),
                    _ => None,
                };
                !ev.expr(&frame, *value).is_vague()
                    && called.is_none_or(|called| depth >= DEEPEST || is_always_known(ev, &called, depth + 1))
            })
    })
}

/// Whether calling a plain wrapper, `return function(*args)`, gives the coroutine of the coroutine function that it wraps.
fn passes_coroutine_on(ev: &mut Evaluator<'_>, callee: &Type, depth: u32) -> bool {
    let callees = ev.callees(callee);
    !callees.is_empty()
        && callees.iter().all(|callee| {
            let function = ev.function_of(callee.func);
            if function.is_async {
                return !function.is_generator && is_certain(ev, callee.func);
            }
            let mut values = Vec::new();
            returned_values(&function.body, &mut values);
            let tree = ev.tree(callee.func.module);
            let frame = Frame { captured: callee.captured.as_ref(), ..Frame::function(callee.func) };
            !values.is_empty()
                && !function.is_generator
                && depth < DEEPEST
                && values.iter().all(|value| {
                    let Expr::Call(call) = tree.expr(*value) else { return false };
                    let called = ev.expr(&frame, tree.call(call).func);
                    passes_coroutine_on(ev, &called, depth + 1)
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
        if !harmless && ev.expr(&frame, *decorator).is_vague() {
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
            let other_ref = FuncRef::new(func.module, other);
            tree.function(other).is_async || ev.nature(other_ref).is_overload
        }
        Bound::Annotated(..) => in_class,
        _ => false,
    })
}

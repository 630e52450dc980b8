//! Rule page: skills/python-async-patterns/references/rules/unawaited-coroutine.md

use super::coroutine::{is_coroutine, makes_coroutine};
use super::mend::awaiting;
use super::usage::{Reads, Use};
use super::{Check, Context, RawFinding, Rule};
use crate::catalogue::Marker;
use crate::python::{Expr, ExprId};
use crate::semantic::Type;

pub(super) static RULE: Rule = rule! {
    code: "AW311", name: "unawaited-coroutine", category: Unawaited,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC105", "unused-coroutine", "unused-awaitable", "reportUnusedCoroutine"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for (id, how) in context.uses() {
        let Some((func, _)) = context.call(*id) else { continue };
        // Whether a name is read is asked last: that takes a look at all of the function.
        if matches!(how, Use::Dropped | Use::Bound(_))
            && !gives_argument_back(context, *id)
            && gives_awaitable(context, *id, func, *how)
            && is_forgotten(context, *how)
        {
            let name = context.callee_name(*id).map(str::to_owned).or_else(|| context.dotted(func));
            let name = name.unwrap_or_else(|| "this".to_owned());
            let message = format!("`{name}` is called but never awaited: it does nothing");
            found.push(awaiting(context, context.at(&RULE, *id, message), *id, *how));
        }
        let callback = lost_result(context, *id, func).or_else(|| lost_in_thread(context, *id, *how));
        if let Some(callback) = callback
            && makes_coroutine(context, context.type_of(callback))
        {
            found.push(context.at(&RULE, *id, "the callback makes a coroutine that nobody awaits"));
        }
    }
}

fn is_forgotten(context: &Context<'_, '_>, how: Use) -> bool {
    match how {
        Use::Dropped => true,
        Use::Bound(target) => Reads::of(context, target).is_some_and(|reads| reads.is_empty()),
        _ => false,
    }
}

fn gives_awaitable(context: &Context<'_, '_>, call: ExprId, func: ExprId, how: Use) -> bool {
    is_coroutine(context, call)
        || how == Use::Dropped && does_nothing_yet(context, call, func)
        || is_offloaded(context.type_of(func))
        || steps_generator(context, func)
}

/// `max(work(), work())`: what is wrong there is said of the arguments.
fn gives_argument_back(context: &Context<'_, '_>, id: ExprId) -> bool {
    matches!(context.callee_name(id), Some("max" | "min" | "next" | "iter" | "sorted"))
}

/// What a library gives to be awaited or entered, `session.get(url)`: without either, nothing happens.
fn does_nothing_yet(context: &Context<'_, '_>, id: ExprId, func: ExprId) -> bool {
    let is_function = |callee: &Type| matches!(callee, Type::Function(..) | Type::Method(..));
    context.type_of(func).every(is_function)
        && context.type_of(id).every(|member| match member {
            Type::Instance(class, _) => {
                !context.program.is_project(class.module)
                    && context.special(member, "__await__").is_some()
                    && context.special(member, "__aenter__").is_some()
            }
            _ => false,
        })
}

/// `generator.aclose()` and its like give coroutines, too.
fn steps_generator(context: &Context<'_, '_>, func: ExprId) -> bool {
    let Expr::Attribute(generator, name) = context.tree.expr(func) else { return false };
    matches!(context.tree.names.text(name), "__anext__" | "aclose" | "asend" | "athrow")
        && context.type_of(generator).every(|member| matches!(member, Type::AsyncGenerator(..)))
}

/// The coroutine function that a thread calls, where nobody awaits what comes back.
fn lost_in_thread(context: &Context<'_, '_>, call: ExprId, how: Use) -> Option<ExprId> {
    if !matches!(how, Use::Awaited | Use::Dropped) {
        return None;
    }
    // Other libraries' tasks may take either kind of function.
    let name = context.callee_name(call)?;
    if !name.starts_with("asyncio.") && !name.starts_with("concurrent.") {
        return None;
    }
    let awaiting = |(outer, how): &(ExprId, Use)| {
        *how == Use::Dropped && context.tree.expr(*outer) == Expr::Await(call)
    };
    if how == Use::Awaited && !context.uses().iter().any(awaiting) {
        return None;
    }
    context.marked_argument(call, |marker| match marker {
        Marker::Offloads(parameter) => Some(parameter),
        _ => None,
    })
}

fn is_offloaded(callee: &Type) -> bool {
    callee.every(|member| matches!(member, Type::Offloaded(_)))
}

/// The argument that is called by something which drops the result.
fn lost_result(context: &Context<'_, '_>, call: ExprId, func: ExprId) -> Option<ExprId> {
    match context.type_of(func) {
        // `start_server` takes either kind.
        Type::Function(func, _) | Type::Method(func, _) => {
            if context.program.is_project(func.module) || context.evaluate(|ev| ev.function_of(*func).is_async) {
                return None;
            }
            context.marked_argument(call, |marker| match marker {
                Marker::Schedules(parameter) => Some(parameter),
                _ => None,
            })
        }
        Type::Class(class) if context.is_subclass(*class, context.known().thread) => {
            context.marked_argument(call, |marker| match marker {
                Marker::Offloads(parameter) => Some(parameter),
                _ => None,
            })
        }
        _ => None,
    }
}

//! Rule page: skills/python-async-patterns/references/rules/misused-coroutine.md

use super::coroutine::is_coroutine;
use super::usage::Use;
use super::{Check, Context, RawFinding, Rule};
use crate::catalogue::Marker;
use crate::python::{Expr, ExprId, Function};
use crate::semantic::Type;

pub(super) static RULE: Rule = rule! {
    code: "AW312", name: "misused-coroutine", category: Unawaited,
    severity: Error, on_by_default: true, fix: Never,
    same_as: ["truthy-bool", "comparison-overlap", "reportUnnecessaryComparison", "redundant-condition"],
    check: Check::Body(check),
};

/// What a coroutine has itself.
const OWN: &[&str] = &[
    "close", "send", "throw", "cr_await", "cr_code", "cr_frame", "cr_origin", "cr_running", "cr_suspended", "__await__",
    "__class__", "__name__", "__qualname__",
];

/// Functions that want the result, not the coroutine.
const CONSUMERS: &[&str] = &[
    "abs", "all", "any", "bool", "bytes", "dict", "enumerate", "filter", "float", "frozenset", "int", "iter", "len", "list",
    "map", "max", "min", "next", "range", "reversed", "round", "set", "sorted", "sum", "tuple", "zip",
];

/// Functions that show a value: a name may be shown on purpose, a call may not.
const SHOWING: &[&str] = &["ascii", "format", "print", "str"];

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    // Before `async def`, generators were coroutines.
    if context.function().is_some_and(|function| is_old_coroutine(context, function)) {
        return;
    }
    for (id, how) in context.uses() {
        if !context.type_of(*id).some(|member| matches!(member, Type::Coroutine(..))) {
            continue;
        }
        if let Some(what) = misuse(context, *id, *how)
            && is_coroutine(context, *id)
        {
            found.push(context.at(&RULE, *id, format!("this is a coroutine, not its result: {what}")));
        }
    }
}

fn is_old_coroutine(context: &Context<'_, '_>, function: &Function) -> bool {
    let tree = context.tree;
    tree.list(function.decorators).iter().any(|decorator| {
        matches!(tree.expr(*decorator), Expr::Name(name) | Expr::Attribute(_, name) if tree.names.text(name) == "coroutine")
    })
}

fn misuse(context: &Context<'_, '_>, id: ExprId, how: Use) -> Option<&'static str> {
    let tree = context.tree;
    let is_name = matches!(tree.expr(id), Expr::Name(_));
    match how {
        Use::Condition => Some("it is always true"),
        Use::Compared => Some("it equals only itself"),
        Use::Matched if !is_name => Some("no pattern fits it"),
        Use::Attribute(name) if !OWN.contains(&tree.names.text(name)) => Some("it has no such attribute"),
        Use::Item => Some("it has no items"),
        Use::Iterated(_) => Some("it cannot be iterated"),
        Use::Operand => Some("it cannot be calculated with"),
        Use::Text if !is_name => Some("its text says nothing"),
        Use::Passed(call) => {
            if is_called(context, call, id) {
                return Some("it cannot be called, and that is what will be tried");
            }
            let name = context.callee_name(call)?;
            match name {
                name if CONSUMERS.contains(&name) => Some("the function takes the result"),
                name if SHOWING.contains(&name) && !is_name => Some("the function shows the result"),
                "json.dumps" | "json.dump" => Some("it cannot be made JSON"),
                name if name.starts_with("logging.") && !is_name => Some("the log shows no result"),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether the library calls the argument: now, later on the event loop, or in a thread.
fn is_called(context: &Context<'_, '_>, call: ExprId, argument: ExprId) -> bool {
    let called = context.marked_argument(call, |marker| match marker {
        Marker::Calls(parameter) | Marker::Schedules(parameter) | Marker::Offloads(parameter) => Some(parameter),
        _ => None,
    });
    called == Some(argument)
}

//! Rule page: skills/python-async-patterns/references/rules/timeout-parameter.md

use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, Function, Owner, ParameterKind, StmtKind, hash_name};
use crate::semantic::{ClassRef, FuncRef};

pub(super) static RULE: Rule = rule! {
    code: "AW703", name: "timeout-parameter", category: Timeout,
    severity: Info, on_by_default: false, fix: Never,
    same_as: ["ASYNC109", "S7483"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let (Some(func), Some(function)) = (context.func, context.function()) else { return };
    let parameter = function.parameters.iter().find(|parameter| {
        context.tree.names.text(parameter.name) == "timeout"
            && matches!(parameter.kind, ParameterKind::Normal | ParameterKind::KeywordOnly)
    });
    let Some(parameter) = parameter else { return };
    if function.is_async && !is_declaration(context, function) && !is_prescribed(context, func, function) {
        let message = "a caller bounds the wait better with `asyncio.timeout` around the call";
        found.push(context.at_span(&RULE, parameter.span, message));
    }
}

/// Nothing but a docstring, `...` or `pass`.
fn is_declaration(context: &Context<'_, '_>, function: &Function) -> bool {
    function.body.iter().all(|stmt| match stmt.kind {
        StmtKind::Pass => true,
        StmtKind::Expr(value) => matches!(context.tree.expr(value), Expr::Ellipsis | Expr::Str(_) | Expr::Opaque),
        _ => false,
    })
}

/// A method that a base class has too, or may have.
fn is_prescribed(context: &Context<'_, '_>, func: FuncRef, function: &Function) -> bool {
    let Owner::Class(class) = function.owner else { return false };
    let class = ClassRef { module: func.module, class };
    let name = hash_name(context.tree.names.text(function.name));
    context.evaluate(|ev| {
        ev.has_unknown_base(class)
            || ev.mro(class).iter().skip(1).any(|base| {
                let (_, bindings) =
                    context.program.module(base.module).scopes.lookup(Owner::Class(base.class), name);
                !bindings.is_empty()
            })
    })
}

//! Rule page: skills/python-async-patterns/references/rules/ignored-gather-errors.md

use super::usage::{Reads, Use};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{ArgumentKind, Expr, ExprId, Tree};
use crate::semantic::Type;

pub(super) static RULE: Rule = rule! {
    code: "AW601", name: "ignored-gather-errors", category: Gather,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for (id, how) in context.uses() {
        let Expr::Await(value) = context.tree.expr(*id) else { continue };
        let ignored = |how: Use| match how {
            Use::Dropped => true,
            Use::Bound(target) => Reads::of(context, target).is_some_and(|reads| reads.is_empty()),
            _ => false,
        };
        if matches!(how, Use::Dropped | Use::Bound(_))
            && let Some(gather) = quiet_gather(context, value)
            && ignored(*how)
            && (gathers_coroutines(context, gather) || !cancels_before(context, gather))
        {
            let message = "the exceptions are in the result, and nobody looks at it";
            found.push(context.at(&RULE, gather, message));
        }
    }
}

/// `gather(.., return_exceptions=True)`, bound to a name, also within `wait_for` or `shield`.
fn quiet_gather(context: &Context<'_, '_>, id: ExprId) -> Option<ExprId> {
    if let Expr::Name(_) = context.tree.expr(id) {
        let mut bound = context.uses().iter().filter_map(|(value, how)| match how {
            Use::Bound(target) if context.tree.expr(*target) == context.tree.expr(id) => Some(*value),
            _ => None,
        });
        let value = bound.next().filter(|value| bound.next().is_none() && context.call(*value).is_some())?;
        // Who asks the future itself may look at its result.
        let read_once = Reads::of(context, id).is_some_and(|reads| reads.own.len() == 1 && !reads.elsewhere);
        return if read_once { quiet_gather(context, value) } else { None };
    }
    let (_, arguments) = context.call(id)?;
    match context.callee_name(id)? {
        "asyncio.gather" => {
            let flag = context.keyword(arguments, "return_exceptions")?;
            (context.tree.expr(flag) == Expr::Bool(true)).then_some(id)
        }
        "asyncio.wait_for" | "asyncio.shield" => quiet_gather(context, arguments.first()?.value),
        _ => None,
    }
}

/// Whether what is gathered has only just been made: nobody can have cancelled it.
fn gathers_coroutines(context: &Context<'_, '_>, gather: ExprId) -> bool {
    let Some((_, arguments)) = context.call(gather) else { return false };
    arguments.iter().filter(|argument| !matches!(argument.kind, ArgumentKind::Keyword(_))).any(|argument| {
        let gathered = context.type_of(argument.value);
        let gathered = match argument.kind {
            ArgumentKind::Star => context.evaluate(|ev| ev.element(gathered, false)),
            _ => gathered.clone(),
        };
        gathered.every(|member| matches!(member, Type::Coroutine(..)))
    })
}

/// While shutting down nobody wants the cancellations back: of what was cancelled here, or by a function of this
/// module that is called here.
fn cancels_before(context: &Context<'_, '_>, gather: ExprId) -> bool {
    let tree = context.tree;
    let start = tree.span(gather).start;
    let before = context.uses().iter().filter(|(id, _)| tree.span(*id).start < start);
    before.filter_map(|(id, _)| context.call(*id)).any(|(func, _)| {
        is_cancel(tree, func)
            || context.evaluate(|ev| {
                let callees = ev.callees(context.type_of(func));
                callees.iter().filter(|callee| callee.func.module == context.module).any(|callee| {
                    let function = ev.function_of(callee.func);
                    let mut body = (function.exprs.0.0..function.exprs.1.0).map(|id| tree.expr(ExprId(id)));
                    body.any(|expr| matches!(expr, Expr::Call(call) if is_cancel(tree, tree.call(call).func)))
                })
            })
    })
}

fn is_cancel(tree: &Tree, func: ExprId) -> bool {
    matches!(tree.expr(func), Expr::Attribute(_, name) if tree.names.text(name).contains("cancel"))
}

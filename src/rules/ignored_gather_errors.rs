//! Rule page: skills/python-async-patterns/references/rules/ignored-gather-errors.md

use super::syntax::statements;
use super::usage::{Reads, Use};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{ArgumentKind, Block, Expr, ExprId, StmtKind, Tree};
use crate::semantic::{FuncRef, Type};

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
            && match gathered_coroutines(context, gather) {
                Some(funcs) => funcs.is_empty() || !funcs.iter().all(|func| catches_all(context, *func)),
                None => !cancels_before(context, gather) && !is_told_otherwise(context, gather),
            }
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

/// The coroutine functions of what is gathered, where some of it has only just been made: nobody can have cancelled it. Empty where not all
/// of them are known.
fn gathered_coroutines(context: &Context<'_, '_>, gather: ExprId) -> Option<Vec<FuncRef>> {
    let (_, arguments) = context.call(gather)?;
    let mut funcs = Vec::new();
    let mut is_new = false;
    let mut is_known = true;
    for argument in arguments.iter().filter(|argument| !matches!(argument.kind, ArgumentKind::Keyword(_))) {
        let gathered = context.type_of(argument.value);
        let gathered = match argument.kind {
            ArgumentKind::Star => context.evaluate(|ev| ev.element(gathered, false)),
            _ => gathered.clone(),
        };
        let own = gathered.members().iter().map(|member| match member {
            Type::Coroutine(func, _) => Some(*func),
            _ => None,
        });
        match own.collect::<Option<Vec<FuncRef>>>().filter(|own| !own.is_empty()) {
            Some(own) => {
                is_new = true;
                funcs.extend(own);
            }
            None => is_known = false,
        }
    }
    is_new.then(|| if is_known { funcs } else { Vec::new() })
}

/// Whether a coroutine function lets no exception out, as far as its outline tells: what it does, it does within `try`.
fn catches_all(context: &Context<'_, '_>, func: FuncRef) -> bool {
    context.evaluate(|ev| {
        let tree = ev.tree(func.module);
        let body = &ev.function_of(func).body;
        let mut tries = false;
        statements(tree, body, &mut |stmt| tries |= matches!(stmt.kind, StmtKind::Try(_)));
        tries && is_caught(tree, body)
    })
}

fn is_caught(tree: &Tree, body: &Block) -> bool {
    body.iter().all(|stmt| match &stmt.kind {
        StmtKind::Try(node) => node.handlers.iter().any(|handler| {
            let mut raises = false;
            statements(tree, &handler.body, &mut |stmt| raises |= matches!(stmt.kind, StmtKind::Raise(..)));
            let is_wide = handler.exception == ExprId::NONE
                || matches!(tree.expr(handler.exception), Expr::Name(name)
                    if matches!(tree.names.text(name), "Exception" | "BaseException"));
            is_wide && !raises
        }),
        StmtKind::With(node) => is_caught(tree, &node.body),
        StmtKind::While(node) => is_caught(tree, &node.body),
        StmtKind::For(node) => is_caught(tree, &node.body),
        StmtKind::If(node) => is_caught(tree, &node.body) && is_caught(tree, &node.orelse),
        StmtKind::Assign(_, value) | StmtKind::Expr(value) | StmtKind::Return(value) => !runs(tree, *value),
        StmtKind::Annotated(_, _, value) | StmtKind::Augmented(_, _, value) => !runs(tree, *value),
        StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Import(_)
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Function(_) => true,
        _ => false,
    })
}

/// Whether the project's own code may run there, or something is awaited.
fn runs(tree: &Tree, id: ExprId) -> bool {
    id != ExprId::NONE && matches!(tree.expr(id), Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_))
}

/// Whether callbacks of the tasks look at how they end.
fn is_told_otherwise(context: &Context<'_, '_>, gather: ExprId) -> bool {
    let tree = context.tree;
    let start = tree.span(gather).start;
    context.uses().iter().filter(|(id, _)| tree.span(*id).start < start).any(|(id, _)| {
        context.call(*id).is_some_and(|(func, _)| {
            matches!(tree.expr(func), Expr::Attribute(_, name) if tree.names.text(name) == "add_done_callback")
        })
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

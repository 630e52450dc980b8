//! Rule page: skills/python-async-patterns/references/rules/except-misses-group.md

use super::scopes::opened_group;
use super::syntax::{caught, expressions};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, ExprId, StmtKind};
use crate::semantic::Type;
use crate::semantic::evaluate::{Evaluator, Frame};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW901", name: "except-misses-group", category: ExceptionGroup,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC401"],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        if node.is_star || !is_task_group(context, &node.body) {
            continue;
        }
        for handler in node.handlers.iter().filter(|handler| misses(context, handler.exception)) {
            let place = Span::new(handler.span.start, context.tree.span(handler.exception).end);
            let message = "the task group raises an `ExceptionGroup`, which this clause does not match";
            found.push(context.at_span(&RULE, place, message).instead("except*"));
        }
    }
}

/// Whether the block is nothing but a task group, or awaits a coroutine function that is nothing else: what else stands in it may
/// raise the exception bare.
fn is_task_group(context: &Context<'_, '_>, block: &Block) -> bool {
    let [stmt] = &block[..] else { return false };
    let (StmtKind::Expr(value) | StmtKind::Return(value) | StmtKind::Assign(_, value)) = stmt.kind else {
        return matches!(&stmt.kind, StmtKind::With(node) if node.items.len() == 1 && opened_group(context, node).is_some());
    };
    let Expr::Await(value) = context.tree.expr(value) else { return false };
    let Some((func, arguments)) = context.call(value) else { return false };
    let is_plain = |id: ExprId| expressions(context, context.tree.span(id)).iter().all(|id| context.call(*id).is_none());
    is_plain(func)
        && arguments.iter().all(|argument| is_plain(argument.value))
        && context.evaluate(|ev| is_group_function(ev, context.type_of(func)))
}

/// Whether the value is one coroutine function of the project whose body is a task group.
fn is_group_function(ev: &mut Evaluator<'_>, callee: &Type) -> bool {
    let [callee] = &ev.callees(callee)[..] else { return false };
    let function = ev.function_of(callee.func);
    let [stmt] = &function.body[..] else { return false };
    let (true, StmtKind::With(with)) = (function.is_async && function.decorators.is_empty(), &stmt.kind) else {
        return false;
    };
    let ([item], true) = (&with.items[..], with.is_async) else { return false };
    let context = ev.expr(&Frame::function(callee.func), item.context);
    let entered = ev.entered(&context, true);
    ev.program.known.task_groups().into_iter().any(|group| ev.is_instance(&entered, group))
}

/// Whether every class of the clause is an ordinary exception: no group, none of the bases of a group.
fn misses(context: &Context<'_, '_>, exception: ExprId) -> bool {
    let known = context.known();
    let classes = caught(context, exception);
    exception != ExprId::NONE
        && !classes.is_empty()
        && classes.iter().all(|class| match class {
            Type::Class(class) => {
                Some(*class) != known.exception
                    && context.is_subclass(*class, known.exception)
                    && !context.is_subclass(*class, known.base_exception_group)
            }
            _ => false,
        })
}

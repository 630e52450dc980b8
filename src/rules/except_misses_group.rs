//! Rule page: skills/python-async-patterns/references/rules/except-misses-group.md

use super::syntax::caught;
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, ExprId, StmtKind};
use crate::semantic::Type;
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

/// Whether the block is nothing but a task group: what else stands in it may raise the exception bare.
fn is_task_group(context: &Context<'_, '_>, block: &Block) -> bool {
    let [stmt] = &block[..] else { return false };
    let StmtKind::With(node) = &stmt.kind else { return false };
    let [item] = &node.items[..] else { return false };
    match context.type_of(item.context) {
        Type::Instance(class, _) if node.is_async => {
            Some(*class) == context.known().task_group
                || context.program.class_name(*class) == "anyio.abc.TaskGroup"
        }
        _ => false,
    }
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

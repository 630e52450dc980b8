//! Rule page: skills/python-async-patterns/references/rules/useless-task-group.md

use super::scopes::opened_group;
use super::usage::of_block;
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, Stmt, StmtKind};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW614", name: "useless-task-group", category: TaskGroup,
    severity: Info, on_by_default: false, fix: Never,
    same_as: ["ASYNC112", "S7513"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        if let Some(end) = one_task_group(context, stmt) {
            let message = "a group with one task and nothing else: awaiting the coroutine says the same";
            found.push(context.at_span(&RULE, Span::new(stmt.span.start, end), message));
        }
    }
}

/// Where the head of a `with` ends whose group starts one task and does nothing else.
fn one_task_group(context: &Context<'_, '_>, stmt: &Stmt) -> Option<u32> {
    let tree = context.tree;
    let StmtKind::With(with) = &stmt.kind else { return None };
    let (_, target) = opened_group(context, with)?;
    let Expr::Name(group) = tree.expr(target) else { return None };
    let ([_], [only]) = (&*with.items, &*with.body) else { return None };
    let (StmtKind::Expr(call) | StmtKind::Assign(_, call)) = only.kind else { return None };
    let (func, _) = context.call(call)?;
    let Expr::Attribute(receiver, name) = tree.expr(func) else { return None };
    let starts = matches!(tree.names.text(name), "create_task" | "start_soon");
    let mut uses = Vec::new();
    of_block(tree, &with.body, &mut uses);
    let reads = uses.iter().filter(|(id, _)| tree.expr(*id) == Expr::Name(group)).count();
    let useless = starts && tree.expr(receiver) == Expr::Name(group) && reads == 1;
    useless.then_some(tree.span(target).end)
}

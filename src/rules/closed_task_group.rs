//! Rule page: skills/python-async-patterns/references/rules/closed-task-group.md

use super::scopes::opened_group;
use super::syntax::blocks;
use super::usage::{Use, of_statement};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, ExprId, Stmt, StmtKind};

pub(super) static RULE: Rule = rule! {
    code: "AW613", name: "closed-task-group", category: TaskGroup,
    severity: Error, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Body(check),
};

/// Methods that start a task in the group.
const STARTING: &[&str] = &["create_task", "start_soon", "start"];

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let opens = |stmt: &Stmt| matches!(&stmt.kind, StmtKind::With(with) if opened_group(context, with).is_some());
    if context.statements().iter().any(|stmt| opens(stmt)) {
        follow(context, context.body(), Vec::new(), found);
    }
}

/// Follows the statements in order; gives the names of groups that have ended behind them.
fn follow(
    context: &Context<'_, '_>,
    block: &Block,
    mut ended: Vec<String>,
    found: &mut Vec<RawFinding>,
) -> Vec<String> {
    for stmt in block {
        let mut uses = Vec::new();
        of_statement(context.tree, stmt, &mut uses);
        if !ended.is_empty() {
            for (id, _) in &uses {
                if starts_in(context, *id).is_some_and(|group| ended.contains(&group)) {
                    found.push(context.at(&RULE, *id, "the task group has ended: it takes no more tasks"));
                }
            }
        }
        for (id, _) in uses.iter().filter(|(_, how)| *how == Use::Target) {
            let bound = context.dotted(*id);
            ended.retain(|name| Some(name) != bound.as_ref());
        }
        let before = ended.clone();
        match &stmt.kind {
            StmtKind::With(with) => {
                ended = follow(context, &with.body, ended, found);
                if let Some((group, target)) = opened_group(context, with) {
                    ended.extend([group, target].into_iter().filter_map(|name| context.dotted(name)));
                }
            }
            // Each part of a `try` may follow on any other.
            StmtKind::Try(_) => {
                for block in blocks(context.tree, stmt) {
                    ended = follow(context, block, ended, found);
                }
            }
            StmtKind::Class(_) => {}
            _ => {
                let ends: Vec<_> = blocks(context.tree, stmt)
                    .into_iter()
                    .map(|block| follow(context, block, before.clone(), found))
                    .collect();
                for end in &ends {
                    ended.extend(end.iter().filter(|name| !before.contains(name)).cloned());
                }
                ended.retain(|name| !before.contains(name) || ends.iter().all(|end| end.contains(name)));
            }
        }
    }
    ended
}

/// The group in which the call starts a task.
fn starts_in(context: &Context<'_, '_>, call: ExprId) -> Option<String> {
    let (func, _) = context.call(call)?;
    match context.tree.expr(func) {
        Expr::Attribute(group, name) if STARTING.contains(&context.tree.names.text(name)) => context.dotted(group),
        _ => None,
    }
}

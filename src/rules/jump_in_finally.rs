//! Rule page: skills/python-async-patterns/references/rules/jump-in-finally.md

use super::syntax::{blocks, pauses};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, StmtKind};

pub(super) static RULE: Rule = rule! {
    code: "AW402", name: "jump-in-finally", category: Cancellation,
    severity: Error, on_by_default: true, fix: Never,
    same_as: ["ASYNC104", "W0150"],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        let mut guarded = blocks(context.tree, stmt);
        guarded.pop();
        if !node.finalbody.is_empty() && guarded.iter().any(|block| !pauses(context, block).is_empty()) {
            jumps(context, &node.finalbody, false, found);
        }
    }
}

/// The statements that leave the block; a loop in it keeps its own `break` and `continue`.
fn jumps(context: &Context<'_, '_>, block: &Block, in_loop: bool, found: &mut Vec<RawFinding>) {
    for stmt in block {
        let word = match &stmt.kind {
            StmtKind::Return(_) => "return",
            StmtKind::Break if !in_loop => "break",
            StmtKind::Continue if !in_loop => "continue",
            StmtKind::For(_) | StmtKind::While(_) => {
                if let [body, orelse] = blocks(context.tree, stmt)[..] {
                    jumps(context, body, true, found);
                    jumps(context, orelse, in_loop, found);
                }
                continue;
            }
            _ => {
                blocks(context.tree, stmt).into_iter().for_each(|block| jumps(context, block, in_loop, found));
                continue;
            }
        };
        let message = format!("`{word}` in `finally` throws a cancellation in flight away");
        found.push(context.at_span(&RULE, stmt.span, message));
    }
}

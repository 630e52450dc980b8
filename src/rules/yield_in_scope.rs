//! Rule page: skills/python-async-patterns/references/rules/yield-in-scope.md

use super::scopes::cancels;
use super::syntax::blocks;
use super::usage::of_statement;
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, StmtKind};

pub(super) static RULE: Rule = rule! {
    code: "AW611", name: "yield-in-scope", category: TaskGroup,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC119", "ASYNC101"],
    check: Check::Body(check),
};

/// Decorators that do not make a context manager of a generator.
const HARMLESS: &[&str] = &["staticmethod", "classmethod", "override", "final", "abstractmethod"];

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let Some(function) = context.function() else { return };
    let tree = context.tree;
    let decorators = tree.list(function.decorators);
    let is_plain = decorators.iter().all(|decorator| {
        matches!(tree.expr(*decorator), Expr::Name(name) if HARMLESS.contains(&tree.names.text(name)))
    });
    if function.is_generator && is_plain {
        inside(context, &function.body, false, found);
    }
}

fn inside(context: &Context<'_, '_>, block: &Block, in_scope: bool, found: &mut Vec<RawFinding>) {
    for stmt in block {
        if in_scope {
            let mut uses = Vec::new();
            of_statement(context.tree, stmt, &mut uses);
            for (id, _) in uses {
                if matches!(context.tree.expr(id), Expr::Yield(_) | Expr::YieldFrom(_)) {
                    let message = "the scope stays open while the consumer works, and cancels the consumer";
                    found.push(context.at(&RULE, id, message));
                }
            }
        }
        let opens = matches!(&stmt.kind, StmtKind::With(with) if cancels(context, with));
        if !matches!(stmt.kind, StmtKind::Class(_)) {
            for block in blocks(context.tree, stmt) {
                inside(context, block, in_scope || opens, found);
            }
        }
    }
}

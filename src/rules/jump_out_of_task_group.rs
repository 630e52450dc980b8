//! Rule page: skills/python-async-patterns/references/rules/jump-out-of-task-group.md

use super::scopes::opened_group;
use super::syntax::blocks;
use super::usage::of_block;
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, StmtKind};

pub(super) static RULE: Rule = rule! {
    code: "AW612", name: "jump-out-of-task-group", category: TaskGroup,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC121", "S7514"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    if context.is_async() {
        Jumps { context, found }.outside(context.body());
    }
}

struct Jumps<'a, 'c, 'p> {
    context: &'a Context<'c, 'p>,
    found: &'a mut Vec<RawFinding>,
}

impl Jumps<'_, '_, '_> {
    fn outside(&mut self, block: &Block) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::With(with) if opened_group(self.context, with).is_some() => {
                    // Who cancels the tasks first does not wait for them.
                    if !self.cancels(&with.body) {
                        self.inside(&with.body, false);
                    }
                }
                StmtKind::Class(_) => {}
                _ => blocks(self.context.tree, stmt).into_iter().for_each(|block| self.outside(block)),
            }
        }
    }

    fn inside(&mut self, block: &Block, in_loop: bool) {
        for stmt in block {
            let (is_jump, what) = match &stmt.kind {
                StmtKind::Return(_) => (true, "return"),
                StmtKind::Break => (!in_loop, "break"),
                StmtKind::Continue => (!in_loop, "continue"),
                _ => (false, ""),
            };
            if is_jump {
                let message = format!("`{what}` out of a task group first waits for all of its tasks");
                self.found.push(self.context.at_span(&RULE, stmt.span, message));
            }
            match &stmt.kind {
                StmtKind::For(node) => {
                    self.inside(&node.body, true);
                    self.inside(&node.orelse, in_loop);
                }
                StmtKind::While(node) => {
                    self.inside(&node.body, true);
                    self.inside(&node.orelse, in_loop);
                }
                StmtKind::Class(_) => {}
                _ => blocks(self.context.tree, stmt).into_iter().for_each(|block| self.inside(block, in_loop)),
            }
        }
    }

    fn cancels(&self, block: &Block) -> bool {
        let tree = self.context.tree;
        let mut uses = Vec::new();
        of_block(tree, block, &mut uses);
        uses.iter().any(|(id, _)| {
            self.context.call(*id).is_some_and(|(func, _)| {
                matches!(tree.expr(func), Expr::Attribute(_, name) if tree.names.text(name) == "cancel")
            })
        })
    }
}

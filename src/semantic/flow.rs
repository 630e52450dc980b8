//! Which ways control takes through the blocks of a body, and how it leaves them.

use rustc_hash::FxHashSet;

use super::body::{RUNNING_LOOP, asks_for_loop, each_statement};
use super::condition::Condition;
use super::env::{Answers, Env};
use super::types::Type;
use super::walk::{ExprKey, Walk};
use crate::python::{Block, Expr, ExprId, Handler, StmtKind, With};

/// Context managers behind which control goes on, whatever was raised within them.
const SWALLOW: &[&str] =
    &["assertRaises", "assertRaisesRegex", "move_on_after", "move_on_at", "raises", "suppress"];

/// What only tells that something went wrong.
const LOGS: &[&str] =
    &["critical", "debug", "error", "exception", "exit", "info", "log", "print", "warn", "warning"];

/// How control leaves a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// It goes on behind the block.
    On,
    /// It never gets there.
    Leaves,
}

impl Walk<'_, '_> {
    pub(super) fn branch(&mut self, test: ExprId, body: &Block, orelse: &Block) -> Flow {
        self.visit(test);
        self.asked(test);
        let (holds, fails) = self.knowledge(test);
        let before = (self.env.clone(), self.settled.clone());
        let no_loop = self.no_loop;
        let paths = self.paths.clone();
        let condition = self.condition(test);
        let under = self.under.clone();
        self.learn(holds);
        self.guard(condition.clone());
        let body_flow = self.block(body);
        self.no_loop = no_loop;
        let under_body = std::mem::replace(&mut self.under, under.clone());
        let body_paths = std::mem::replace(&mut self.paths, paths.clone());
        let after_body =
            (std::mem::replace(&mut self.env, before.0), std::mem::replace(&mut self.settled, before.1));
        self.learn(fails);
        // An `elif` is one test more, not two; what is refused with an exception is no way that anybody wants to take.
        let is_elif = matches!(&**orelse, [only] if matches!(only.kind, StmtKind::If(_)));
        let refuses = body.last().is_some_and(|last| matches!(last.kind, StmtKind::Raise(..)));
        if is_elif || refuses {
            self.assume(condition.negated());
        } else {
            self.guard(condition.negated());
        }
        let orelse_flow = self.block(orelse);
        let without_loop = std::mem::replace(&mut self.no_loop, no_loop);
        match (body_flow, orelse_flow) {
            (Flow::Leaves, Flow::On) => {}
            (Flow::On, Flow::Leaves) => (self.paths, self.under) = (body_paths, under_body),
            _ => (self.paths, self.under) = (paths, under),
        }
        match (body_flow, orelse_flow) {
            (Flow::Leaves, Flow::Leaves) => return Flow::Leaves,
            (Flow::Leaves, Flow::On) => self.no_loop = without_loop,
            (Flow::On, Flow::Leaves) => (self.env, self.settled) = after_body,
            (Flow::On, Flow::On) => self.join(after_body),
        }
        Flow::On
    }

    pub(super) fn join(&mut self, other: (Env, FxHashSet<ExprKey>)) {
        self.env.join(other.0);
        self.settled.retain(|key| other.1.contains(key));
    }

    /// A loop body: once for the sites, and once more so that what a later line binds reaches an earlier one.
    pub(super) fn repeat(&mut self, mut body: impl FnMut(&mut Self)) {
        let before = (self.env.clone(), self.settled.clone());
        let under = self.under.clone();
        let recording = self.recording;
        let bound = self.bound.len();
        self.loops += 1;
        if self.loops > 2 {
            self.env.told_only(&Answers::default());
            self.disturbed = true;
        } else {
            self.recording = false;
            let types_before = self.facts.sites.len();
            body(self);
            self.facts.sites.truncate(types_before);
            self.recording = recording;
            self.under.clone_from(&under);
            self.join((before.0.clone(), before.1.clone()));
            // `continue` and `break` come from anywhere in the body.
            self.forget_bound(bound);
        }
        body(self);
        self.under = under;
        self.loops -= 1;
        self.join(before);
        self.forget_bound(bound);
    }

    /// The `else` of a loop, which a `break` passes by.
    pub(super) fn behind(&mut self, orelse: &Block) -> Flow {
        let (under, told, bound) = (self.under.clone(), self.env.all_told(), self.bound.len());
        let flow = self.block(orelse);
        self.under = under;
        self.env.told_only(&told);
        self.forget_bound(bound);
        flow
    }

    /// The body of a `with`: an exception may end it anywhere, and what comes behind it runs all the same.
    pub(super) fn within(&mut self, node: &With) -> Flow {
        let (under, told, bound) = (self.under.clone(), self.env.all_told(), self.bound.len());
        let flow = self.block(&node.body);
        if flow == Flow::Leaves {
            self.under = under;
        }
        self.env.told_only(&told);
        self.forget_bound(bound);
        if node.items.iter().any(|item| self.swallows(item.context)) { Flow::On } else { flow }
    }

    /// Whether the context manager takes exceptions, by its name.
    fn swallows(&self, manager: ExprId) -> bool {
        let Expr::Call(call) = self.tree.expr(manager) else { return false };
        let name = self.ev.annotated_name(self.module, self.tree.call(call).func);
        name.is_some_and(|(name, _)| SWALLOW.contains(&self.tree.names.text(name)))
    }

    pub(super) fn try_stmt(&mut self, node: &crate::python::Try) -> Flow {
        let before = (self.env.clone(), self.settled.clone());
        let (under, bound) = (self.under.clone(), self.bound.len());
        let has_way_out = node.handlers.iter().any(|handler| self.is_way_out(handler));
        self.ways_out += u32::from(has_way_out);
        let mut flow = self.block(&node.body);
        self.ways_out -= u32::from(has_way_out);
        if flow == Flow::On {
            flow = self.block(&node.orelse);
        } else {
            self.block(&node.orelse);
        }
        let after_body = (self.env.clone(), self.settled.clone());
        let under_body = std::mem::take(&mut self.under);
        let mut ends = Vec::new();
        if flow == Flow::On {
            ends.push(after_body.clone());
        }
        let asks = asks_for_loop(self.tree, &node.body, RUNNING_LOOP);
        let asks_for_any = asks_for_loop(self.tree, &node.body, &["get_event_loop"]);
        for handler in &node.handlers {
            let no_loop = self.no_loop;
            self.no_loop |=
                asks || asks_for_any && self.ev.is_name(self.module, handler.exception, "RuntimeError");
            self.under.clone_from(&under);
            self.under.guards.add(&Condition::Open);
            // An exception may come from any line of the body.
            self.env.clone_from(&before.0);
            self.settled.clone_from(&before.1);
            self.join((after_body.0.clone(), before.1.clone()));
            self.forget_bound(bound);
            let class = self.visit(handler.exception);
            if let Some(name) = handler.name {
                let value = self.ev.instances_of(&class);
                self.bind(name, value);
            }
            let flow = self.block(&handler.body);
            self.no_loop = no_loop;
            if flow == Flow::On {
                ends.push((self.env.clone(), self.settled.clone()));
            }
        }
        let all_leave = ends.is_empty();
        // The clean-up runs whatever has happened.
        self.under = under;
        let only_body = ends.len() == 1 && flow == Flow::On;
        let mut ends = ends.into_iter();
        if let Some((env, settled)) = ends.next() {
            self.env = env;
            self.settled = settled;
        }
        for end in ends {
            self.join(end);
        }
        // `try: get_running_loop()`, `except RuntimeError: pass`, `else: raise`: whoever gets here found none running.
        self.no_loop |= asks && flow == Flow::Leaves && !all_leave;
        if !node.finalbody.is_empty() {
            self.env.told_only(&before.0.all_told());
            self.forget_bound(bound);
        }
        let last = self.block(&node.finalbody);
        if only_body {
            self.under = under_body;
        }
        if all_leave { Flow::Leaves } else { last }
    }

    /// Whether the clause takes what running a second event loop raises, and does something else instead.
    fn is_way_out(&self, handler: &Handler) -> bool {
        let logs = |call: u32| {
            let name = self.ev.annotated_name(self.module, self.tree.call(call).func);
            name.is_some_and(|(name, _)| LOGS.contains(&self.tree.names.text(name)))
        };
        let mut calls = false;
        each_statement(&handler.body, &mut |kind| {
            let (StmtKind::Expr(value) | StmtKind::Return(value) | StmtKind::Assign(_, value)) = kind else {
                return;
            };
            calls |= matches!(self.tree.expr(*value), Expr::Call(call) if !logs(call));
        });
        calls && self.ev.is_name(self.module, handler.exception, "RuntimeError")
    }

    /// Whether the value is a call, or the await of one, that never comes back.
    pub(super) fn never_returns(&self, value: ExprId) -> bool {
        let (awaited, call) = match self.tree.expr(value) {
            Expr::Await(value) => (true, self.tree.expr(value)),
            call => (false, call),
        };
        let Expr::Call(call) = call else { return false };
        match self.types.of(self.tree.call(call).func) {
            Type::Function(func, _) | Type::Method(func, _) => {
                self.ev.function_of(*func).is_async == awaited && self.ev.never_returns(*func)
            }
            _ => false,
        }
    }
}

/// Whether the body leaves its loop by a `break` of its own.
pub(super) fn breaks(body: &Block) -> bool {
    body.iter().any(|stmt| match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::If(node) => breaks(&node.body) || breaks(&node.orelse),
        StmtKind::With(node) => breaks(&node.body),
        StmtKind::Try(node) => {
            breaks(&node.body)
                || breaks(&node.orelse)
                || breaks(&node.finalbody)
                || node.handlers.iter().any(|handler| breaks(&handler.body))
        }
        StmtKind::Match(node) => node.cases.iter().any(|case| breaks(&case.body)),
        // What stands in the `else` of an inner loop is no longer in that loop.
        StmtKind::For(node) => breaks(&node.orelse),
        StmtKind::While(node) => breaks(&node.orelse),
        _ => false,
    })
}

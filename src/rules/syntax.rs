//! What rules ask about the shape of code.

use super::Context;
use crate::python::{
    Argument, ArgumentKind, Block, Expr, ExprId, Handler, Owner, Stmt, StmtKind, Tree, With,
};
use crate::semantic::Type;
use crate::semantic::scope::Bound;
use crate::text::Span;

/// From the first statement to the last.
pub(super) fn span_of(block: &Block) -> Span {
    match (block.first(), block.last()) {
        (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
        _ => Span::default(),
    }
}

/// Whether `inner` lies in `outer`.
pub(super) const fn within(inner: Span, outer: Span) -> bool {
    outer.covers(inner)
}

/// The blocks of a statement, in order; nested functions have none.
pub(super) fn blocks<'t>(tree: &'t Tree, stmt: &'t Stmt) -> Vec<&'t Block> {
    match &stmt.kind {
        StmtKind::If(node) => vec![&node.body, &node.orelse],
        StmtKind::While(node) => vec![&node.body, &node.orelse],
        StmtKind::For(node) => vec![&node.body, &node.orelse],
        StmtKind::With(node) => vec![&node.body],
        StmtKind::Try(node) => {
            let mut blocks = vec![&node.body];
            blocks.extend(node.handlers.iter().map(|handler| &handler.body));
            blocks.extend([&node.orelse, &node.finalbody]);
            blocks
        }
        StmtKind::Match(node) => node.cases.iter().map(|case| &case.body).collect(),
        StmtKind::Class(id) => vec![&tree.class(*id).body],
        _ => Vec::new(),
    }
}

/// Every statement of a block, each before those of its own blocks.
pub(super) fn statements<'t>(tree: &'t Tree, block: &'t Block, visit: &mut dyn FnMut(&'t Stmt)) {
    for stmt in block {
        visit(stmt);
        blocks(tree, stmt).into_iter().for_each(|block| statements(tree, block, visit));
    }
}

/// The expressions of this body that stand in the span, in source order.
pub(super) fn expressions(context: &Context<'_, '_>, span: Span) -> Vec<ExprId> {
    let all = context.expressions();
    let first = all.partition_point(|id| context.tree.span(*id).start < span.start);
    let near = all[first..].iter().copied().take_while(|id| context.tree.span(*id).start < span.end);
    near.filter(|id| context.tree.span(*id).end <= span.end).collect()
}

/// The statements that may run after `stmt`, in order, without another round of a loop.
pub(super) fn following<'p>(context: &Context<'_, 'p>, stmt: &Stmt) -> Vec<&'p Stmt> {
    let mut found = Vec::new();
    follow(context.tree, context.body(), stmt.span, &mut found);
    found
}

/// Whether the block holds `target`, and if so, whether control goes on behind the block.
fn follow<'p>(tree: &'p Tree, block: &'p Block, target: Span, found: &mut Vec<&'p Stmt>) -> Option<bool> {
    for (index, stmt) in block.iter().enumerate() {
        let goes_on = if stmt.span == target {
            true
        } else if within(target, stmt.span) {
            let inner =
                blocks(tree, stmt).into_iter().find_map(|block| follow(tree, block, target, found))?;
            if let StmtKind::Try(node) = &stmt.kind {
                found.extend(&node.finalbody);
            }
            inner
        } else {
            continue;
        };
        let leaves = |stmt: &Stmt| {
            matches!(
                stmt.kind,
                StmtKind::Return(_) | StmtKind::Raise(..) | StmtKind::Break | StmtKind::Continue
            )
        };
        if !goes_on || leaves(stmt) {
            return Some(false);
        }
        for next in &block[index + 1..] {
            found.push(next);
            if leaves(next) {
                return Some(false);
            }
        }
        return Some(true);
    }
    None
}

/// A place where a coroutine hands control to the loop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause {
    pub(super) span: Span,
    /// What is awaited; [`ExprId::NONE`] where no `await` is written.
    pub(super) awaited: ExprId,
}

/// Every `await`, `async for` and `async with` of a block, in source order.
pub(super) fn pauses(context: &Context<'_, '_>, block: &Block) -> Vec<Pause> {
    block.iter().flat_map(|stmt| pauses_of(context, stmt)).collect()
}

/// The same of one statement.
pub(super) fn pauses_of(context: &Context<'_, '_>, stmt: &Stmt) -> Vec<Pause> {
    let tree = context.tree;
    let mut found = Vec::new();
    for id in expressions(context, stmt.span) {
        match tree.expr(id) {
            Expr::Await(awaited) => found.push(Pause { span: tree.span(id), awaited }),
            Expr::Comprehension(index) => {
                if tree.comprehensions[index as usize].clauses.iter().any(|clause| clause.is_async) {
                    found.push(Pause { span: tree.span(id), awaited: ExprId::NONE });
                }
            }
            _ => {}
        }
    }
    let mut visit = |stmt: &Stmt| match &stmt.kind {
        StmtKind::For(node) if node.is_async => {
            found.push(Pause { span: tree.span(node.iter), awaited: ExprId::NONE });
        }
        StmtKind::With(node) if node.is_async => {
            found.push(Pause { span: place_of_with(tree, stmt, node), awaited: ExprId::NONE });
        }
        _ => {}
    };
    visit(stmt);
    blocks(tree, stmt).into_iter().for_each(|block| statements(tree, block, &mut visit));
    found.sort_by_key(|pause| pause.span);
    found
}

/// The head of a `with` statement.
pub(super) fn place_of_with(tree: &Tree, stmt: &Stmt, node: &With) -> Span {
    let end = node.items.last().map_or(stmt.span.end, |item| tree.span(item.context).end);
    Span::new(stmt.span.start, end)
}

/// The types that an `except` clause names, one by one.
pub(super) fn caught<'a>(context: &Context<'a, '_>, exception: ExprId) -> &'a [Type] {
    match context.type_of(exception) {
        Type::Tuple(items) => items,
        other => other.members(),
    }
}

/// Whether catching this class catches a cancellation.
pub(super) fn catches_cancellation(context: &Context<'_, '_>, caught: &Type) -> bool {
    let known = context.known();
    matches!(caught, Type::Class(class) if [known.cancelled_error, known.base_exception].contains(&Some(*class)))
}

/// Whether a cancellation ends in this clause.
pub(super) fn takes_cancellation(context: &Context<'_, '_>, handler: &Handler) -> bool {
    handler.exception == ExprId::NONE
        || caught(context, handler.exception).iter().any(|class| catches_cancellation(context, class))
        || names_cancellation(context, handler.exception)
}

/// Whether a clause names the `CancelledError` of a library without stubs: such libraries hand on that of asyncio.
fn names_cancellation(context: &Context<'_, '_>, exception: ExprId) -> bool {
    let tree = context.tree;
    match tree.expr(exception) {
        Expr::Tuple(items) => tree.list(items).iter().any(|item| names_cancellation(context, *item)),
        Expr::Name(name) | Expr::Attribute(_, name) => {
            tree.names.text(name) == "CancelledError"
                && context.type_of(exception).is_unknown()
                && !is_of_twisted(context, exception)
        }
        _ => false,
    }
}

/// Whether a name comes from Twisted, whose deferreds have a cancellation of their own.
fn is_of_twisted(context: &Context<'_, '_>, id: ExprId) -> bool {
    let tree = context.tree;
    let name = match tree.expr(id) {
        Expr::Attribute(module, _) => return is_of_twisted(context, module),
        Expr::Name(name) => tree.names.hash(name),
        _ => return false,
    };
    let bindings = context.program.module(context.module).scopes.lookup(Owner::Module, name).1;
    bindings.iter().any(|binding| {
        let Bound::Import(index, position) = binding.bound else { return false };
        let import = &tree.imports[index as usize];
        let from = import.module.unwrap_or(import.names[position as usize].name);
        tree.names.text(from).split('.').next() == Some("twisted")
    })
}

/// The receiver of a method call, when the method has this name.
pub(super) fn receiver_of(context: &Context<'_, '_>, call: ExprId, method: &str) -> Option<ExprId> {
    let (func, _) = context.call(call)?;
    match context.tree.expr(func) {
        Expr::Attribute(receiver, name) if context.tree.names.text(name) == method => Some(receiver),
        _ => None,
    }
}

/// The `except` clauses that raise in the end: what is cancelled inside them ends all the same.
pub(super) fn raising_blocks(context: &Context<'_, '_>) -> Vec<Span> {
    let mut spans = Vec::new();
    for stmt in context.statements() {
        if let StmtKind::Try(node) = &stmt.kind {
            let raising = node.handlers.iter().filter(|handler| {
                handler.body.last().is_some_and(|last| matches!(last.kind, StmtKind::Raise(..)))
            });
            spans.extend(raising.map(|handler| handler.span));
        }
    }
    spans
}

/// The blocks that a cancellation of the scope around them does not reach.
pub(super) fn shields(context: &Context<'_, '_>) -> Vec<Span> {
    let shielded = |manager: ExprId| {
        let shield = context.call(manager).and_then(|(_, arguments)| context.keyword(arguments, "shield"));
        shield.is_some_and(|value| context.tree.expr(value) != Expr::Bool(false))
    };
    let heads = context.statements().iter().filter(
        |stmt| matches!(&stmt.kind, StmtKind::With(node) if node.items.iter().any(|item| shielded(item.context))),
    );
    heads.map(|stmt| stmt.span).collect()
}

/// Whether the block awaits nothing but tasks that the same function has cancelled before.
pub(super) fn awaits_cancelled(context: &Context<'_, '_>, pauses: &[Pause]) -> bool {
    pauses.iter().all(|pause| {
        let cancelled = cancelled_before(context, pause.span.start);
        waits_for_one_of(context, pause.awaited, &cancelled)
    })
}

/// Whether nothing but these is awaited, directly or through functions that wait for others.
fn waits_for_one_of(context: &Context<'_, '_>, awaited: ExprId, names: &[String]) -> bool {
    let Some((_, arguments)) = context.call(awaited) else {
        return context.dotted(awaited).is_some_and(|name| names.contains(&name));
    };
    let mut tasks =
        arguments.iter().filter(|argument| !matches!(argument.kind, ArgumentKind::Keyword(_))).peekable();
    let mut waits = |task: &Argument| waits_for_one_of(context, task.value, names);
    match context.callee_name(awaited).unwrap_or_default() {
        "asyncio.gather" => tasks.peek().is_some() && tasks.all(waits),
        "asyncio.wait" | "asyncio.wait_for" | "asyncio.shield" => tasks.next().is_some_and(&mut waits),
        _ => false,
    }
}

/// Methods after which a task or future is done, or about to be.
const ENDING: &[&str] = &["cancel", "set_exception", "set_result"];

/// What this body cancels before the offset, as written; a loop that cancels its variable cancels what it goes through.
fn cancelled_before(context: &Context<'_, '_>, offset: u32) -> Vec<String> {
    let tree = context.tree;
    let before = Span::new(0, offset);
    let ids = expressions(context, before);
    let mut names: Vec<String> = ids
        .iter()
        .flat_map(|id| ended_by(context, *id))
        .filter_map(|receiver| context.dotted(receiver))
        .collect();
    let mut loops: Vec<(ExprId, ExprId)> = Vec::new();
    for stmt in context.statements() {
        if let StmtKind::For(node) = &stmt.kind {
            loops.push((node.target, node.iter));
        }
    }
    for id in &ids {
        if let Expr::Comprehension(index) = tree.expr(*id) {
            let clauses = &tree.comprehensions[index as usize].clauses;
            loops.extend(clauses.iter().map(|clause| (clause.target, clause.iter)));
        }
    }
    let loops: Vec<(String, String)> = loops
        .into_iter()
        .filter(|(target, _)| tree.span(*target).start < offset)
        .filter_map(|(target, iter)| Some((context.dotted(target)?, gone_through(context, iter)?)))
        .collect();
    let mut pairs = loops;
    for stmt in context.statements() {
        // Two names of one task.
        if let StmtKind::Assign(targets, value) = &stmt.kind
            && let [target] = tree.list(*targets)
            && stmt.span.start < offset
        {
            pairs.extend(context.dotted(*target).zip(context.dotted(*value)));
        }
    }
    for (one, other) in [(0, 1), (1, 0)] {
        for pair in &pairs {
            let pair = [&pair.0, &pair.1];
            if names.contains(pair[one]) && !names.contains(pair[other]) {
                names.push(pair[other].clone());
            }
        }
    }
    names
}

/// What a call ends: `task.cancel()`, `loop.call_soon(task.cancel)`, or what a method of the same object ends.
fn ended_by(context: &Context<'_, '_>, id: ExprId) -> Vec<ExprId> {
    let tree = context.tree;
    let Some((func, arguments)) = context.call(id) else { return Vec::new() };
    let ended = |id: ExprId| match tree.expr(id) {
        Expr::Attribute(receiver, name) if ENDING.contains(&tree.names.text(name)) => Some(receiver),
        _ => None,
    };
    let mut found: Vec<ExprId> = ended(func).into_iter().collect();
    if matches!(tree.expr(func), Expr::Attribute(_, name) if tree.names.text(name).starts_with("call_")) {
        found.extend(arguments.iter().filter_map(|argument| ended(argument.value)));
    }
    if let (Expr::Attribute(object, name), Some(function)) = (tree.expr(func), context.function())
        && let Owner::Class(_) = function.owner
        && function.parameters.first().is_some_and(|own| tree.expr(object) == Expr::Name(own.name))
    {
        let methods =
            tree.functions.iter().filter(|method| method.owner == function.owner && method.name == name);
        for method in methods {
            let own = method.parameters.first().map(|own| Expr::Name(own.name));
            let is_own = |id: &ExprId| match tree.expr(*id) {
                Expr::Attribute(object, _) => Some(tree.expr(object)) == own,
                _ => false,
            };
            // `task = self.task`
            let mut kept: Vec<(Expr, ExprId)> = Vec::new();
            statements(tree, &method.body, &mut |stmt| {
                if let StmtKind::Assign(targets, value) = &stmt.kind
                    && let [target] = tree.list(*targets)
                    && is_own(value)
                {
                    kept.push((tree.expr(*target), *value));
                }
            });
            let of_object = |id: ExprId| match tree.expr(id) {
                name @ Expr::Name(_) => {
                    kept.iter().find(|(local, _)| *local == name).map(|(_, value)| *value)
                }
                _ => Some(id).filter(is_own),
            };
            let calls = (method.exprs.0.0..method.exprs.1.0).map(ExprId);
            found.extend(calls.filter_map(|id| match tree.expr(id) {
                Expr::Call(call) => of_object(ended(tree.call(call).func)?),
                _ => None,
            }));
        }
    }
    found
}

/// `tasks` of `tasks`, `list(tasks)` and `tasks.values()`.
fn gone_through(context: &Context<'_, '_>, iter: ExprId) -> Option<String> {
    match (context.call(iter), receiver_of(context, iter, "values")) {
        (_, Some(receiver)) => context.dotted(receiver),
        (Some((_, [argument])), _) => context.dotted(argument.value),
        (Some(_), _) => None,
        (None, _) => context.dotted(iter),
    }
}

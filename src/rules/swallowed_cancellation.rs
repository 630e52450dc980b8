//! Rule page: skills/python-async-patterns/references/rules/swallowed-cancellation.md

use super::syntax::{
    awaits_cancelled, caught, expressions, pauses, pauses_of, raising_blocks, shields, span_of, statements,
    takes_cancellation, within,
};
use super::mend::importing;
use super::{Check, Context, LinesPlace, RawFinding, Rule};
use crate::finding::Severity;
use crate::python::{ClassId, Expr, ExprId, Handler, Name, Stmt, StmtKind};
use crate::semantic::Type;
use crate::text::{Edit, Span};

pub(super) static RULE: Rule = rule! {
    code: "AW401", name: "swallowed-cancellation", category: Cancellation,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC103", "ASYNC104", "S7497"],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let raising = raising_blocks(context);
    let shields = shields(context);
    for stmt in context.statements() {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        // The first clause that matches takes it.
        let Some(handler) = node.handlers.iter().find(|handler| takes_cancellation(context, handler)) else { continue };
        let harmless = |span: &Span| within(stmt.span, *span);
        if raising.iter().chain(&shields).any(harmless) || passes_on(context, handler) {
            continue;
        }
        let pauses = pauses(context, &node.body);
        if pauses.is_empty() || awaits_cancelled(context, &pauses) {
            continue;
        }
        let end = match handler.exception {
            ExprId::NONE => handler.span.start + "except".len() as u32,
            exception => context.tree.span(exception).end,
        };
        let place = Span::new(handler.span.start, end);
        let finding = if goes_on(context, stmt, handler) {
            context.at_span(&RULE, place, "this clause catches the cancellation, and the task goes on")
        } else {
            let message = "this clause catches the cancellation and does not raise it again";
            context.at_span(&RULE, place, message).weighing(Severity::Warning)
        };
        found.push(mended(context, finding, handler, node.is_star));
    }
}

/// Whether anything is done after the clause: by a loop around it, or behind the `try`.
fn goes_on(context: &Context<'_, '_>, stmt: &Stmt, handler: &Handler) -> bool {
    let mut loops = loops_around(context, stmt.span);
    let mut end = stmt.span.end;
    match handler.body.last().map(|last| &last.kind) {
        Some(StmtKind::Return(_)) => return false,
        // The innermost loop is left.
        Some(StmtKind::Break) => end = loops.pop().map_or(end, |left| left.end),
        _ => {}
    }
    // What is put in order without another pause is no more than the end.
    let behind = context.statements().iter().any(|other| {
        let is_loop = matches!(other.kind, StmtKind::While(_) | StmtKind::For(_));
        other.span.start >= end && (is_loop || !pauses_of(context, other).is_empty())
    });
    behind || !loops.is_empty()
}

/// The loops that hold the span, the outermost first.
fn loops_around(context: &Context<'_, '_>, span: Span) -> Vec<Span> {
    let is_loop = |stmt: &&&Stmt| matches!(stmt.kind, StmtKind::For(_) | StmtKind::While(_));
    let loops = context.statements().iter().filter(is_loop).map(|stmt| stmt.span);
    loops.filter(|outer| within(span, *outer)).collect()
}

/// Raises on some path, asks for the cancellations of the task, or hands the exception on to somebody who will.
fn passes_on(context: &Context<'_, '_>, handler: &Handler) -> bool {
    let mut raises = Vec::new();
    let mut inner_handlers = Vec::new();
    statements(context.tree, &handler.body, &mut |stmt| match &stmt.kind {
        StmtKind::Raise(exception, _) => raises.push((stmt.span, *exception)),
        StmtKind::Try(node) => inner_handlers.extend(node.handlers.iter().map(|inner| inner.span)),
        _ => {}
    });
    // `raise` in a clause of an inner `try` passes on what went wrong there.
    let is_of_inner = |span: Span| inner_handlers.iter().any(|inner| within(span, *inner));
    raises.iter().any(|(span, exception)| *exception != ExprId::NONE || !is_of_inner(*span))
        || ends_in_exception(context, handler)
        || is_remembered(context, handler)
        || handler.name.is_some_and(|name| hands_on(context, handler, name))
        || expressions(context, span_of(&handler.body)).iter().any(|id| match context.tree.expr(*id) {
            Expr::Attribute(_, name) => context.tree.names.text(name) == "cancelling",
            _ => false,
        })
}

/// Whether the clause calls something that always raises.
fn ends_in_exception(context: &Context<'_, '_>, handler: &Handler) -> bool {
    handler.body.iter().any(|stmt| {
        let StmtKind::Expr(value) = stmt.kind else { return false };
        let call = match context.tree.expr(value) {
            Expr::Await(call) => call,
            _ => value,
        };
        let Some((func, _)) = context.call(call) else { return false };
        match context.type_of(func) {
            Type::Function(func, _) | Type::Method(func, _) => context.evaluate(|ev| ev.never_returns(*func)),
            _ => false,
        }
    })
}

/// `cancelled = True`, and `if cancelled: .. raise` further down.
fn is_remembered(context: &Context<'_, '_>, handler: &Handler) -> bool {
    let tree = context.tree;
    let mut flags: Vec<Name> = Vec::new();
    statements(tree, &handler.body, &mut |stmt| {
        if let StmtKind::Assign(targets, value) = &stmt.kind
            && tree.expr(*value) == Expr::Bool(true)
        {
            flags.extend(tree.list(*targets).iter().filter_map(|target| match tree.expr(*target) {
                Expr::Name(name) => Some(name),
                _ => None,
            }));
        }
    });
    let asks = |test: ExprId| matches!(tree.expr(test), Expr::Name(name) if flags.contains(&name));
    context.statements().iter().any(|stmt| match &stmt.kind {
        StmtKind::If(node) if stmt.span.start > handler.span.end && asks(node.test) => {
            node.body.iter().any(|inner| matches!(inner.kind, StmtKind::Raise(..)))
        }
        _ => false,
    })
}

/// What takes an exception to raise it elsewhere.
const TAKERS: &[&str] = &["append", "put", "put_nowait", "send", "send_nowait", "set_exception", "throw"];

/// Whether the exception itself is returned, stored, or given to something that keeps it; a message about it is not it.
fn hands_on(context: &Context<'_, '_>, handler: &Handler, name: Name) -> bool {
    let tree = context.tree;
    let is_it = |id: ExprId| tree.expr(id) == Expr::Name(name);
    let mut kept: Vec<Name> = Vec::new();
    let mut handed = false;
    statements(tree, &handler.body, &mut |stmt| match &stmt.kind {
        StmtKind::Return(value) => handed |= is_it(*value),
        StmtKind::Assign(targets, value) if is_it(*value) => {
            for target in tree.list(*targets) {
                match tree.expr(*target) {
                    Expr::Name(name) => kept.push(name),
                    _ => handed = true,
                }
            }
        }
        _ => {}
    });
    for id in expressions(context, span_of(&handler.body)) {
        let Some((func, arguments)) = context.call(id) else { continue };
        if let Expr::Attribute(keeper, taker) = tree.expr(func)
            && TAKERS.contains(&tree.names.text(taker))
            && arguments.iter().any(|argument| is_it(argument.value))
            && is_looked_at(context, keeper)
        {
            handed = true;
            kept.extend(match tree.expr(keeper) {
                Expr::Name(name) => Some(name),
                _ => None,
            });
        }
    }
    // In a loop it is one error among others, and the next round begins: unless what keeps it is raised in the end.
    let in_loop = !loops_around(context, handler.span).is_empty();
    let is_kept = |id: &ExprId| matches!(tree.expr(*id), Expr::Name(name) if kept.contains(&name));
    let raised = context.statements().iter().any(|stmt| {
        matches!(stmt.kind, StmtKind::Raise(..)) && expressions(context, stmt.span).iter().any(is_kept)
    });
    raised || (handed && !in_loop)
}

/// Whether anybody in the module reads the attribute that errors are kept in. Other keepers are taken to be read.
fn is_looked_at(context: &Context<'_, '_>, keeper: ExprId) -> bool {
    let tree = context.tree;
    let Expr::Attribute(_, kept) = tree.expr(keeper) else { return true };
    let attribute = |id: ExprId| matches!(tree.expr(id), Expr::Attribute(_, name) if name == kept);
    let all = (0..tree.len() as u32).map(ExprId);
    let read = all.clone().filter(|id| attribute(*id)).count();
    let filled = all.filter(|id| match tree.expr(*id) {
        Expr::Call(call) => match tree.expr(tree.call(call).func) {
            Expr::Attribute(keeper, taker) => attribute(keeper) && TAKERS.contains(&tree.names.text(taker)),
            _ => false,
        },
        _ => false,
    });
    let scopes = &context.program.module(context.module).scopes;
    let classes = (0..tree.classes.len() as u32).map(ClassId);
    let made = classes.map(|class| scopes.attribute(class, tree.names.hash(kept)).len());
    read > filled.count() + made.sum::<usize>()
}

/// A `raise` at the end of the clause. Where it catches other exceptions as well, only for a cancellation.
fn mended(context: &Context<'_, '_>, finding: RawFinding, handler: &Handler, is_star: bool) -> RawFinding {
    const TITLE: &str = "raise it again";
    let Some(last) = handler.body.last() else { return finding };
    let ends = matches!(
        last.kind,
        StmtKind::Pass | StmtKind::Continue | StmtKind::Break | StmtKind::Return(_) | StmtKind::Raise(..)
    );
    let returns = matches!(last.kind, StmtKind::Return(value) if value != ExprId::NONE);
    if catches_nothing_else(context, handler) {
        return match ends {
            _ if returns => finding,
            true => finding.mended(TITLE, vec![Edit::replace(last.span, "raise")]),
            false => finding.mended(TITLE, Vec::new()).with_lines(last.span, LinesPlace::Behind, "raise"),
        };
    }
    let (Some((name, mut edits)), Some(import)) = (named(context, handler), importing(context)) else {
        return finding;
    };
    if is_star {
        return finding;
    }
    edits.extend(import);
    let place = match last.kind {
        StmtKind::Pass => LinesPlace::Instead,
        _ if ends => LinesPlace::Before,
        _ => LinesPlace::Behind,
    };
    let text = format!("if isinstance({name}, asyncio.CancelledError):\n    raise");
    finding.mended(TITLE, edits).with_lines(last.span, place, text)
}

fn catches_nothing_else(context: &Context<'_, '_>, handler: &Handler) -> bool {
    let cancelled = context.known().cancelled_error;
    handler.exception != ExprId::NONE
        && caught(context, handler.exception).iter().all(|class| matches!(class, Type::Class(class) if Some(*class) == cancelled))
}

/// The name of the exception, with the edits that give it one.
fn named(context: &Context<'_, '_>, handler: &Handler) -> Option<(String, Vec<Edit>)> {
    const NAME: &str = "error";
    let tree = context.tree;
    if let Some(name) = handler.name {
        return Some((tree.names.text(name).to_owned(), Vec::new()));
    }
    let is_taken = expressions(context, span_of(context.body()))
        .iter()
        .any(|id| matches!(tree.expr(*id), Expr::Name(name) if tree.names.text(name) == NAME));
    let edit = match handler.exception {
        ExprId::NONE => {
            let start = handler.span.start;
            Edit::replace(Span::new(start, start + "except".len() as u32), format!("except BaseException as {NAME}"))
        }
        // The tuple's own parentheses may be missing.
        exception if matches!(tree.expr(exception), Expr::Tuple(_)) => return None,
        exception => Edit::insert(tree.span(exception).end, format!(" as {NAME}")),
    };
    (!is_taken).then(|| (NAME.to_owned(), vec![edit]))
}

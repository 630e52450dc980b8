//! Rule page: skills/python-async-patterns/references/rules/deprecated-api.md

use super::syntax::{expressions, span_of, statements, within};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, ExprId, StmtKind};
use crate::semantic::Type;
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW912", name: "deprecated-api", category: Deprecated,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Body(check),
};

/// What is called, what has become of it, and what stands in its place.
const OLD: &[(&str, &str, &str)] = &[
    ("asyncio.iscoroutinefunction", "is deprecated since Python 3.14", "inspect.iscoroutinefunction"),
    ("asyncio.set_event_loop_policy", "is deprecated since Python 3.14", "asyncio.Runner(loop_factory=..)"),
    ("asyncio.get_event_loop_policy", "is deprecated since Python 3.14", "asyncio.Runner(loop_factory=..)"),
    ("asyncio.set_child_watcher", "is gone since Python 3.14", "asyncio.create_subprocess_exec"),
    ("asyncio.get_child_watcher", "is gone since Python 3.14", "asyncio.create_subprocess_exec"),
    ("nest_asyncio.apply", "patches internals of asyncio that change", "await"),
];

/// What took a `loop` until Python 3.10.
const WITHOUT_LOOP: &[&str] = &[
    "asyncio.sleep",
    "asyncio.wait_for",
    "asyncio.wait",
    "asyncio.gather",
    "asyncio.shield",
    "asyncio.as_completed",
    "asyncio.Lock",
    "asyncio.Event",
    "asyncio.Condition",
    "asyncio.Semaphore",
    "asyncio.BoundedSemaphore",
    "asyncio.Queue",
    "asyncio.PriorityQueue",
    "asyncio.LifoQueue",
    "asyncio.open_connection",
    "asyncio.start_server",
    "asyncio.open_unix_connection",
    "asyncio.start_unix_server",
    "asyncio.create_subprocess_exec",
    "asyncio.create_subprocess_shell",
];

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let versioned = versioned(context);
    let mut report = |id: ExprId, message: String, instead: Option<&str>| {
        let place = context.tree.span(id);
        if !versioned.iter().any(|span| within(place, *span)) {
            let finding = context.at(&RULE, id, message);
            found.push(match instead {
                Some(instead) => finding.instead(instead),
                None => finding,
            });
        }
    };
    for id in expressions(context, span_of(context.body())) {
        let Some(name) = context.callee_name(id) else { continue };
        if let Some((_, why, instead)) = OLD.iter().find(|(old, ..)| *old == name) {
            report(id, format!("`{name}` {why}"), Some(instead));
        }
        let arguments = context.call(id).map_or(&[][..], |(_, arguments)| arguments);
        if WITHOUT_LOOP.contains(&&*name) && context.keyword(arguments, "loop").is_some() {
            report(id, format!("`{name}` takes no `loop` since Python 3.10"), None);
        }
    }
    statements(context.body(), &mut |stmt| {
        let StmtKind::Function(id) = stmt.kind else { return };
        for decorator in context.tree.list(context.tree.function(id).decorators) {
            if is_coroutine_decorator(context, *decorator) {
                report(*decorator, "`asyncio.coroutine` is gone since Python 3.11".to_owned(), Some("async def"));
            }
        }
    });
}

fn is_coroutine_decorator(context: &Context<'_, '_>, decorator: ExprId) -> bool {
    let Expr::Attribute(value, name) = context.tree.expr(decorator) else { return false };
    let Type::Module(path) = context.type_of(value) else { return false };
    let module = context.program.module_at(*path);
    context.tree.names.text(name) == "coroutine"
        && module.is_some_and(|module| {
            !context.program.is_project(module) && context.program.module_name(module) == "asyncio"
        })
}

/// What stands behind a check of the version.
fn versioned(context: &Context<'_, '_>) -> Vec<Span> {
    let mut spans = Vec::new();
    statements(context.body(), &mut |stmt| {
        if let StmtKind::If(node) = &stmt.kind {
            let asks = expressions(context, context.tree.span(node.test)).iter().any(|id| {
                matches!(context.tree.expr(*id), Expr::Attribute(_, name) if context.tree.names.text(name) == "version_info")
            });
            if asks {
                spans.push(stmt.span);
            }
        }
    });
    spans
}

//! Rule page: skills/python-async-patterns/references/rules/deprecated-api.md

use super::syntax::{expressions, within};
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

/// Something that is going away.
struct Old {
    /// What is called.
    name: &'static str,
    /// What has become of it.
    why: &'static str,
    /// The version that says so.
    since: Option<(u8, u8)>,
    /// What stands in its place, and since when.
    instead: (&'static str, Option<(u8, u8)>),
}

const POLICY: &str = "is deprecated since Python 3.14";
const RUNNER: (&str, Option<(u8, u8)>) = ("asyncio.Runner(loop_factory=..)", Some((3, 11)));
const WATCHER: &str = "is deprecated since Python 3.12 and gone since 3.14";
const SUBPROCESS: (&str, Option<(u8, u8)>) = ("asyncio.create_subprocess_exec", None);

#[rustfmt::skip]
const OLD: &[Old] = &[
    Old { name: "asyncio.iscoroutinefunction", why: POLICY, since: Some((3, 14)), instead: ("inspect.iscoroutinefunction", None) },
    Old { name: "asyncio.set_event_loop_policy", why: POLICY, since: Some((3, 14)), instead: RUNNER },
    Old { name: "asyncio.get_event_loop_policy", why: POLICY, since: Some((3, 14)), instead: RUNNER },
    Old { name: "asyncio.DefaultEventLoopPolicy", why: POLICY, since: Some((3, 14)), instead: RUNNER },
    Old { name: "asyncio.WindowsSelectorEventLoopPolicy", why: POLICY, since: Some((3, 14)), instead: RUNNER },
    Old { name: "asyncio.WindowsProactorEventLoopPolicy", why: POLICY, since: Some((3, 14)), instead: RUNNER },
    Old { name: "asyncio.set_child_watcher", why: WATCHER, since: Some((3, 12)), instead: SUBPROCESS },
    Old { name: "asyncio.get_child_watcher", why: WATCHER, since: Some((3, 12)), instead: SUBPROCESS },
    Old { name: "nest_asyncio.apply", why: "patches internals of asyncio that change", since: None, instead: ("await", None) },
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
    let mut known = None;
    let mut report = |finding: RawFinding| {
        if !known.get_or_insert_with(|| versioned(context)).iter().any(|span| within(finding.place.span, *span)) {
            found.push(finding);
        }
    };
    for (id, name) in context.named_calls().iter().copied() {
        if let Some(old) = OLD.iter().find(|old| old.name == name)
            && !is_set_here(context, id)
        {
            let finding = context.at(&RULE, id, format!("`{name}` {}", old.why)).instead(old.instead.0);
            report(match old.since {
                Some(since) => finding.since(since, old.instead.1),
                None => finding,
            });
        }
        let arguments = context.call(id).map_or(&[][..], |(_, arguments)| arguments);
        if WITHOUT_LOOP.contains(&name) && context.keyword(arguments, "loop").is_some() {
            let message = format!("`{name}` takes no `loop` since Python 3.10");
            report(context.at(&RULE, id, message).since((3, 8), None));
        }
    }
    for stmt in context.statements() {
        let StmtKind::Function(id) = stmt.kind else { continue };
        for decorator in context.tree.list(context.tree.function(id).decorators) {
            if is_coroutine_decorator(context, *decorator) {
                let message = "`asyncio.coroutine` is gone since Python 3.11";
                report(context.at(&RULE, *decorator, message).instead("async def").since((3, 8), None));
            }
        }
    }
}

/// Whether a policy is made for the call that sets it: that call says enough.
fn is_set_here(context: &Context<'_, '_>, policy: ExprId) -> bool {
    let mut setters = context.named_calls().iter().filter(|(_, name)| *name == "asyncio.set_event_loop_policy");
    setters.any(|(setter, _)| {
        let arguments = context.call(*setter).map_or(&[][..], |(_, arguments)| arguments);
        arguments.iter().any(|argument| argument.value == policy)
    })
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

/// What stands behind a check of the version: the branches of an `if`, the operands behind it.
fn versioned(context: &Context<'_, '_>) -> Vec<Span> {
    let asks = |span: Span| {
        expressions(context, span).iter().any(|id| {
            matches!(context.tree.expr(*id), Expr::Attribute(_, name) if context.tree.names.text(name) == "version_info")
        })
    };
    let mut spans = Vec::new();
    for stmt in context.statements() {
        if let StmtKind::If(node) = &stmt.kind
            && asks(context.tree.span(node.test))
        {
            spans.push(stmt.span);
        }
    }
    for id in context.expressions().iter().copied() {
        let checked = matches!(context.tree.expr(id), Expr::And(_) | Expr::Or(_) | Expr::Conditional(_));
        if checked && asks(context.tree.span(id)) {
            spans.push(context.tree.span(id));
        }
    }
    spans
}

//! What the effects say: one finding for each place on the loop where control leaves for blocking work.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Check, Context, Place, RawFinding, RawHop, Rule, Versions, mend};
use crate::catalogue::{Blocks, Kind, Level};
use crate::finding::Severity;
use crate::semantic::effects::blocks;
use crate::semantic::evaluate::Evaluator;
use crate::semantic::walk::walk;
use crate::semantic::{Blocking, Effects, Followed, FuncRef, Leaf, Program, Step, Target, Types, Via};

/// The rules that speak of leaves, by what they speak of.
struct ByLeaf {
    kinds: FxHashMap<Kind, &'static Rule>,
    runs_loop: Option<&'static Rule>,
    waits_for_loop: Option<&'static Rule>,
}

pub(super) fn check(program: &Program, effects: &Effects, rules: &[&'static Rule]) -> Vec<RawFinding> {
    let mut by_leaf = ByLeaf { kinds: FxHashMap::default(), runs_loop: None, waits_for_loop: None };
    let mut later = Vec::new();
    for &rule in rules {
        match rule.check {
            Check::Blocks(kind) => drop(by_leaf.kinds.insert(kind, rule)),
            Check::RunsLoop => by_leaf.runs_loop = Some(rule),
            Check::WaitsForLoop => by_leaf.waits_for_loop = Some(rule),
            Check::Effects(check) => later.push(check),
            Check::Body(_) | Check::Coroutine(_) => {}
        }
    }
    let on_loop = effects.on_loop();
    let mut found: Vec<RawFinding> = on_loop
        .par_iter()
        .flat_map_iter(|func| {
            let blocking = effects.blocking(program, *func);
            blocking.into_iter().filter_map(|blocking| finding(program, effects, &by_leaf, *func, &blocking))
        })
        .collect();
    for (func, blocking) in effects.scheduled_leaves() {
        found.extend(finding(program, effects, &by_leaf, func, &blocking));
    }
    if !later.is_empty() {
        let again: Vec<RawFinding> = on_loop
            .par_iter()
            .map_init(
                || (Evaluator::new(program), Types::default()),
                |(ev, types), func| {
                    let mut found = Vec::new();
                    if holds_something(program, *func) {
                        let facts = walk(ev, *func, types);
                        let followed =
                            Followed { func: Some(*func), module: func.module, facts: &facts, types };
                        let context = Context::new(program, ev, &followed, Some(effects));
                        for check in &later {
                            check(&context, &mut found);
                        }
                    }
                    found
                },
            )
            .flatten_iter()
            .collect();
        // That a lock is held over an `await` says more than that taking it may block.
        let held: FxHashSet<Place> = again.iter().map(|finding| finding.place).collect();
        found.retain(|finding| !held.contains(&finding.place));
        found.extend(again);
    }
    found
}

/// Whether the body has a plain `with` or an `acquire`: the rules that need effects speak of locks.
fn holds_something(program: &Program, func: FuncRef) -> bool {
    let tree = &program.module(func.module).tree;
    let mut holds = false;
    crate::semantic::body::each_statement(&tree.function(func.function).body, &mut |kind| {
        use crate::python::{Expr, StmtKind};
        holds |= match kind {
            StmtKind::With(node) => !node.is_async,
            StmtKind::Expr(value) | StmtKind::Assign(_, value) => match tree.expr(*value) {
                Expr::Call(call) => {
                    matches!(tree.expr(tree.call(call).func), Expr::Attribute(_, name) if tree.names.text(name) == "acquire")
                }
                _ => false,
            },
            _ => false,
        };
    });
    holds
}

fn finding(
    program: &Program,
    effects: &Effects,
    by_leaf: &ByLeaf,
    func: FuncRef,
    blocking: &Blocking,
) -> Option<RawFinding> {
    let (rule, leaf, severity, replacement) = match blocking.leaf {
        Leaf::Configured(number) => {
            let (name, instead) = program.extensions.blocking.get(number as usize)?;
            let rule = *by_leaf.kinds.get(&Kind::Configured)?;
            let name = blocking
                .steps
                .last()
                .and_then(|step| written(program, effects, *step))
                .unwrap_or(name.clone());
            (rule, name, rule.severity, instead.clone())
        }
        Leaf::Threadsafe(leaf) => {
            let rule = by_leaf.waits_for_loop?;
            (rule, program.function_name(leaf), rule.severity, Some("await the coroutine".to_owned()))
        }
        Leaf::Library(leaf) => match blocks(program, leaf) {
            Some(Blocks { kind, level, instead, .. }) => {
                let rule = *by_leaf.kinds.get(kind)?;
                (rule, program.function_name(leaf), severity(*level), instead.clone())
            }
            None => {
                let rule = by_leaf.runs_loop?;
                (rule, program.function_name(leaf), rule.severity, Some("await".to_owned()))
            }
        },
    };
    let site = effects.step_target(*blocking.steps.first()?)?;
    let chain: Vec<RawHop> = hops(program, effects, blocking, &leaf);
    let message = message(rule, &chain, &leaf, site.via);
    let mendable = matches!(rule.check, Check::Blocks(_));
    let fix = mendable
        .then(|| mend::blocking(program, effects, func, site, &leaf, blocking.steps.len() == 1))
        .flatten();
    Some(RawFinding {
        rule,
        severity,
        place: Place { module: func.module, span: site.span },
        message,
        function: Some(program.function_name(func)),
        chain,
        leaf: Some(leaf),
        replacement,
        labels: Vec::new(),
        versions: Versions {
            fix_needs: fix.as_ref().filter(|fix| mend::is_offload(fix)).map(|_| mend::TO_THREAD),
            ..Versions::default()
        },
        fix,
        lines: None,
    })
}

const fn severity(level: Level) -> Severity {
    match level {
        Level::High => Severity::Error,
        Level::Medium => Severity::Warning,
        Level::Low | Level::Info => Severity::Info,
    }
}

fn message(rule: &Rule, chain: &[RawHop], leaf: &str, via: Via) -> String {
    let what = match rule.check {
        Check::RunsLoop => "runs an event loop inside the running one",
        Check::WaitsForLoop => "waits for the loop that it stops",
        _ => "blocks the event loop",
    };
    match (chain, via) {
        (_, Via::Scheduled) => format!("`{leaf}` is called by the event loop and {what}"),
        ([_], _) => format!("`{leaf}` {what}"),
        ([first, ..], Via::Implicit) => format!("this runs `{}`, which {what} in `{leaf}`", first.call),
        ([first, ..], _) => format!("`{}` {what} in `{leaf}`", first.call),
        ([], _) => format!("`{leaf}` {what}"),
    }
}

fn hops(program: &Program, effects: &Effects, blocking: &Blocking, leaf: &str) -> Vec<RawHop> {
    let mut hops = Vec::with_capacity(blocking.steps.len());
    for (position, step) in blocking.steps.iter().enumerate() {
        let Some(site) = effects.step_target(*step) else { continue };
        let call = match (&site.target, blocking.steps.get(position + 1)) {
            (_, None) => leaf.to_owned(),
            (Target::Parameter(..), Some(next)) => program.function_name(next.func),
            (Target::Function(target, _), Some(_)) => program.function_name(*target),
            (Target::Configured(_), Some(_)) => leaf.to_owned(),
        };
        hops.push(RawHop {
            place: Place { module: step.func.module, span: site.span },
            function: program.function_name(step.func),
            call,
        });
    }
    hops
}

/// The dotted name that the call at a step spells, for functions that only the configuration knows.
fn written(program: &Program, effects: &Effects, step: Step) -> Option<String> {
    let site = effects.step_target(step)?;
    match &site.target {
        Target::Function(func, _) => Some(program.function_name(*func)),
        _ => None,
    }
}

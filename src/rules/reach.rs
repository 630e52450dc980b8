//! What the effects say: one finding for each place on the loop where control leaves for blocking work.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::mend::{Mender, TO_THREAD, is_offload};
use super::missing_timeout::Callers;
use super::syntax::within;
use super::{Check, Hinge, Place, RawFinding, RawHop, Rule, Versions};
use crate::catalogue::{Blocks, Kind, Level};
use crate::finding::Severity;
use crate::semantic::effects::blocks;
use crate::semantic::{Blocking, Effects, FuncRef, Leaf, Program, Step, Target, Via};
use crate::text::Span;

/// A chain that only blocks when so many tests behind its first call turn out that way is a note.
const MOST_DOUBTS: u32 = 5;

/// The rules that speak of leaves, by what they speak of.
struct ByLeaf {
    kinds: FxHashMap<Kind, &'static Rule>,
    runs_loop: Option<&'static Rule>,
    waits_for_loop: Option<&'static Rule>,
}

/// Decides what rules could not know when they looked at a body.
pub(super) fn settle(program: &Program, effects: &Effects, found: &mut Vec<RawFinding>) {
    let mut callers = Callers::new(program);
    found.retain_mut(|finding| match finding.hinge.take() {
        _ if program.stop.is_set() => false,
        None => true,
        Some(Hinge::WithoutTimeout(func)) => !callers.are_bounded(func),
        Some(Hinge::OnLoop { func, over_blocking }) => {
            if let Some((span, severity, message)) = over_blocking
                && blocks_within(program, effects, func, span)
            {
                finding.severity = severity;
                message.clone_into(&mut finding.message);
            }
            effects.is_on_loop(func)
        }
    });
}

fn blocks_within(program: &Program, effects: &Effects, func: FuncRef, span: Span) -> bool {
    effects.blocking(program, func).iter().any(|blocking| {
        let heavy = match blocking.leaf {
            Leaf::Library(leaf) => {
                let level = blocks(program, leaf).map(|blocks| blocks.level);
                !matches!(level, Some(Level::Low | Level::Info))
            }
            Leaf::Threadsafe(_) | Leaf::Configured(_) => true,
        };
        let site = blocking.steps.first().and_then(|step| effects.step_target(*step));
        heavy && blocking.doubts < MOST_DOUBTS && site.is_some_and(|site| within(site.span, span))
    })
}

/// What blocks the loop, but for places where `others` say more.
pub(super) fn check(
    program: &Program,
    effects: &Effects,
    rules: &[&'static Rule],
    others: &[RawFinding],
) -> Vec<RawFinding> {
    let mut by_leaf = ByLeaf { kinds: FxHashMap::default(), runs_loop: None, waits_for_loop: None };
    for &rule in rules {
        match rule.check {
            Check::Blocks(kind) => drop(by_leaf.kinds.insert(kind, rule)),
            Check::RunsLoop => by_leaf.runs_loop = Some(rule),
            Check::WaitsForLoop => by_leaf.waits_for_loop = Some(rule),
            Check::Body(_) | Check::Coroutine(_) | Check::OnLoop(_) => {}
        }
    }
    let mut found: Vec<RawFinding> = effects
        .leaving_on_loop()
        .par_iter()
        .flat_map_iter(|func| {
            let mender = Mender::new(program, effects, *func);
            let blocking = effects.blocking(program, *func).into_iter();
            let wanted = blocking.take_while(|_| !program.stop.is_set());
            let found = wanted.map(|blocking| finding(program, effects, &by_leaf, &mender, &blocking));
            found.flatten().collect::<Vec<_>>()
        })
        .collect();
    keep_one_for_each_place(&mut found);
    for (func, blocking) in effects.scheduled_leaves().into_iter().take_while(|_| !program.stop.is_set()) {
        let mender = Mender::new(program, effects, func);
        found.extend(finding(program, effects, &by_leaf, &mender, &blocking));
    }
    // That a lock is held over an `await` says more than that taking it may block.
    let held = others.iter().filter(|finding| matches!(finding.rule.check, Check::OnLoop(_)));
    let held: FxHashSet<Place> = held.map(|finding| finding.place).collect();
    found.retain(|finding| !held.contains(&finding.place));
    found
}

/// A method that is inherited may block at the same place for several receivers: the worst and shortest way speaks for all.
fn keep_one_for_each_place(found: &mut Vec<RawFinding>) {
    let inherited = |finding: &RawFinding| {
        (finding.place, finding.function.clone(), std::cmp::Reverse(finding.severity), finding.chain.len())
    };
    found.sort_by_cached_key(inherited);
    found.dedup_by(|later, first| later.place == first.place && later.function == first.function);
}

fn finding(
    program: &Program,
    effects: &Effects,
    by_leaf: &ByLeaf,
    mender: &Mender<'_>,
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
            (
                rule,
                program.known_function_name(leaf).to_owned(),
                rule.severity,
                Some("await the coroutine".to_owned()),
            )
        }
        Leaf::Library(leaf) => match blocks(program, leaf) {
            Some(Blocks { kind, level, instead, .. }) => {
                let rule = *by_leaf.kinds.get(kind)?;
                (rule, program.known_function_name(leaf).to_owned(), severity(*level), instead.clone())
            }
            None => {
                let rule = by_leaf.runs_loop?;
                (rule, program.known_function_name(leaf).to_owned(), rule.severity, Some("await".to_owned()))
            }
        },
    };
    let first = *blocking.steps.first()?;
    let (func, site) = (first.func, effects.step_target(first)?);
    let chain: Vec<RawHop> = hops(program, effects, blocking, &leaf);
    let mut message = message(rule, &chain, &leaf, site.via);
    let is_doubtful = blocking.doubts >= MOST_DOUBTS;
    if is_doubtful {
        message = format!("{message}, if {} tests on the way turn out so", blocking.doubts);
    }
    let mendable = matches!(rule.check, Check::Blocks(_));
    let fix = mendable.then(|| mender.blocking(site, &leaf, blocking.steps.len() == 1)).flatten();
    Some(RawFinding {
        rule,
        severity: if is_doubtful { Severity::Info } else { severity },
        place: Place { module: func.module, span: site.span },
        message,
        function: Some(program.known_function_name(func).to_owned()),
        chain,
        leaf: Some(leaf),
        replacement,
        labels: Vec::new(),
        versions: Versions {
            fix_needs: fix.as_ref().filter(|fix| is_offload(fix)).map(|_| TO_THREAD),
            ..Versions::default()
        },
        fix,
        lines: None,
        hinge: None,
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
            (Target::Parameter(_), Some(next)) => program.known_function_name(next.func).to_owned(),
            (Target::Function(target, _), Some(_)) => program.known_function_name(*target).to_owned(),
            (Target::Configured(_), Some(_)) => leaf.to_owned(),
        };
        hops.push(RawHop {
            place: Place { module: step.func.module, span: site.span },
            function: program.known_function_name(step.func).to_owned(),
            call,
        });
    }
    hops
}

/// The dotted name that the call at a step spells, for functions that only the configuration knows.
fn written(program: &Program, effects: &Effects, step: Step) -> Option<String> {
    let site = effects.step_target(step)?;
    match &site.target {
        Target::Function(func, _) => Some(program.known_function_name(*func).to_owned()),
        _ => None,
    }
}

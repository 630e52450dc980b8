//! Blocking, from the leaves to the code that runs on the loop.
//!
//! Every function that can run on the loop is followed once; functions that these reach are followed too, until none is
//! left. Then blocking spreads backwards from the leaves, the heaviest and nearest first, so that each chain is the shortest.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::Callee;
use super::evaluate::Evaluator;
use super::facts::{Facts, Site, Target, Types, Via};
use super::program::Program;
use super::types::{Captured, ClassRef, FuncRef, Type};
use super::walk::{walk, walk_module};
use crate::catalogue::{Blocks, Level, Marker};
use crate::python::{ClassId, Expr, ExprId, FunctionId, Owner, Tree};

/// Where a chain of calls ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leaf {
    /// A function that the catalogue marks.
    Library(FuncRef),
    /// Waits for a future that only the running loop can complete.
    Threadsafe(FuncRef),
    /// A function that the configuration names.
    Configured(u32),
}

/// One step of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The function whose body holds the site.
    pub func: FuncRef,
    /// The site's number in its facts.
    pub site: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Leaf(Leaf),
    /// Through a function of the project, perhaps by way of one that calls what it is handed.
    Call(FuncRef, Option<FuncRef>),
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    site: u32,
    next: Next,
}

/// How a function blocks at its worst.
#[derive(Debug, Clone, Copy)]
struct Reach {
    weight: u8,
    distance: u32,
    edge: Edge,
}

/// The whole of what following the program has shown.
#[derive(Debug, Default)]
pub struct Effects {
    /// Of every followed function that has any.
    sites: FxHashMap<FuncRef, Box<[Site]>>,
    edges: FxHashMap<FuncRef, Vec<Edge>>,
    reach: FxHashMap<FuncRef, Reach>,
    on_loop: FxHashSet<FuncRef>,
}

/// A place where a function blocks, with the way to the leaf.
#[derive(Debug, Clone)]
pub struct Blocking {
    /// From the place itself to the call of the leaf.
    pub steps: Vec<Step>,
    /// What blocks in the end.
    pub leaf: Leaf,
}

/// A function or module top level that was followed, as rules see it.
pub struct Followed<'a> {
    /// What was followed: `None` is the top level of the module.
    pub func: Option<FuncRef>,
    /// The module.
    pub module: u32,
    /// What was seen.
    pub facts: &'a Facts,
    /// What its expressions hold.
    pub types: &'a Types,
}

type Observer<'o, 'p, T> = &'o (dyn Fn(&mut Evaluator<'p>, &Followed<'_>) -> Vec<T> + Sync);

impl Effects {
    /// Follows the program and spreads blocking. `observe` sees every followed body once; what it gives comes back in the
    /// order of the bodies.
    pub(crate) fn of<'p, T: Send>(program: &'p Program, observe: Observer<'_, 'p, T>) -> (Self, Vec<T>) {
        let mut effects = Self::default();
        let mut observed = Vec::new();
        let modules: Vec<u32> = (0..program.project as u32).collect();
        let relevant: Vec<u32> =
            modules.par_iter().copied().filter(|module| is_asynchronous(program, *module)).collect();
        let tops: Vec<(u32, Facts, Vec<T>)> = relevant
            .par_iter()
            .map_init(
                || (Evaluator::new(program), Types::default()),
                |(ev, types), module| {
                    let facts = walk_module(ev, *module, types);
                    let seen = observe(ev, &Followed { func: None, module: *module, facts: &facts, types });
                    (*module, facts, seen)
                },
            )
            .collect();
        let mut pending: Vec<FuncRef> = Vec::new();
        let mut scheduled: Vec<FuncRef> = Vec::new();
        let mut captured: Vec<Arc<Captured>> = Vec::new();
        let mut passed_on: Vec<(FuncRef, u16, Type)> = Vec::new();
        for (module, facts, seen) in tops {
            observed.extend(seen);
            scheduled.extend(facts.scheduled);
            captured.extend(facts.captured);
            passed_on.extend(facts.passed_on);
            let tree = &program.module(module).tree;
            let functions = (0..tree.functions.len() as u32).map(FunctionId);
            let worth = functions.filter(|id| tree.function(*id).is_async || calls_something(tree, *id));
            pending.extend(worth.map(|function| FuncRef { module, function }));
        }
        effects.find_protocols(program, &relevant);
        let mut known: FxHashSet<FuncRef> = pending.iter().copied().collect();
        loop {
            while !pending.is_empty() {
                let followed: Vec<(FuncRef, Facts, Vec<T>)> = pending
                    .par_iter()
                    .map_init(
                        || (Evaluator::new(program), Types::default()),
                        |(ev, types), func| {
                            let facts = walk(ev, *func, types);
                            let followed =
                                Followed { func: Some(*func), module: func.module, facts: &facts, types };
                            let seen = observe(ev, &followed);
                            (*func, facts, seen)
                        },
                    )
                    .filter(|(_, facts, seen)| !(facts.is_empty() && seen.is_empty()))
                    .collect();
                let asynchronous = pending.iter().copied().filter(|func| is_async(program, *func));
                effects.on_loop.extend(asynchronous);
                let mut next = Vec::new();
                for (func, facts, seen) in followed {
                    observed.extend(seen);
                    scheduled.extend(facts.scheduled);
                    captured.extend(facts.captured);
                    passed_on.extend(facts.passed_on);
                    for site in &facts.sites {
                        if let Target::Function(target, _) = &site.target
                            && program.is_project(target.module)
                            && known.insert(*target)
                        {
                            next.push(*target);
                        }
                    }
                    if !facts.sites.is_empty() {
                        effects.sites.insert(func, facts.sites.into());
                    }
                }
                next.extend(scheduled.drain(..).filter(|func| {
                    effects.on_loop.insert(*func);
                    known.insert(*func)
                }));
                next.sort_unstable();
                pending = next;
            }
            pending = effects.link(program, &captured, &passed_on, &mut known);
            if pending.is_empty() {
                break;
            }
        }
        effects.spread(program);
        (effects, observed)
    }

    /// Methods of subclasses of protocols run on the loop.
    fn find_protocols(&mut self, program: &Program, relevant: &[u32]) {
        let mut ev = Evaluator::new(program);
        for &module in relevant {
            let tree = &program.module(module).tree;
            for number in 0..tree.classes.len() as u32 {
                let class = ClassRef { module, class: ClassId(number) };
                if tree.class(class.class).bases.is_empty() {
                    continue;
                }
                let is_protocol = ev.mro(class).iter().any(|base| {
                    program.class_markers(*base).iter().any(|marker| matches!(marker, Marker::LoopCallbacks))
                });
                if !is_protocol {
                    continue;
                }
                for func in ev.functions(module) {
                    let function = tree.function(func.function);
                    let name = tree.names.text(function.name);
                    if function.owner == Owner::Class(class.class) && is_protocol_callback(name) {
                        self.on_loop.insert(func);
                    }
                }
            }
        }
    }

    /// Turns sites into edges; gives the functions that turn out to be reached and have not been followed.
    fn link(
        &mut self,
        program: &Program,
        captured: &[Arc<Captured>],
        passed_on: &[(FuncRef, u16, Type)],
        known: &mut FxHashSet<FuncRef>,
    ) -> Vec<FuncRef> {
        let mut ev = Evaluator::new(program);
        let mut funcs: Vec<FuncRef> = self.sites.keys().copied().collect();
        funcs.sort_unstable();
        let called = self.called_parameters(&funcs);
        // What coroutine functions, and closures of decorators, may be handed: everything the program hands them.
        let mut instances: FxHashMap<(FuncRef, u16), Vec<Type>> = FxHashMap::default();
        for known in captured {
            for (index, value) in &known.arguments {
                instances.entry((known.owner, *index)).or_default().push(value.clone());
            }
        }
        for (func, index, value) in passed_on {
            instances.entry((*func, *index)).or_default().push(value.clone());
        }
        for func in &funcs {
            for site in &self.sites[func] {
                let Target::Function(target, _) = &site.target else { continue };
                for (index, value) in &site.handed {
                    instances.entry((*target, *index)).or_default().push(value.clone());
                }
            }
        }
        let mut reached = Vec::new();
        self.edges.clear();
        for func in &funcs {
            let mut edges = Vec::new();
            let is_async = is_async(program, *func);
            for (number, site) in self.sites[func].iter().enumerate() {
                let site_number = number as u32;
                let mut add = |edges: &mut Vec<Edge>, callee: &Callee, via: Option<FuncRef>| {
                    let next = if program.is_project(callee.func.module) {
                        let function = program.module(callee.func.module).tree.function(callee.func.function);
                        if function.is_async || function.is_generator {
                            return;
                        }
                        if known.insert(callee.func) {
                            reached.push(callee.func);
                        }
                        Next::Call(callee.func, via)
                    } else if blocks(program, callee.func).is_some() {
                        Next::Leaf(Leaf::Library(callee.func))
                    } else {
                        return;
                    };
                    edges.push(Edge { site: site_number, next });
                };
                match &site.target {
                    Target::Configured(number) => {
                        edges.push(Edge { site: site_number, next: Next::Leaf(Leaf::Configured(*number)) });
                    }
                    Target::Parameter(owner, index) => {
                        // Only where the body itself runs on the loop; elsewhere the caller knows what it hands over.
                        // What is awaited is a coroutine function, whatever else was handed over elsewhere.
                        if !site.awaited && (is_async || self.on_loop.contains(func)) {
                            for value in instances.get(&(*owner, *index)).into_iter().flatten() {
                                for callee in ev.callees(value) {
                                    add(&mut edges, &callee, None);
                                }
                            }
                        }
                    }
                    Target::Function(target, closure) => {
                        edges.push(direct_edge(program, *target, site, site_number));
                        for (owner, index) in called.get(target).into_iter().flatten() {
                            let value = handed_value(*target, site, closure.as_ref(), *owner, *index);
                            for callee in value.map(|value| ev.callees(&value)).unwrap_or_default() {
                                add(&mut edges, &callee, Some(*target));
                            }
                        }
                    }
                }
            }
            if !edges.is_empty() {
                self.edges.insert(*func, edges);
            }
        }
        reached.sort_unstable();
        reached
    }

    /// For each function the parameters, its own and those of functions around it, that it calls, directly or through others.
    fn called_parameters(&self, funcs: &[FuncRef]) -> FxHashMap<FuncRef, Vec<(FuncRef, u16)>> {
        let mut called: FxHashMap<FuncRef, Vec<(FuncRef, u16)>> = FxHashMap::default();
        loop {
            let mut changed = false;
            for func in funcs {
                for site in &self.sites[func] {
                    let mut found = Vec::new();
                    match &site.target {
                        Target::Parameter(owner, index) => found.push((*owner, *index)),
                        Target::Function(target, closure) if called.contains_key(target) => {
                            for (owner, index) in &called[target] {
                                if let Some(Type::Parameter(outer, number)) =
                                    handed_value(*target, site, closure.as_ref(), *owner, *index)
                                {
                                    found.push((outer, number));
                                }
                            }
                        }
                        _ => {}
                    }
                    for pair in found {
                        let own = called.entry(*func).or_default();
                        if !own.contains(&pair) {
                            own.push(pair);
                            changed = true;
                        }
                    }
                }
            }
            if !changed {
                return called;
            }
        }
    }

    /// Spreads from the leaves, weight by weight, each by breadth: the first way found is the shortest.
    fn spread(&mut self, program: &Program) {
        let mut callers: FxHashMap<FuncRef, Vec<(FuncRef, Edge)>> = FxHashMap::default();
        let mut leaves: Vec<(u8, FuncRef, Edge)> = Vec::new();
        let mut funcs: Vec<FuncRef> = self.edges.keys().copied().collect();
        funcs.sort_unstable();
        for func in &funcs {
            for edge in &self.edges[func] {
                match edge.next {
                    Next::Leaf(leaf) => leaves.push((weight(program, leaf), *func, *edge)),
                    Next::Call(target, _) => callers.entry(target).or_default().push((*func, *edge)),
                }
            }
        }
        for current in (0..=4).rev() {
            let mut frontier: Vec<FuncRef> = Vec::new();
            for (_, func, edge) in leaves.iter().filter(|(weight, ..)| *weight == current) {
                if !self.reach.contains_key(func) {
                    self.reach.insert(*func, Reach { weight: current, distance: 0, edge: *edge });
                    frontier.push(*func);
                }
            }
            let mut distance = 0;
            while !frontier.is_empty() {
                distance += 1;
                frontier.sort_unstable();
                let mut next = Vec::new();
                for func in frontier {
                    for (caller, edge) in callers.get(&func).into_iter().flatten() {
                        // A coroutine function does not block its caller: it is judged itself.
                        if program.module(func.module).tree.function(func.function).is_async {
                            continue;
                        }
                        if !self.reach.contains_key(caller) {
                            self.reach.insert(*caller, Reach { weight: current, distance, edge: *edge });
                            next.push(*caller);
                        }
                    }
                }
                frontier = next;
            }
        }
    }

    /// Whether the body of `func` runs on the loop.
    pub fn is_on_loop(&self, func: FuncRef) -> bool {
        self.on_loop.contains(&func)
    }

    /// The functions whose bodies run on the loop, sorted.
    pub fn on_loop(&self) -> Vec<FuncRef> {
        let mut funcs: Vec<FuncRef> = self.on_loop.iter().copied().collect();
        funcs.sort_unstable();
        funcs
    }

    /// Where control leaves `func`.
    pub fn sites(&self, func: FuncRef) -> &[Site] {
        self.sites.get(&func).map_or(&[], |sites| sites)
    }

    /// The functions that hand something to the loop that blocks by itself, with the sites.
    pub fn scheduled_leaves(&self) -> Vec<(FuncRef, Blocking)> {
        let mut found: Vec<(FuncRef, Blocking)> = Vec::new();
        for (func, edges) in &self.edges {
            for edge in edges {
                if let Next::Leaf(leaf) = edge.next
                    && self.sites[func][edge.site as usize].via == Via::Scheduled
                {
                    let steps = vec![Step { func: *func, site: edge.site }];
                    found.push((*func, Blocking { steps, leaf }));
                }
            }
        }
        found.sort_by_key(|(func, blocking)| (*func, blocking.steps[0].site));
        found
    }

    /// The sites of `func` that block, each with its worst and nearest leaf; one for each expression.
    pub fn blocking(&self, program: &Program, func: FuncRef) -> Vec<Blocking> {
        let Some(sites) = self.sites.get(&func) else { return Vec::new() };
        let mut best: Vec<(crate::python::ExprId, u8, u32, Edge)> = Vec::new();
        for edge in self.edges.get(&func).into_iter().flatten() {
            let site = &sites[edge.site as usize];
            if site.via == Via::Scheduled {
                continue;
            }
            let (weight, distance) = match edge.next {
                Next::Leaf(leaf) => (weight(program, leaf), 0),
                Next::Call(target, via) => match self.reach.get(&target) {
                    Some(reach) => (reach.weight, reach.distance + 1 + u32::from(via.is_some())),
                    None => continue,
                },
            };
            match best.iter_mut().find(|(at, ..)| *at == site.at) {
                Some(known)
                    if (known.1, std::cmp::Reverse(known.2)) < (weight, std::cmp::Reverse(distance)) =>
                {
                    *known = (site.at, weight, distance, *edge);
                }
                Some(_) => {}
                None => best.push((site.at, weight, distance, *edge)),
            }
        }
        best.into_iter().filter_map(|(_, _, _, edge)| self.chain(func, edge)).collect()
    }

    fn chain(&self, func: FuncRef, first: Edge) -> Option<Blocking> {
        let mut steps = Vec::new();
        let (mut func, mut edge) = (func, first);
        // Every step comes nearer to a leaf, but for a hop through a function that calls what it is handed.
        for _ in 0..200 {
            steps.push(Step { func, site: edge.site });
            match edge.next {
                Next::Leaf(leaf) => return Some(Blocking { steps, leaf }),
                Next::Call(target, via) => {
                    if let Some(step) = via.and_then(|via| self.parameter_site(via)) {
                        steps.push(step);
                    }
                    edge = self.reach.get(&target)?.edge;
                    func = target;
                }
            }
        }
        None
    }

    /// Where `func` calls one of its parameters.
    fn parameter_site(&self, func: FuncRef) -> Option<Step> {
        let sites = self.sites.get(&func)?;
        let site = sites.iter().position(|site| matches!(site.target, Target::Parameter(..)))?;
        Some(Step { func, site: site as u32 })
    }

    /// The function that runs at a step when the chain goes on, or the leaf.
    pub fn step_target(&self, step: Step) -> Option<&Site> {
        self.sites.get(&step.func)?.get(step.site as usize)
    }
}

fn direct_edge(program: &Program, target: FuncRef, site: &Site, number: u32) -> Edge {
    let next = if program.is_project(target.module) {
        Next::Call(target, None)
    } else if site.threadsafe {
        Next::Leaf(Leaf::Threadsafe(target))
    } else {
        Next::Leaf(Leaf::Library(target))
    };
    Edge { site: number, next }
}

/// What the site hands to parameter `index` of `owner`: as an argument, or through a closure.
fn handed_value(
    target: FuncRef,
    site: &Site,
    closure: Option<&Arc<Captured>>,
    owner: FuncRef,
    index: u16,
) -> Option<Type> {
    if owner == target {
        return site.handed.iter().find(|(number, _)| *number == index).map(|(_, value)| value.clone());
    }
    let mut known = closure;
    while let Some(captured) = known {
        if captured.owner == owner {
            return captured
                .arguments
                .iter()
                .find(|(number, _)| *number == index)
                .map(|(_, value)| value.clone());
        }
        known = captured.outer.as_ref();
    }
    None
}

/// What the catalogue says of a library function's blocking.
pub(crate) fn blocks(program: &Program, func: FuncRef) -> Option<&Blocks> {
    program.markers(func).iter().find_map(|marker| match marker {
        Marker::Blocks(blocks) => Some(blocks),
        _ => None,
    })
}

fn weight(program: &Program, leaf: Leaf) -> u8 {
    match leaf {
        Leaf::Configured(_) => 3,
        Leaf::Threadsafe(_) => 4,
        Leaf::Library(func) => match blocks(program, func).map(|blocks| blocks.level) {
            Some(Level::High) => 3,
            Some(Level::Medium) => 2,
            Some(Level::Low) => 1,
            Some(Level::Info) => 0,
            // A loop of its own: an error at once, not a stall.
            None => 4,
        },
    }
}

/// Whether a call stands anywhere in the function: one that calls nothing matters only to those that run it.
fn calls_something(tree: &Tree, function: FunctionId) -> bool {
    let (start, end) = tree.function(function).exprs;
    (start.0..end.0).any(|id| matches!(tree.expr(ExprId(id)), Expr::Call(_)))
}

fn is_async(program: &Program, func: FuncRef) -> bool {
    program.module(func.module).tree.function(func.function).is_async
}

/// Whether anything of the module can matter to an event loop by itself: it defines or handles coroutines.
fn is_asynchronous(program: &Program, module: u32) -> bool {
    let tree = &program.module(module).tree;
    tree.functions.iter().any(|function| function.is_async)
        || tree.imports.iter().any(|import| {
            let names = import.names.iter().map(|imported| imported.name);
            import.module.into_iter().chain(names).any(|name| {
                let text = tree.names.text(name);
                let first = text.split('.').next().unwrap_or(text);
                matches!(first, "asyncio" | "anyio" | "trio" | "nest_asyncio" | "uvloop")
            })
        })
}

/// The callbacks of protocols and transports; other methods of such classes run wherever they are called.
fn is_protocol_callback(name: &str) -> bool {
    matches!(
        name,
        "connection_made"
            | "connection_lost"
            | "data_received"
            | "eof_received"
            | "datagram_received"
            | "error_received"
            | "pause_writing"
            | "resume_writing"
            | "buffer_updated"
            | "get_buffer"
            | "pipe_data_received"
            | "pipe_connection_lost"
            | "process_exited"
    )
}

//! The ways on which control gets from functions to what blocks.
//!
//! A function is a node, and once more for each set of literals that callers pass to parameters which decide where its body
//! leads. Blocking spreads backwards from the leaves, the heaviest and nearest first, so that each chain is the shortest.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::answer::Test;
use super::condition::{Condition, Given, Literal, Subject, Value};
use super::effects::{Blocking, Bodies, Edge, Effects, Next, Step, weight};
use super::evaluate::{Evaluator, Frame};
use super::facts::{Site, Via};
use super::program::Program;
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{ExprId, NameHash};

/// What is known of the parameters and attributes that decide.
type Known = Arc<[(Subject, Literal)]>;

/// A function for which callers have more literals than this is judged as if nothing were known for the rest of them.
const MOST_KNOWN: u32 = 64;

/// How often calls that lead back to themselves are looked for: those that hang on others need another round.
const MOST_ROUNDS: usize = 16;

/// How many nodes are looked at to see whether a call leads back to where it stands.
const MOST_LOOKED_AT: usize = 1_000;

/// A parameter that is asked more than this is judged as if nothing were known of it.
const MOST_ASKED: usize = 64;

/// How far each function is from what blocks, and where it goes there.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// By function: the node that knows nothing of parameters.
    general: FxHashMap<FuncRef, u32>,
    nodes: Vec<Node>,
    /// The functions that are judged by what their callers pass.
    asking: FxHashSet<FuncRef>,
    /// By node, of each call of which one of several methods runs: the sites known to block.
    alternatives: FxHashMap<(u32, ExprId), Vec<u32>>,
}

#[derive(Debug)]
struct Node {
    func: FuncRef,
    known: Known,
    ways: Vec<Way>,
    reach: Option<Reach>,
}

/// How heavy what a way leads to is, and how near.
type Rank = (u8, Reverse<u32>);

/// An edge that can be taken.
#[derive(Debug, Clone)]
struct Way {
    edge: Edge,
    /// The node that it leads to; for a leaf, any.
    to: u32,
    /// Of a call of which one of several methods runs: the call, and how many there are. It blocks when each of them does.
    alternative: Option<(ExprId, u8)>,
}

/// How a function blocks at its worst.
#[derive(Debug, Clone, Copy)]
struct Reach {
    weight: u8,
    distance: u32,
    /// The number of the way that is taken.
    way: u32,
}

impl Ways {
    pub(super) fn new(program: &Program, bodies: &dyn Bodies, edges: &FxHashMap<FuncRef, Vec<Edge>>) -> Self {
        let mut funcs: Vec<(FuncRef, &[Edge])> =
            edges.iter().map(|(func, edges)| (*func, &**edges)).collect();
        funcs.sort_unstable_by_key(|(func, _)| *func);
        let nothing: Known = Arc::from([]);
        let mut ways = Self {
            general: (0..).zip(&funcs).map(|(node, (func, _))| (*func, node)).collect(),
            nodes: funcs
                .iter()
                .map(|(func, _)| Node { func: *func, known: nothing.clone(), ways: Vec::new(), reach: None })
                .collect(),
            asking: FxHashSet::default(),
            alternatives: FxHashMap::default(),
        };
        let questions = Questions::of(bodies, &funcs, &ways.general);
        let asking = funcs.iter().zip(&questions.asked).filter(|(_, asked)| !asked.is_empty());
        ways.asking = asking.map(|((func, _), _)| *func).collect();
        ways.connect(program, bodies, &funcs, questions);
        ways.spread(program);
        ways
    }

    /// Adds a function that nobody calls, if it needs nothing else for that; whether it does not.
    pub(super) fn add(&mut self, program: &Program, func: FuncRef, sites: &[Site], edges: &[Edge]) -> bool {
        let mut found = Vec::new();
        for edge in edges {
            let site = &sites[edge.site as usize];
            if site.alternatives > 0 {
                return false;
            }
            let to = match edge.next {
                Next::Leaf(_) => 0,
                Next::Call(target, _) if self.asking.contains(&target) => return false,
                Next::Call(target, _) => {
                    let is_async = program.module(target.module).tree.function(target.function).is_async;
                    let Some(&to) = self.general.get(&target).filter(|_| !is_async) else { continue };
                    to
                }
            };
            let is_excluded = site.under.as_ref().is_some_and(|under| under.holds(&|_| None) == Some(false));
            if !is_excluded {
                found.push(Way { edge: edge.clone(), to, alternative: None });
            }
        }
        self.general.insert(func, self.nodes.len() as u32);
        self.nodes.push(Node { func, known: Arc::from([]), ways: found, reach: None });
        true
    }

    /// Takes away a function that was added.
    pub(super) fn remove(&mut self, func: FuncRef) {
        self.general.remove(&func);
    }

    /// Finds the ways that can be taken from each node, and the nodes that callers with literals make.
    fn connect(
        &mut self,
        program: &Program,
        bodies: &dyn Bodies,
        funcs: &[(FuncRef, &[Edge])],
        mut questions: Questions<'_>,
    ) {
        let mut special: FxHashMap<(u32, Known), u32> = FxHashMap::default();
        let mut count = vec![0_u32; funcs.len()];
        let mut ev = Evaluator::new(program);
        let mut number = 0;
        while let Some(node) = self.nodes.get(number) {
            let general = self.general[&node.func];
            let known = Arc::clone(&node.known);
            let sites = bodies.sites(node.func);
            let given =
                |subject: Subject| known.iter().find(|(other, _)| *other == subject).map(|(_, value)| value);
            let mut found = Vec::new();
            for edge in funcs[general as usize].1.iter().take_while(|_| !program.stop.is_set()) {
                let site = &sites[edge.site as usize];
                let excluded = site.under.as_ref().is_some_and(|under| under.holds(&given) == Some(false));
                if excluded {
                    continue;
                }
                let alternative = (site.alternatives > 0).then_some((site.at, site.alternatives));
                let Next::Call(target, object) = &edge.next else {
                    found.push(Way { edge: edge.clone(), to: 0, alternative });
                    continue;
                };
                // A coroutine function does not block its caller: it is judged itself.
                let target = *target;
                let is_async = program.module(target.module).tree.function(target.function).is_async;
                let Some(&general) = self.general.get(&target).filter(|_| !is_async) else { continue };
                let passed = match object {
                    None => {
                        let under = site.under.as_deref();
                        questions.passed(&mut ev, (general, target), (&site.given, under), &given)
                    }
                    Some(object) => {
                        questions.passed(&mut ev, (general, target), (&**object, None), &|_| None)
                    }
                };
                let to = if passed.is_empty() {
                    general
                } else {
                    let key = (general, Known::from(passed));
                    *special.entry(key).or_insert_with_key(|(_, known)| {
                        let count = &mut count[general as usize];
                        if *count == MOST_KNOWN {
                            return general;
                        }
                        *count += 1;
                        let known = Arc::clone(known);
                        self.nodes.push(Node { func: target, known, ways: Vec::new(), reach: None });
                        self.nodes.len() as u32 - 1
                    })
                };
                found.push(Way { edge: edge.clone(), to, alternative });
            }
            self.nodes[number].ways = found;
            number += 1;
        }
    }

    /// Spreads from the leaves, weight by weight, each by breadth: the first way found is the shortest.
    fn spread(&mut self, program: &Program) {
        // The ways that lead to each node: where those of a node start, then node and number of the way.
        let mut starts = vec![0_u32; self.nodes.len() + 1];
        let mut leaves: Vec<(u8, u32, u32)> = Vec::new();
        for (node, way, number) in self.each_way() {
            match &way.edge.next {
                Next::Leaf(leaf) => leaves.push((weight(program, *leaf), node, number)),
                Next::Call(..) => starts[way.to as usize + 1] += 1,
            }
        }
        for node in 1..starts.len() {
            starts[node] += starts[node - 1];
        }
        let mut callers = vec![(0_u32, 0_u32); starts.last().copied().unwrap_or_default() as usize];
        let mut next = starts.clone();
        for (node, way, number) in self.each_way() {
            if let Next::Call(..) = way.edge.next {
                callers[next[way.to as usize] as usize] = (node, number);
                next[way.to as usize] += 1;
            }
        }
        for current in (0..=4).rev() {
            let mut frontier = VecDeque::new();
            for (_, node, way) in leaves.iter().filter(|(weight, ..)| *weight == current) {
                if self.arrive(*node, Reach { weight: current, distance: 0, way: *way }) {
                    frontier.push_back((*node, 1));
                }
            }
            self.spread_from(frontier, current, &starts, &callers);
        }
        for _ in 0..MOST_ROUNDS {
            let closed = self.close_cycles(program);
            if closed.is_empty() {
                break;
            }
            for (node, reach) in closed {
                if self.arrive(node, reach) {
                    let frontier = VecDeque::from([(node, reach.distance + 1)]);
                    self.spread_from(frontier, reach.weight, &starts, &callers);
                }
            }
        }
    }

    fn spread_from(
        &mut self,
        mut frontier: VecDeque<(u32, u32)>,
        weight: u8,
        starts: &[u32],
        callers: &[(u32, u32)],
    ) {
        while let Some((node, distance)) = frontier.pop_front() {
            let (start, end) = (starts[node as usize], starts[node as usize + 1]);
            for (caller, way) in &callers[start as usize..end as usize] {
                if self.arrive(*caller, Reach { weight, distance, way: *way }) {
                    frontier.push_back((*caller, distance + 1));
                }
            }
        }
    }

    /// Notes that a way from a node leads to something that blocks; whether the node blocks for the first time with that.
    fn arrive(&mut self, node: u32, reach: Reach) -> bool {
        let of = &mut self.nodes[node as usize];
        let way = &of.ways[reach.way as usize];
        if let Some((at, count)) = way.alternative {
            let blocking = self.alternatives.entry((node, at)).or_default();
            if !blocking.contains(&way.edge.site) {
                blocking.push(way.edge.site);
            }
            if blocking.len() < count as usize {
                return false;
            }
        }
        let is_first = of.reach.is_none();
        of.reach.get_or_insert(reach);
        is_first
    }

    /// The calls of which one of several methods runs, where those that are not known to block only lead back to the call: a
    /// composite does what its parts do. It is noted that they block.
    fn close_cycles(&mut self, program: &Program) -> Vec<(u32, Reach)> {
        let mut open: Vec<(u32, ExprId)> = self.alternatives.keys().copied().collect();
        open.sort_unstable();
        let close = |(node, at)| {
            let blocking = &self.alternatives[&(node, at)];
            let ways = || {
                (0..)
                    .zip(&self.nodes[node as usize].ways)
                    .filter(|(_, way)| way.alternative.is_some_and(|(call, _)| call == at))
            };
            let count = ways().find_map(|(_, way)| way.alternative)?.1 as usize;
            let mut missing: Vec<u32> = Vec::new();
            for (_, way) in ways().filter(|(_, way)| !blocking.contains(&way.edge.site)) {
                if !matches!(way.edge.next, Next::Call(..)) || !self.leads_back(way.to, node) {
                    return None;
                }
                if !missing.contains(&way.edge.site) {
                    missing.push(way.edge.site);
                }
            }
            if missing.is_empty() || blocking.len() + missing.len() < count {
                return None;
            }
            let reach = ways().filter_map(|(number, way)| {
                let (weight, Reverse(distance)) = self.rank(program, way)?;
                Some(Reach { weight, distance, way: number })
            });
            let reach = reach.min_by_key(|reach| reach.weight)?;
            self.alternatives.get_mut(&(node, at))?.extend(missing);
            Some((node, reach))
        };
        open.into_iter().take_while(|_| !program.stop.is_set()).filter_map(close).collect()
    }

    /// Whether ways from one node lead to another.
    fn leads_back(&self, from: u32, to: u32) -> bool {
        let mut seen = FxHashSet::from_iter([from]);
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            if node == to {
                return true;
            }
            let ways = self.nodes[node as usize].ways.iter();
            let calls = ways.filter(|way| matches!(way.edge.next, Next::Call(..)));
            open.extend(calls.map(|way| way.to).filter(|next| seen.insert(*next)));
            if seen.len() > MOST_LOOKED_AT {
                return false;
            }
        }
        false
    }

    fn each_way(&self) -> impl Iterator<Item = (u32, &Way, u32)> {
        (0..)
            .zip(&self.nodes)
            .flat_map(|(node, of)| (0..).zip(&of.ways).map(move |(number, way)| (node, way, number)))
    }

    /// The sites of `func` that block, each with its worst and nearest leaf; one for each expression.
    pub(super) fn blocking(&self, program: &Program, effects: &Effects, func: FuncRef) -> Vec<Blocking> {
        let Some(&number) = self.general.get(&func) else { return Vec::new() };
        let sites = effects.sites(func);
        let mut best: Vec<(ExprId, Rank, &Way)> = Vec::new();
        for way in self.nodes[number as usize].ways.iter().take_while(|_| !program.stop.is_set()) {
            let site = &sites[way.edge.site as usize];
            if site.via == Via::Scheduled {
                continue;
            }
            let is_open = |(at, count): (ExprId, u8)| {
                self.alternatives.get(&(number, at)).is_none_or(|blocking| blocking.len() < count as usize)
            };
            if way.alternative.is_some_and(is_open) {
                continue;
            }
            let Some(rank) = self.rank(program, way) else { continue };
            match best.iter_mut().find(|(at, ..)| *at == site.at) {
                // Of several methods no more is sure than what the most harmless one does.
                Some((_, known, _)) if way.alternative.is_some() && rank.0 > known.0 => {}
                Some(known) if known.1 < rank || way.alternative.is_some() && rank.0 < known.1.0 => {
                    *known = (site.at, rank, way);
                }
                Some(_) => {}
                None => best.push((site.at, rank, way)),
            }
        }
        best.into_iter().filter_map(|(_, _, way)| self.chain(effects, func, way)).collect()
    }

    /// How heavy the leaf is, and how near; `None` where the way leads to none.
    fn rank(&self, program: &Program, way: &Way) -> Option<Rank> {
        let hops = way.edge.via.as_ref().map_or(0, |via| via.len() as u32);
        match way.edge.next {
            Next::Leaf(leaf) => Some((weight(program, leaf), Reverse(hops))),
            Next::Call(..) => {
                let reach = self.nodes[way.to as usize].reach?;
                Some((reach.weight, Reverse(reach.distance + 1 + hops)))
            }
        }
    }

    fn chain(&self, effects: &Effects, func: FuncRef, first: &Way) -> Option<Blocking> {
        let nothing: &[(Subject, Literal)] = &[];
        let doubts = |step: Step, known: &[(Subject, Literal)]| {
            let Some(site) = effects.step_target(step) else { return 0 };
            let given =
                |subject| known.iter().find(|(other, _)| *other == subject).map(|(_, literal)| literal);
            let answered = site.under.as_ref().is_none_or(|under| under.holds(&given) == Some(true));
            site.guards.doubts(answered)
        };
        let mut steps = Vec::new();
        let mut found = 0;
        let (mut func, mut way, mut known) = (func, first, None);
        // Every step comes nearer to a leaf, but for a hop through a function that calls what it is handed.
        for _ in 0..200 {
            let step = Step { func, site: way.edge.site };
            found += known.map_or(0, |known| doubts(step, known));
            steps.push(step);
            for step in way.edge.via.iter().flat_map(|via| via.iter()) {
                found += doubts(*step, nothing);
                steps.push(*step);
            }
            match way.edge.next {
                Next::Leaf(leaf) => return Some(Blocking { steps, leaf, doubts: found }),
                Next::Call(target, _) => {
                    let node = &self.nodes[way.to as usize];
                    way = &node.ways[node.reach?.way as usize];
                    known = Some(&*node.known);
                    func = target;
                }
            }
        }
        None
    }
}

/// What the callers of each function decide: the questions that are asked of a parameter, in its body or where it is passed on.
struct Questions<'e> {
    /// By function.
    asked: Vec<Vec<(Subject, Vec<&'e Test>)>>,
    /// For function, parameter and answers the first value that gives them: all that do lead the same ways.
    like: FxHashMap<(u32, Subject, Vec<Option<bool>>), Literal>,
    /// What attributes of classes hold, whatever instance is asked.
    of_classes: FxHashMap<(ClassRef, NameHash), Option<Literal>>,
}

impl<'e> Questions<'e> {
    fn of(
        bodies: &'e dyn Bodies,
        funcs: &[(FuncRef, &'e [Edge])],
        general: &FxHashMap<FuncRef, u32>,
    ) -> Self {
        let mut result = Self {
            asked: vec![Vec::new(); funcs.len()],
            like: FxHashMap::default(),
            of_classes: FxHashMap::default(),
        };
        let mut callers: FxHashMap<u32, Vec<(u32, &Given)>> = FxHashMap::default();
        let mut open = Vec::new();
        for (number, (func, edges)) in (0_u32..).zip(funcs) {
            let sites = bodies.sites(*func);
            for edge in *edges {
                let site = &sites[edge.site as usize];
                if let Some(under) = &site.under {
                    under.each(&mut |asked| {
                        result.add(number, asked.subject, &asked.test);
                    });
                }
                if let Next::Call(target, None) = edge.next
                    && let Some(target) = general.get(&target)
                {
                    callers.entry(*target).or_default().push((number, &site.given));
                }
            }
            if !result.asked[number as usize].is_empty() {
                open.push(number);
            }
        }
        while let Some(number) = open.pop() {
            let asked = result.asked[number as usize].clone();
            for (caller, given) in callers.get(&number).into_iter().flatten() {
                let mut is_new = false;
                for (subject, tests) in &asked {
                    if let Some(Value::Answer(condition) | Value::Truth(condition)) = given.value(*subject) {
                        condition.each(&mut |asked| {
                            is_new |= result.add(*caller, asked.subject, &asked.test);
                        });
                    }
                    let Some(outside) = given.outside(*subject) else { continue };
                    tests.iter().for_each(|test| is_new |= result.add(*caller, outside, test));
                }
                if is_new {
                    open.push(*caller);
                }
            }
        }
        result
    }

    /// Whether the question is new.
    fn add(&mut self, func: u32, subject: Subject, test: &'e Test) -> bool {
        let asked = &mut self.asked[func as usize];
        let position = asked.iter().position(|(known, _)| *known == subject).unwrap_or_else(|| {
            asked.push((subject, Vec::new()));
            asked.len() - 1
        });
        let tests = &mut asked[position].1;
        let is_new = tests.len() <= MOST_ASKED && !tests.contains(&test);
        if is_new {
            tests.push(test);
        }
        is_new
    }

    /// What a site passes to the parameters of `target` that are asked for, as far as it answers anything.
    fn passed<'g>(
        &mut self,
        ev: &mut Evaluator<'_>,
        (number, target): (u32, FuncRef),
        (passed_on, under): (&Given, Option<&Condition>),
        given: &dyn Fn(Subject) -> Option<&'g Literal>,
    ) -> Vec<(Subject, Literal)> {
        let mut passed = Vec::new();
        for (subject, tests) in &self.asked[number as usize] {
            if tests.len() > MOST_ASKED {
                continue;
            }
            let default = |index| default_of(ev, target, index);
            let value = passed_on.literal(*subject, given, under, default);
            let value = value.or_else(|| match (*subject, passed_on.receiver) {
                (Subject::Attribute(name), Some(class)) => {
                    let known = self.of_classes.entry((class, name));
                    known.or_insert_with(|| ev.class_literal(class, name)).clone()
                }
                _ => None,
            });
            let Some(value) = value else { continue };
            let answers: Vec<Option<bool>> = tests.iter().map(|test| test.of(&value)).collect();
            if answers.iter().any(Option::is_some) {
                let like = self.like.entry((number, *subject, answers)).or_insert(value);
                passed.push((*subject, like.clone()));
            }
        }
        passed.sort_unstable();
        passed
    }
}

/// What a parameter holds when nothing is passed.
pub(super) fn default_of(ev: &mut Evaluator<'_>, func: FuncRef, index: u16) -> Option<Literal> {
    let tree = ev.tree(func.module);
    let function = tree.function(func.function);
    let default = function.parameters.get(index as usize)?.default;
    // A decorator may pass what the call does not.
    let is_bare =
        tree.list(function.decorators).iter().all(|decorator| ev.leaves_alone(func.module, *decorator));
    if default == ExprId::NONE || !is_bare {
        return None;
    }
    ev.plain_default(func, index).or_else(|| {
        Some(Literal::Default(match ev.expr(&Frame::of(func.module, function.owner), default) {
            Type::Instance(class, _) => Some(ev.mro(class)),
            _ => None,
        }))
    })
}

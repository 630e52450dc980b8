//! The ways on which control gets from functions to what blocks.
//!
//! A function is a node, and once more for each set of literals that callers pass to parameters which decide where its body
//! leads. Blocking spreads backwards from the leaves, the heaviest and nearest first, so that each chain is the shortest.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::condition::{self, Literal, bit};
use super::effects::{Blocking, Edge, Effects, Next, Step, weight};
use super::facts::{Site, Via};
use super::program::Program;
use super::types::FuncRef;
use crate::python::ExprId;

/// What is known of the parameters that decide, by number.
type Known = Arc<[(u16, Literal)]>;

/// A function for which callers have more literals than this is judged as if nothing were known for the rest of them.
const MOST_KNOWN: u32 = 64;

/// How far each function is from what blocks, and where it goes there.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// By function: the node that knows nothing of parameters.
    general: FxHashMap<FuncRef, u32>,
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    func: FuncRef,
    known: Known,
    ways: Vec<Way>,
    reach: Option<Reach>,
}

/// An edge that can be taken.
#[derive(Debug, Clone, Copy)]
struct Way {
    edge: Edge,
    /// The node that it leads to; for a leaf, any.
    to: u32,
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
    pub(super) fn new(program: &Program, effects: &Effects) -> Self {
        let mut funcs: Vec<(FuncRef, &[Edge])> = effects.edges().collect();
        funcs.sort_unstable_by_key(|(func, _)| *func);
        let nothing: Known = Arc::from([]);
        let mut ways = Self {
            general: (0..).zip(&funcs).map(|(node, (func, _))| (*func, node)).collect(),
            nodes: funcs
                .iter()
                .map(|(func, _)| Node { func: *func, known: nothing.clone(), ways: Vec::new(), reach: None })
                .collect(),
        };
        let deciding = deciding(effects, &funcs, &ways.general);
        ways.connect(program, effects, &funcs, &deciding);
        ways.spread(program);
        ways
    }

    /// Finds the ways that can be taken from each node, and the nodes that callers with literals make.
    fn connect(
        &mut self,
        program: &Program,
        effects: &Effects,
        funcs: &[(FuncRef, &[Edge])],
        deciding: &[u64],
    ) {
        let mut special: FxHashMap<(u32, Known), u32> = FxHashMap::default();
        let mut count = vec![0_u32; funcs.len()];
        let mut number = 0;
        while let Some(node) = self.nodes.get(number) {
            let general = self.general[&node.func];
            let known = Arc::clone(&node.known);
            let sites = effects.sites(node.func);
            let given = |index: u16| known.iter().find(|(other, _)| *other == index).map(|(_, value)| value);
            let mut found = Vec::new();
            for edge in funcs[general as usize].1 {
                let site = &sites[edge.site as usize];
                let excluded = site.under.as_ref().is_some_and(|under| under.holds(&given) == Some(false));
                if excluded {
                    continue;
                }
                let Next::Call(target, via) = edge.next else {
                    found.push(Way { edge: *edge, to: 0 });
                    continue;
                };
                // A coroutine function does not block its caller: it is judged itself.
                let is_async = program.module(target.module).tree.function(target.function).is_async;
                let Some(&general) = self.general.get(&target).filter(|_| !is_async) else { continue };
                let asked = deciding[general as usize];
                let passed = match via {
                    None if asked != 0 => passed(program, target, site, asked, &given),
                    _ => Vec::new(),
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
                found.push(Way { edge: *edge, to });
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
            match way.edge.next {
                Next::Leaf(leaf) => leaves.push((weight(program, leaf), node, number)),
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
                let reach = &mut self.nodes[*node as usize].reach;
                if reach.is_none() {
                    *reach = Some(Reach { weight: current, distance: 0, way: *way });
                    frontier.push_back((*node, 1));
                }
            }
            while let Some((node, distance)) = frontier.pop_front() {
                let (start, end) = (starts[node as usize], starts[node as usize + 1]);
                for (caller, way) in &callers[start as usize..end as usize] {
                    let reach = &mut self.nodes[*caller as usize].reach;
                    if reach.is_none() {
                        *reach = Some(Reach { weight: current, distance, way: *way });
                        frontier.push_back((*caller, distance + 1));
                    }
                }
            }
        }
    }

    fn each_way(&self) -> impl Iterator<Item = (u32, Way, u32)> {
        (0..)
            .zip(&self.nodes)
            .flat_map(|(node, of)| (0..).zip(&of.ways).map(move |(number, way)| (node, *way, number)))
    }

    /// The sites of `func` that block, each with its worst and nearest leaf; one for each expression.
    pub(super) fn blocking(&self, program: &Program, effects: &Effects, func: FuncRef) -> Vec<Blocking> {
        let Some(node) = self.general.get(&func).map(|node| &self.nodes[*node as usize]) else {
            return Vec::new();
        };
        let sites = effects.sites(func);
        let mut best: Vec<(ExprId, (u8, Reverse<u32>), Way)> = Vec::new();
        for way in &node.ways {
            let site = &sites[way.edge.site as usize];
            if site.via == Via::Scheduled {
                continue;
            }
            let Some(rank) = self.rank(program, *way) else { continue };
            match best.iter_mut().find(|(at, ..)| *at == site.at) {
                Some(known) if known.1 < rank => *known = (site.at, rank, *way),
                Some(_) => {}
                None => best.push((site.at, rank, *way)),
            }
        }
        best.into_iter().filter_map(|(_, _, way)| self.chain(effects, func, way)).collect()
    }

    /// How heavy the leaf is, and how near; `None` where the way leads to none.
    fn rank(&self, program: &Program, way: Way) -> Option<(u8, Reverse<u32>)> {
        match way.edge.next {
            Next::Leaf(leaf) => Some((weight(program, leaf), Reverse(0))),
            Next::Call(_, via) => {
                let reach = self.nodes[way.to as usize].reach?;
                Some((reach.weight, Reverse(reach.distance + 1 + u32::from(via.is_some()))))
            }
        }
    }

    fn chain(&self, effects: &Effects, func: FuncRef, first: Way) -> Option<Blocking> {
        let mut steps = Vec::new();
        let (mut func, mut way) = (func, first);
        // Every step comes nearer to a leaf, but for a hop through a function that calls what it is handed.
        for _ in 0..200 {
            steps.push(Step { func, site: way.edge.site });
            match way.edge.next {
                Next::Leaf(leaf) => return Some(Blocking { steps, leaf }),
                Next::Call(target, via) => {
                    steps.extend(via.and_then(|via| effects.parameter_site(via)));
                    let node = &self.nodes[way.to as usize];
                    way = node.ways[node.reach?.way as usize];
                    func = target;
                }
            }
        }
        None
    }
}

/// What a site passes to the parameters of `target` that are asked for.
fn passed<'g>(
    program: &Program,
    target: FuncRef,
    site: &Site,
    asked: u64,
    given: &impl Fn(u16) -> Option<&'g Literal>,
) -> Vec<(u16, Literal)> {
    let tree = &program.module(target.module).tree;
    let parameters = &tree.function(target.function).parameters;
    let asked = (0..parameters.len() as u16).filter(|index| asked & bit(*index) != 0);
    let literal = |index: u16| {
        let default = || condition::default(tree, parameters[index as usize].default);
        Some((index, site.given.literal(index, given, default)?))
    };
    asked.filter_map(literal).collect()
}

/// For each function the parameters that decide where its body leads, its own and those it passes on.
fn deciding(effects: &Effects, funcs: &[(FuncRef, &[Edge])], general: &FxHashMap<FuncRef, u32>) -> Vec<u64> {
    let mut deciding = vec![0_u64; funcs.len()];
    let mut callers: FxHashMap<u32, Vec<(u32, u32)>> = FxHashMap::default();
    let mut open = Vec::new();
    for (number, (func, edges)) in (0_u32..).zip(funcs) {
        let sites = effects.sites(*func);
        for edge in *edges {
            let site = &sites[edge.site as usize];
            if let Some(under) = &site.under {
                under.parameters(&mut |index| deciding[number as usize] |= bit(index));
            }
            if let Next::Call(target, None) = edge.next
                && let Some(target) = general.get(&target)
            {
                callers.entry(*target).or_default().push((number, edge.site));
            }
        }
        if deciding[number as usize] != 0 {
            open.push(number);
        }
    }
    while let Some(number) = open.pop() {
        let asked = deciding[number as usize];
        for (caller, site) in callers.get(&number).into_iter().flatten() {
            let site = &effects.sites(funcs[*caller as usize].0)[*site as usize];
            let own = &mut deciding[*caller as usize];
            let before = *own;
            (0..64).filter(|index| asked & bit(*index) != 0).for_each(|index| {
                site.given.deciding(index, &mut |outer| *own |= bit(outer));
            });
            if *own != before {
                open.push(*caller);
            }
        }
    }
    deciding
}

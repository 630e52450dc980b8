//! What comprehensions give: their variables are their own, whatever else is called so in the function.

use super::evaluate::{Evaluator, Frame};
use super::narrow::Knowledge;
use super::question::Question;
use super::types::Type;
use super::walk::Walk;
use crate::python::{ComprehensionKind, Expr, ExprId, List, NameHash, Owner, Tree};

/// A variable of a comprehension around the expression that is being judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variable {
    /// The module and the scope around the comprehension.
    scope: (u32, Owner),
    name: NameHash,
    /// The comprehension and its clause.
    clause: (u32, u32),
    /// Which item of the element it holds.
    item: Option<u8>,
    /// How many variables there are outside of the clause.
    outer: usize,
}

impl Evaluator<'_> {
    pub(super) fn comprehension(&mut self, frame: &Frame, index: u32) -> Type {
        let tree = self.tree(frame.module);
        let comprehension = &tree.comprehensions[index as usize];
        let outer = self.variables.len();
        for (number, clause) in (0..).zip(&comprehension.clauses) {
            let outer = self.variables.len();
            let scope = (frame.module, frame.owner);
            let variable = Variable { scope, name: NameHash(0), clause: (index, number), item: None, outer };
            self.bind_variable(tree, clause.target, variable);
        }
        let element = self.expr(frame, comprehension.element);
        self.variables.truncate(outer);
        let known = &self.program.known;
        match comprehension.kind {
            ComprehensionKind::Dict => self.generic(known.dict, [Type::Unknown, element]),
            ComprehensionKind::Set => self.generic(known.set, [element]),
            ComprehensionKind::List | ComprehensionKind::Generator => self.generic(known.list, [element]),
        }
    }

    /// Items of items are not tracked.
    fn bind_variable(&mut self, tree: &Tree, target: ExprId, variable: Variable) {
        match tree.expr(target) {
            Expr::Name(name) => self.variables.push(Variable { name: tree.names.hash(name), ..variable }),
            Expr::Tuple(items) | Expr::List(items) if variable.item.is_none() => {
                for (number, item) in (0..u8::MAX).zip(tree.list(items)) {
                    if matches!(tree.expr(*item), Expr::Name(_)) {
                        self.bind_variable(tree, *item, Variable { item: Some(number), ..variable });
                    }
                }
            }
            _ => {}
        }
    }

    /// What a variable of a comprehension around this expression holds.
    pub(super) fn variable(&mut self, frame: &Frame, name: NameHash) -> Option<Type> {
        let scope = (frame.module, frame.owner);
        let is_meant = |variable: &&Variable| variable.name == name && variable.scope == scope;
        let variable = *self.variables.iter().rev().find(is_meant)?;
        let outer = self.variables[..variable.outer].to_vec();
        let (index, number) = variable.clause;
        let clause = self.tree(frame.module).comprehensions[index as usize].clauses.get(number as usize)?;
        let question = Question::Clause(frame.module, index, number);
        // What is captured is filled in afterwards.
        let general = Frame { env: None, captured: None, ..*frame };
        let work = |this: &mut Self| {
            this.variables = outer;
            let iterable = this.expr(&general, clause.iter);
            this.element(&iterable, clause.is_async)
        };
        let element = match frame.seen {
            None => self.ask_once(question, Type::Unknown, work),
            Some(_) => self.ask(question, Type::Unknown, |_| {}, work),
        };
        let found = match variable.item {
            Some(item) => self.item(&element, item),
            None => element,
        };
        Some(self.captured(frame, found))
    }
}

/// When a generator expression runs; other comprehensions run where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// Where it stands.
    Now,
    /// When somebody consumes it.
    Later,
    /// Here, where its name is consumed.
    Resumed,
}

impl Walk<'_, '_> {
    /// What stands in a display; a generator expression does not run there.
    pub(super) fn visit_items(&mut self, items: List) -> Vec<Type> {
        let tree = self.tree;
        let item = |item: &ExprId| match tree.expr(*item) {
            Expr::Comprehension(index) => {
                let found = self.visit_comprehension(index, Runs::Later);
                if self.recording {
                    self.types.set(*item, &found);
                }
                found
            }
            _ => self.visit(*item),
        };
        tree.list(items).iter().map(item).collect()
    }

    /// What the comprehension gives. One that runs later shows no more than that its outermost iterable is evaluated.
    pub(super) fn visit_comprehension(&mut self, index: u32, runs: Runs) -> Type {
        let tree = self.tree;
        let comprehension = &tree.comprehensions[index as usize];
        let lazy = comprehension.kind == ComprehensionKind::Generator && runs == Runs::Later;
        let mut before = self.facts.sites.len();
        let (under, told) = (self.under.clone(), self.env.all_told());
        for (number, clause) in comprehension.clauses.iter().enumerate() {
            // The outermost iterable was evaluated where the generator expression stands.
            let was_recording = self.recording;
            self.recording &= number > 0 || runs != Runs::Resumed;
            let iterable = self.visit(clause.iter);
            self.recording = was_recording;
            if number == 0 {
                before = self.facts.sites.len();
            }
            let element = self.consume(clause.iter, &iterable, clause.is_async);
            self.assign(clause.target, &element);
            self.settle_elements(clause.target, clause.iter);
            if !clause.is_async {
                let condition = self.has_elements(clause.iter);
                self.assume(condition);
            }
            for test in tree.list(clause.ifs) {
                self.visit(*test);
                let condition = self.condition(*test);
                self.assume(condition);
            }
        }
        let mut known = Knowledge::default();
        for test in comprehension.clauses.iter().flat_map(|clause| tree.list(clause.ifs)) {
            known.add(self.knowledge(*test).0);
        }
        let element = self.knowing(known, |this| {
            this.visit(comprehension.key);
            this.visit(comprehension.element)
        });
        self.under = under;
        self.env.told_only(&told);
        if lazy {
            self.facts.sites.truncate(before);
        }
        let known = &self.ev.program.known;
        match comprehension.kind {
            ComprehensionKind::Dict => self.ev.generic(known.dict, [Type::Unknown, element]),
            ComprehensionKind::Set => self.ev.generic(known.set, [element]),
            _ => self.ev.generic(known.list, [element]),
        }
    }
}

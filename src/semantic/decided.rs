//! Attributes that a constructor decides on its parameters, and those that classes decide for all instances.
//!
//! `self.remote = Remote(host) if host else None`: an instance that is made without a host has none.

use super::answer::Test;
use super::asked::Query;
use super::condition::{Literal, Subject, plain};
use super::evaluate::{Evaluator, Frame};
use super::scope::Bound;
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{CompareOperator, Expr, ExprId, NameHash, Owner, Tree};

/// Attributes behind these are not looked at.
const MOST_ATTRIBUTES: usize = 128;

/// Classes with more subclasses are not compared with them.
const MOST_SUBCLASSES: usize = 32;

impl Evaluator<'_> {
    /// The attributes that a constructor binds to something that conditions decide, once and for all.
    fn decided(&self, init: FuncRef) -> Vec<(NameHash, ExprId)> {
        let Owner::Class(class) = self.function_of(init).owner else { return Vec::new() };
        let tree = self.tree(init.module);
        let scopes = &self.program.module(init.module).scopes;
        let own = scopes.attributes_of(class).iter().filter(|attribute| attribute.function == init.function);
        let decided = own.take(MOST_ATTRIBUTES).filter_map(|attribute| {
            let value = attribute.bound.expression()?;
            let is_decided = matches!(
                tree.expr(value),
                Expr::Conditional(_) | Expr::Compare(..) | Expr::Not(_) | Expr::And(_) | Expr::Or(_)
            );
            let is_only = || scopes.attribute(class, attribute.name).len() == 1;
            // What keeps a parameter unless that is nothing says more.
            let is_kept = || self.kept_in(init, attribute.name).is_some();
            (is_decided && is_only() && !is_kept()).then_some((attribute.name, value))
        });
        decided.collect()
    }

    /// Whether the parameter of a constructor decides what attributes hold.
    pub(super) fn decides(&self, init: FuncRef, index: u16) -> bool {
        let (tree, function) = (self.tree(init.module), self.function_of(init));
        let Some(parameter) = function.parameters.get(index as usize) else { return false };
        self.decided(init).iter().any(|(_, value)| {
            let mut found = false;
            each_name(tree, *value, &mut |name| found |= name == tree.names.hash(parameter.name));
            found
        })
    }

    /// What attributes hold that constructors decide on what is carried.
    pub(super) fn decided_literals(&mut self, carried: &[(FuncRef, u16, Type)]) -> Vec<(Subject, Literal)> {
        let mut found = Vec::new();
        let mut inits: Vec<FuncRef> = carried.iter().map(|(init, ..)| *init).collect();
        inits.dedup();
        for init in inits {
            let decided = self.decided(init);
            if decided.is_empty() {
                continue;
            }
            let (tree, function) = (self.tree(init.module), self.function_of(init));
            let mut known: Vec<(NameHash, Literal)> = Vec::new();
            for (_, index, value) in carried.iter().filter(|(owner, ..)| *owner == init) {
                let name = tree.names.hash(function.parameters[*index as usize].name);
                let scopes = &self.program.module(init.module).scopes;
                let is_only = scopes.lookup(Owner::Function(init.function), name).1.len() == 1;
                known.extend(self.literal_of(value).filter(|_| is_only).map(|literal| (name, literal)));
            }
            for (attribute, value) in decided {
                let literal = self.decide(init, value, &known);
                found.extend(literal.map(|literal| (Subject::Attribute(attribute), literal)));
            }
        }
        found
    }

    /// What the expression in a constructor gives where parameters hold these.
    fn decide(&mut self, init: FuncRef, id: ExprId, known: &[(NameHash, Literal)]) -> Option<Literal> {
        let tree = self.tree(init.module);
        let truth = |this: &mut Self, id| this.decide(init, id, known)?.truth();
        match tree.expr(id) {
            Expr::Name(name) => {
                let name = tree.names.hash(name);
                known.iter().find(|(other, _)| *other == name).map(|(_, literal)| literal.clone())
            }
            Expr::Conditional(parts) => {
                let [test, body, orelse] = *tree.list(parts) else { return None };
                let taken = if truth(self, test)? { body } else { orelse };
                self.decide(init, taken, known)
            }
            Expr::Not(inner) => Some(Literal::Bool(!truth(self, inner)?)),
            Expr::And(items) | Expr::Or(items) => {
                let is_or = matches!(tree.expr(id), Expr::Or(_));
                let mut last = None;
                for item in tree.list(items) {
                    let value = self.decide(init, *item, known)?;
                    if value.truth()? == is_or {
                        return Some(value);
                    }
                    last = Some(value);
                }
                last
            }
            Expr::Compare(operator, left, right) => {
                let (left, right) = (self.decide(init, left, known)?, self.decide(init, right, known)?);
                let is_equal = Test::OneOf([right].into()).of(&left)?;
                match operator {
                    CompareOperator::Is | CompareOperator::Eq => Some(Literal::Bool(is_equal)),
                    CompareOperator::IsNot | CompareOperator::NotEq => Some(Literal::Bool(!is_equal)),
                    _ => None,
                }
            }
            _ => plain(tree, id).or_else(|| {
                let found = self.expr(&Frame::function(init), id);
                self.literal_of(&found)
            }),
        }
    }

    /// What an attribute holds in every instance of a class, whatever subclass of the project it is of, where class bodies switch it:
    /// one that all of them leave as it is must be set from elsewhere.
    pub(super) fn class_literal(&mut self, class: ClassRef, attribute: NameHash) -> Option<Literal> {
        let own = self.literal_in_body(class, attribute)?;
        let order = self.mro(class);
        let first = *order.iter().rfind(|base| self.literal_in_body(**base, attribute).is_some())?;
        let all = self.ask_program(Query::Subclasses(first));
        if all.members().len() > MOST_SUBCLASSES {
            return None;
        }
        let mut is_switched = self.literal_in_body(first, attribute).as_ref() != Some(&own);
        let mut is_sure = true;
        for member in all.members() {
            let Type::Class(derived) = member else { continue };
            let differs = self.literal_in_body(*derived, attribute).as_ref() != Some(&own);
            is_switched |= differs;
            is_sure &= !differs || !self.mro(*derived).contains(&class);
        }
        (is_switched && is_sure).then_some(own)
    }

    /// What the first class body along the bases that binds the attribute binds it to, unless a method does.
    fn literal_in_body(&mut self, class: ClassRef, attribute: NameHash) -> Option<Literal> {
        let order = self.mro(class);
        let is_bound = |base: &&ClassRef| {
            !self.program.module(base.module).scopes.attribute(base.class, attribute).is_empty()
        };
        if order.iter().any(|base| is_bound(&base)) {
            return None;
        }
        order.iter().find_map(|base| {
            let module = self.program.module(base.module);
            match module.scopes.lookup(Owner::Class(base.class), attribute).1 {
                [] => None,
                [only] if matches!(only.bound, Bound::Annotated(_, ExprId::NONE)) => None,
                [only] => Some(only.bound.expression().and_then(|value| plain(&module.tree, value))),
                _ => Some(None),
            }
        })?
    }
}

fn each_name(tree: &Tree, id: ExprId, visit: &mut dyn FnMut(NameHash)) {
    match tree.expr(id) {
        Expr::Name(name) => visit(tree.names.hash(name)),
        Expr::Not(inner) => each_name(tree, inner, visit),
        Expr::And(items) | Expr::Or(items) | Expr::Conditional(items) => {
            tree.list(items).iter().for_each(|item| each_name(tree, *item, visit));
        }
        Expr::Compare(_, left, right) => {
            each_name(tree, left, visit);
            each_name(tree, right, visit);
        }
        _ => {}
    }
}

//! What is declared as an abstract class or a protocol, and who says more: what is passed, assigned or returned.

use super::evaluate::{Evaluator, Frame};
use super::scope::{Binding, Bound};
use super::types::{ClassRef, Type};
use crate::python::{ExprId, NameHash, Owner};

impl Evaluator<'_> {
    /// Whether a declared value belongs to a class that leaves something to others.
    pub(super) fn is_left_open(&mut self, declared: &Type) -> bool {
        let mut members = declared.members().iter();
        members.any(|member| matches!(member, Type::Instance(class, _) if self.leaves_open(*class)))
    }

    /// The value as it is declared, where a caller may tell more.
    pub(super) fn as_declared(&mut self, found: &Type) -> Type {
        let members = found.members();
        if members.len() < 2 {
            return found.clone();
        }
        Type::any(members.iter().filter(|member| !self.is_declared(member)).cloned().collect::<Vec<_>>())
    }

    /// Whether what only a caller can tell comes from a parameter that is declared as an object.
    pub(crate) fn is_declared(&mut self, found: &Type) -> bool {
        let Some(derived) = found.derivation() else { return false };
        let parameter = self.parameter(derived.owner, derived.index);
        self.is_left_open(&parameter)
    }

    /// What holds one of these values and is declared as something that is left open: as declared, unless each of them says more.
    pub(super) fn refined(&mut self, declared: Type, values: &[Type]) -> Type {
        if !self.is_left_open(&declared) || !values.iter().all(|value| self.says_more(value)) {
            return declared;
        }
        let found = Type::any(values.iter().cloned());
        match found {
            Type::Unknown | Type::None => declared,
            found if declared.some(|member| matches!(member, Type::None)) => found.or(Type::None),
            found => found,
        }
    }

    /// What the bindings of a name say of it that is declared at one of them.
    pub(super) fn refined_by(&mut self, frame: &Frame, declared: Type, bindings: &[Binding]) -> Type {
        if !self.is_left_open(&declared) {
            return declared;
        }
        let values: Vec<Type> = bindings
            .iter()
            .filter(|binding| !matches!(binding.bound, Bound::Annotated(_, ExprId::NONE)))
            .map(|binding| match binding.bound.expression() {
                Some(value) => self.expr(frame, value),
                None => self.bound(frame, binding.bound),
            })
            .collect();
        self.refined(declared, &values)
    }

    /// What the body of a class declares an attribute as, where that is left open, and the value that it has there.
    pub(super) fn declared_in_body(&mut self, class: ClassRef, name: NameHash) -> (Option<Type>, Vec<Type>) {
        let owner = Owner::Class(class.class);
        let (_, bindings) = self.program.module(class.module).scopes.lookup(owner, name);
        let [Binding { bound: Bound::Annotated(annotation, value), .. }] = bindings else {
            return (None, Vec::new());
        };
        let frame = Frame::of(class.module, owner);
        let declared = self.annotation(&frame, *annotation);
        if !self.is_left_open(&declared) {
            return (None, Vec::new());
        }
        let value = (*value != ExprId::NONE).then(|| self.expr(&frame, *value));
        (Some(declared), value.into_iter().collect())
    }

    /// Whether it is known what the value is, beyond what it is declared as.
    fn says_more(&mut self, value: &Type) -> bool {
        let is_passed = value.some(|member| matches!(member, Type::Parameter(..)));
        value.members().iter().all(|member| match member {
            Type::None | Type::Function(..) | Type::Method(..) | Type::Parameter(..) => true,
            Type::Generator(..) | Type::Context(..) => true,
            Type::Instance(class, carried) => is_passed || !carried.is_empty() || !self.leaves_open(*class),
            _ => false,
        })
    }

    /// Without what is only declared, where what is passed says more.
    pub(super) fn most_specific(&mut self, found: Type) -> Type {
        if found.members().len() < 2 {
            return found;
        }
        let members = found.members().iter().filter(|member| !self.is_outdone(member, &found));
        Type::any(members.cloned().collect::<Vec<_>>())
    }

    /// Whether another alternative is an instance of the same class, or of one that derives from it, and says more.
    fn is_outdone(&mut self, member: &Type, found: &Type) -> bool {
        let Type::Instance(class, carried) = member else { return false };
        carried.is_empty()
            && self.leaves_open(*class)
            && found.members().iter().any(|other| match other {
                Type::Instance(own, carried) => {
                    (own != class || !carried.is_empty()) && self.mro(*own).contains(class)
                }
                _ => false,
            })
    }
}

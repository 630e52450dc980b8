//! Functions that `functools.singledispatch` makes of several: which one runs for an argument.

use super::calls::{Callee, Passed};
use super::evaluate::{Evaluator, Frame};
use super::types::{ClassRef, FuncRef, Type};
use crate::python::{Expr, ExprId, FunctionId, Owner};

impl Evaluator<'_> {
    /// Exchanges the general function, where the module registers another one for what is passed.
    pub(super) fn dispatch(&mut self, callees: &mut [Callee], passed: &Passed) {
        for callee in callees {
            let Some(index) = self.single_dispatch(callee.func) else { continue };
            let Some(number) = self.argument_of(callee.func, callee.receiver.is_some(), passed, index) else {
                continue;
            };
            let class = match &passed.types[number] {
                Type::Instance(class, _) => Some(*class),
                Type::Str(_) => self.program.known.str,
                _ => None,
            };
            if let Some(chosen) = class.and_then(|class| self.registered_for(callee.func, index, class)) {
                callee.func = chosen;
            }
        }
    }

    /// The number of the parameter whose class decides.
    fn single_dispatch(&self, func: FuncRef) -> Option<u16> {
        if !self.program.is_project(func.module) {
            return None;
        }
        let tree = self.tree(func.module);
        tree.list(tree.function(func.function).decorators).iter().find_map(|decorator| {
            let (name, _) = self.annotated_name(func.module, *decorator)?;
            match tree.names.text(name) {
                "singledispatch" => Some(0),
                "singledispatchmethod" => Some(1),
                _ => None,
            }
        })
    }

    /// The function that is registered for the class, or for the nearest of its bases.
    fn registered_for(&mut self, general: FuncRef, index: u16, class: ClassRef) -> Option<FuncRef> {
        let tree = self.tree(general.module);
        let mut known: Vec<(ClassRef, FuncRef)> = Vec::new();
        for number in 0..tree.functions.len() as u32 {
            let func = FuncRef { function: FunctionId(number), ..general };
            for decorator in tree.list(tree.function(func.function).decorators) {
                known.extend(self.classes_of(general, func, *decorator, index).map(|class| (class, func)));
            }
        }
        let order = self.mro(class);
        order.iter().find_map(|class| known.iter().rev().find(|(own, _)| own == class).map(|(_, func)| *func))
    }

    /// The classes for which `@general.register` or `@general.register(Class)` registers a function.
    fn classes_of(
        &mut self,
        general: FuncRef,
        func: FuncRef,
        decorator: ExprId,
        index: u16,
    ) -> impl Iterator<Item = ClassRef> + use<> {
        let tree = self.tree(general.module);
        let (head, named) = match tree.expr(decorator) {
            Expr::Call(call) => {
                let call = tree.call(call);
                (call.func, tree.arguments(call).first().map(|argument| argument.value))
            }
            _ => (decorator, None),
        };
        let name = tree.function(general.function).name;
        let registers = matches!(
            tree.expr(head),
            Expr::Attribute(object, register)
                if tree.names.text(register) == "register" && tree.expr(object) == Expr::Name(name)
        );
        let frame = Frame::of(general.module, Owner::Module);
        let classes = match (registers, named) {
            (false, _) => Type::Unknown,
            (true, Some(class)) => {
                let found = self.expr(&frame, class);
                self.instances_of(&found)
            }
            (true, None) => {
                let function = tree.function(func.function);
                match function.parameters.get(index as usize) {
                    Some(parameter) => self.signature(func, parameter.annotation),
                    None => Type::Unknown,
                }
            }
        };
        let members: Vec<Type> = classes.members().to_vec();
        members.into_iter().filter_map(|member| match member {
            Type::Instance(class, _) => Some(class),
            _ => None,
        })
    }
}

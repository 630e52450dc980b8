//! What a rule can ask about the code before it.

use std::cell::{OnceCell, RefCell};

use super::syntax;
use super::syntax::{span_of, within};
use super::usage::{self, Use};
use super::{Hinge, Lines, LinesPlace, Place, RawFinding, Rule, Versions};
use crate::catalogue::Marker;
use crate::finding::{Applicability, Fix, Severity};
use crate::python::{Argument, ArgumentKind, Block, Expr, ExprId, Function, Stmt, Tree};
use crate::semantic::calls::Passed;
use crate::semantic::evaluate::{Evaluator, Frame};
use crate::semantic::known::Known;
use crate::semantic::{ClassRef, Followed, FuncRef, Program, Type, Types};
use crate::text::{Edit, Span};

/// One followed body: a function, or the top level of a module.
pub(crate) struct Context<'a, 'p> {
    pub(crate) program: &'p Program,
    pub(crate) tree: &'p Tree,
    pub(crate) module: u32,
    /// `None` at the top level of the module.
    pub(crate) func: Option<FuncRef>,
    types: &'a Types,
    evaluator: RefCell<&'a mut Evaluator<'p>>,
    uses: OnceCell<Vec<(ExprId, Use)>>,
    statements: OnceCell<Vec<&'p Stmt>>,
    expressions: OnceCell<Vec<ExprId>>,
    named_calls: OnceCell<Vec<(ExprId, &'a str)>>,
}

impl<'a, 'p> Context<'a, 'p> {
    pub(super) fn new(
        program: &'p Program,
        evaluator: &'a mut Evaluator<'p>,
        followed: &'a Followed<'a>,
    ) -> Self {
        Self {
            program,
            tree: evaluator.tree(followed.module),
            module: followed.module,
            func: followed.func,
            types: followed.types,
            evaluator: RefCell::new(evaluator),
            uses: OnceCell::new(),
            statements: OnceCell::new(),
            expressions: OnceCell::new(),
            named_calls: OnceCell::new(),
        }
    }

    /// The function that was followed.
    pub(crate) fn function(&self) -> Option<&'p Function> {
        self.func.map(|func| self.tree.function(func.function))
    }

    /// The statements that were followed.
    pub(crate) fn body(&self) -> &'p Block {
        match self.function() {
            Some(function) => &function.body,
            None => &self.tree.body,
        }
    }

    /// Whether this is the body of an `async def`.
    pub(crate) fn is_async(&self) -> bool {
        self.function().is_some_and(|function| function.is_async)
    }

    /// Classes of the libraries by name.
    pub(crate) fn known(&self) -> &'p Known {
        &self.program.known
    }

    /// What is known of an expression of this body, at the time when it was evaluated.
    pub(crate) fn type_of(&self, id: ExprId) -> &'a Type {
        self.types.of(id)
    }

    /// Whether the value is an instance of the class or of a subclass.
    pub(crate) fn is_instance(&self, value: &Type, class: Option<ClassRef>) -> bool {
        self.evaluator.borrow_mut().is_instance(value, class)
    }

    /// Whether it is known that the value is an instance of one of these classes.
    pub(crate) fn is_one_of(&self, value: &Type, classes: &[Option<ClassRef>]) -> bool {
        value.every(|member| classes.iter().any(|class| self.is_instance(member, *class)))
    }

    /// Whether the class is `base` or derives from it.
    pub(crate) fn is_subclass(&self, class: ClassRef, base: Option<ClassRef>) -> bool {
        self.evaluator.borrow_mut().is_subclass(class, base)
    }

    /// The method `name` that the value's class has.
    pub(crate) fn special(&self, value: &Type, name: &str) -> Option<FuncRef> {
        self.evaluator.borrow_mut().special(value, name).map(|(func, _)| func)
    }

    /// Asks anything else of the evaluator.
    pub(crate) fn evaluate<T>(&self, question: impl FnOnce(&mut Evaluator<'p>) -> T) -> T {
        question(&mut self.evaluator.borrow_mut())
    }

    /// The frame of expressions outside of the order of execution.
    pub(crate) fn frame(&self) -> Frame<'static> {
        let owner = self
            .func
            .map_or(crate::python::Owner::Module, |func| crate::python::Owner::Function(func.function));
        Frame::of(self.module, owner)
    }

    /// `asyncio.create_task`, `package.module.Class.method`: what the called expression names, when it is known and single.
    pub(crate) fn callee_name(&self, call: ExprId) -> Option<&'a str> {
        let Expr::Call(index) = self.tree.expr(call) else { return None };
        self.qualified(self.type_of(self.tree.call(index).func))
    }

    /// The qualified name of a function or class.
    pub(crate) fn qualified(&self, value: &'a Type) -> Option<&'a str> {
        match value {
            Type::Function(func, _) | Type::Method(func, _) => Some(self.program.known_function_name(*func)),
            Type::Class(class) => Some(self.program.known_class_name(*class)),
            Type::External(name) => Some(name),
            _ => None,
        }
    }

    /// The function and arguments of a call.
    pub(crate) fn call(&self, id: ExprId) -> Option<(ExprId, &'p [Argument])> {
        match self.tree.expr(id) {
            Expr::Call(index) => {
                let call = self.tree.call(index);
                Some((call.func, self.tree.arguments(call)))
            }
            _ => None,
        }
    }

    /// Every statement of the body, nested blocks and classes included, nested functions not.
    pub(crate) fn statements(&self) -> &[&'p Stmt] {
        if self.program.stop.is_set() {
            return &[];
        }
        self.statements.get_or_init(|| {
            let mut statements = Vec::new();
            syntax::statements(self.tree, self.body(), &mut |stmt| statements.push(stmt));
            statements
        })
    }

    /// Every expression of the body, in source order; those of nested functions are not among them.
    pub(crate) fn expressions(&self) -> &[ExprId] {
        if self.program.stop.is_set() {
            return &[];
        }
        self.expressions.get_or_init(|| {
            let mut found = self.unordered();
            found.sort_by_key(|id| (self.tree.span(*id).start, *id));
            found
        })
    }

    /// The calls of the body with the names of what they call, where those are known; in no order that means anything.
    pub(crate) fn named_calls(&self) -> &[(ExprId, &'a str)] {
        if self.program.stop.is_set() {
            return &[];
        }
        self.named_calls.get_or_init(|| {
            let all = self.unordered().into_iter();
            all.filter_map(|id| self.callee_name(id).map(|name| (id, name))).collect()
        })
    }

    /// The same as `expressions`, in the order of the tree.
    fn unordered(&self) -> Vec<ExprId> {
        let tree = self.tree;
        let (first, end, inner) = match self.func {
            Some(func) => {
                let (first, end) = tree.function(func.function).exprs;
                (first.0, end.0, func.function.0 as usize + 1)
            }
            None => (0, tree.len() as u32, 0),
        };
        let body = span_of(self.body());
        let mut found = Vec::new();
        let mut next = first;
        // Functions stand in the tree outer before inner, each before those that follow it.
        for nested in tree.functions.get(inner..).unwrap_or_default() {
            let (start, stop) = (nested.exprs.0.0, nested.exprs.1.0);
            if start >= end {
                break;
            }
            found.extend((next..start).map(ExprId));
            next = next.max(stop);
        }
        found.extend((next..end).map(ExprId));
        found.retain(|id| within(tree.span(*id), body) && tree.span(*id) != Span::default());
        found
    }

    /// Every expression of the body with what becomes of its value, in source order.
    pub(crate) fn uses(&self) -> &[(ExprId, Use)] {
        if self.program.stop.is_set() {
            return &[];
        }
        self.uses.get_or_init(|| {
            let mut uses = Vec::new();
            usage::of_block(self.tree, self.body(), &mut uses);
            uses
        })
    }

    /// The argument of the call that goes to a parameter which the library marks.
    pub(crate) fn marked_argument(
        &self,
        call: ExprId,
        parameter: impl Fn(&Marker) -> Option<&str>,
    ) -> Option<ExprId> {
        let (func, arguments) = self.call(call)?;
        let callees = self.evaluate(|ev| ev.callees(self.type_of(func)));
        for callee in callees {
            for marked in self.program.markers(callee.func).iter().filter_map(&parameter) {
                let types: Vec<Type> =
                    arguments.iter().map(|argument| self.type_of(argument.value).clone()).collect();
                let frame = self.frame();
                let passed = Passed { tree: self.tree, arguments, types: &types, frame: &frame };
                let bound = callee.receiver.is_some();
                let number = self.evaluate(|ev| ev.argument(callee.func, bound, &passed, marked));
                if let Some(number) = number {
                    return Some(arguments[number].value);
                }
            }
        }
        None
    }

    /// The value passed by this name.
    pub(crate) fn keyword(&self, arguments: &[Argument], name: &str) -> Option<ExprId> {
        arguments.iter().find_map(|argument| match argument.kind {
            ArgumentKind::Keyword(keyword) if self.tree.names.text(keyword) == name => Some(argument.value),
            _ => None,
        })
    }

    /// A name or dotted path as written: `self.lock`.
    pub(crate) fn dotted(&self, id: ExprId) -> Option<String> {
        match self.tree.expr(id) {
            Expr::Name(name) => Some(self.tree.names.text(name).to_owned()),
            Expr::Attribute(value, name) => {
                Some(format!("{}.{}", self.dotted(value)?, self.tree.names.text(name)))
            }
            _ => None,
        }
    }

    /// A finding of `rule` at an expression.
    pub(crate) fn at(&self, rule: &'static Rule, id: ExprId, message: impl Into<String>) -> RawFinding {
        self.at_span(rule, self.tree.span(id), message)
    }

    /// A finding of `rule` at a span.
    pub(crate) fn at_span(&self, rule: &'static Rule, span: Span, message: impl Into<String>) -> RawFinding {
        RawFinding {
            rule,
            severity: rule.severity,
            place: Place { module: self.module, span },
            message: message.into(),
            function: self.func.map(|func| self.program.function_name(func)),
            chain: Vec::new(),
            leaf: None,
            replacement: None,
            labels: Vec::new(),
            fix: None,
            versions: Versions::default(),
            lines: None,
            hinge: None,
        }
    }
}

impl RawFinding {
    /// With another weight than the rule's own.
    #[must_use]
    pub(crate) fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// With a safe fix.
    #[must_use]
    pub(crate) fn mended(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), applicability: Applicability::Safe, edits });
        self
    }

    /// Only where the body that was looked at runs on the loop; perhaps heavier where something blocks within a span.
    #[must_use]
    pub(crate) fn on_loop(
        mut self,
        context: &Context<'_, '_>,
        over_blocking: Option<(Span, Severity, &'static str)>,
    ) -> Self {
        self.hinge = context.func.map(|func| Hinge::OnLoop { func, over_blocking });
        self
    }

    /// Only where somebody calls the body that was looked at without a timeout.
    #[must_use]
    pub(crate) fn unless_bounded(mut self, context: &Context<'_, '_>) -> Self {
        self.hinge = context.func.map(Hinge::WithoutTimeout);
        self
    }

    /// With lines that belong to the fix.
    #[must_use]
    pub(crate) fn with_lines(mut self, statement: Span, place: LinesPlace, text: impl Into<String>) -> Self {
        self.lines = Some(Lines { statement, place, text: text.into() });
        self
    }

    /// With the first version in which it is a fault, and the first that has what to use instead.
    #[must_use]
    pub(crate) fn since(mut self, since: (u8, u8), needs: Option<(u8, u8)>) -> Self {
        self.versions = Versions { since: Some(since), needs, ..self.versions };
        self
    }

    /// With the first version on which the fixed code runs.
    #[must_use]
    pub(crate) fn fixed_since(mut self, version: (u8, u8)) -> Self {
        self.versions.fix_needs = Some(version);
        self
    }

    /// With what to use instead.
    #[must_use]
    pub(crate) fn instead(mut self, replacement: impl Into<String>) -> Self {
        self.replacement = Some(replacement.into());
        self
    }
}

//! The parser's tree to the compact one.

use std::cell::Cell;

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};

use super::names::{Interner, Name};
use super::operators::{BinaryOperator, CompareOperator, UnaryOperator};
use super::syntax::{
    Argument, ArgumentKind, Block, Call, Case, Comprehension, ComprehensionClause, ComprehensionKind, Expr,
    ExprId, For, Handler, If, Import, ImportedName, List, Match, Owner, Stmt, StmtKind, Tree, Try, While,
    With, WithItem,
};
use crate::text::Span;

/// Longer strings are opaque: they are neither annotations nor keys.
const LONGEST_KEPT_STRING: usize = 200;

/// The shared expression of every opaque literal.
const OPAQUE: ExprId = ExprId(0);

thread_local! {
    /// What the last file of this thread has left behind, emptied: its memory serves the next one.
    static SPARE: Cell<Option<Box<Lowering>>> = const { Cell::new(None) };
}

/// Room for more expressions than this is not kept for the next file: to empty the tables takes time in proportion to their size.
const LARGEST_SPARE: usize = 1 << 14;

/// Lowers a module; [`Lowering::finish`] gives the tree.
pub(super) fn lower(body: &[ast::Stmt]) -> Box<Lowering> {
    let mut lowering = SPARE.take().unwrap_or_default();
    lowering.push(Expr::Opaque, TextRange::default());
    lowering.tree.body = lowering.block(body);
    lowering
}

#[derive(Default)]
pub(super) struct Lowering {
    pub(super) tree: Tree,
    pub(super) interner: Interner,
    /// The parts of the lists that are being lowered, inner ones last.
    parts: Vec<ExprId>,
    arguments: Vec<Argument>,
    /// Whether the function that is being lowered yields; one entry for each enclosing function.
    pub(super) yields: Vec<bool>,
    pub(super) owner: Owner,
}

/// Takes the values out, and leaves their memory.
fn take<T>(values: &mut Vec<T>) -> Vec<T> {
    let mut taken = Vec::with_capacity(values.len());
    taken.append(values);
    taken
}

pub(super) fn span(range: TextRange) -> Span {
    Span::new(range.start().to_u32(), range.end().to_u32())
}

impl Lowering {
    /// What stays for long, in memory of its size. The parser's tree should be gone by now, so that its place is taken.
    pub(super) fn finish(mut self: Box<Self>) -> Tree {
        let tree = &mut self.tree;
        let finished = Tree {
            names: self.interner.take(),
            exprs: take(&mut tree.exprs),
            spans: take(&mut tree.spans),
            lists: take(&mut tree.lists),
            calls: take(&mut tree.calls),
            arguments: take(&mut tree.arguments),
            comprehensions: take(&mut tree.comprehensions),
            functions: take(&mut tree.functions),
            classes: take(&mut tree.classes),
            named: take(&mut tree.named),
            imports: take(&mut tree.imports),
            body: std::mem::take(&mut tree.body),
            ..Tree::default()
        };
        if self.tree.exprs.capacity() <= LARGEST_SPARE {
            SPARE.set(Some(self));
        }
        finished
    }

    fn push(&mut self, expr: Expr, range: TextRange) -> ExprId {
        let id = ExprId(self.tree.exprs.len() as u32);
        self.tree.exprs.push(expr);
        self.tree.spans.push(span(range));
        id
    }

    pub(super) fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e ast::Expr>) -> List {
        let first = self.parts.len();
        for expr in exprs {
            let id = self.expr(expr);
            self.parts.push(id);
        }
        self.gather(first)
    }

    /// The list of the parts from `first` on.
    fn gather(&mut self, first: usize) -> List {
        let start = self.tree.lists.len() as u32;
        self.tree.lists.extend(self.parts.drain(first..));
        List { start, len: self.tree.lists.len() as u32 - start }
    }

    pub(super) fn optional(&mut self, expr: Option<&ast::Expr>) -> ExprId {
        expr.map_or(ExprId::NONE, |expr| self.expr(expr))
    }

    /// Whether the expression is a literal that no judgement asks for.
    fn is_data(&self, id: ExprId) -> bool {
        matches!(self.tree.expr(id), Expr::Opaque | Expr::None | Expr::Bool(_) | Expr::Int(_))
    }

    /// The elements of a display; long tables of plain data shrink to nothing.
    fn elements(&mut self, exprs: &[ast::Expr]) -> List {
        let mark = self.tree.exprs.len();
        let first = self.parts.len();
        for expr in exprs {
            let id = self.expr(expr);
            self.parts.push(id);
        }
        let parts = &self.parts[first..];
        if parts.len() > 8 && parts.iter().all(|id| self.is_data(*id)) {
            self.forget(mark, first);
            return List::default();
        }
        self.gather(first)
    }

    fn forget(&mut self, exprs: usize, parts: usize) {
        self.tree.exprs.truncate(exprs);
        self.tree.spans.truncate(exprs);
        self.parts.truncate(parts);
    }

    pub(super) fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        let lowered = match expr {
            ast::Expr::Name(node) => Expr::Name(self.interner.intern(node.id.as_str())),
            ast::Expr::Attribute(node) => {
                let value = self.expr(&node.value);
                Expr::Attribute(value, self.interner.intern(node.attr.as_str()))
            }
            ast::Expr::Call(node) => self.call(node),
            ast::Expr::StringLiteral(node) => {
                let text = node.value.to_str();
                // A concatenated literal has no place in the source whose text it equals; it stays opaque all the same.
                if text.len() > LONGEST_KEPT_STRING || node.value.is_implicit_concatenated() {
                    return OPAQUE;
                }
                Expr::Str(self.interner.intern(text))
            }
            ast::Expr::NoneLiteral(_) => Expr::None,
            ast::Expr::BooleanLiteral(node) => Expr::Bool(node.value),
            ast::Expr::NumberLiteral(node) => match &node.value {
                ast::Number::Int(int) => match int.as_i32() {
                    Some(int) => Expr::Int(int),
                    None => return OPAQUE,
                },
                ast::Number::Float(float) if *float == 0.0 => Expr::Int(0),
                _ => return OPAQUE,
            },
            ast::Expr::EllipsisLiteral(_) => Expr::Ellipsis,
            ast::Expr::BytesLiteral(_) | ast::Expr::IpyEscapeCommand(_) => return OPAQUE,
            ast::Expr::FString(node) => {
                let parts = self.interpolated(node.value.elements());
                if parts.is_empty() {
                    return OPAQUE;
                }
                Expr::Format(parts)
            }
            ast::Expr::TString(node) => Expr::Format(self.interpolated(node.value.elements())),
            ast::Expr::Subscript(node) => {
                let value = self.expr(&node.value);
                Expr::Subscript(value, self.expr(&node.slice))
            }
            ast::Expr::Slice(node) => {
                let bounds = [&node.lower, &node.upper, &node.step];
                Expr::Slice(self.exprs(bounds.into_iter().flatten().map(|bound| &**bound)))
            }
            ast::Expr::Await(node) => Expr::Await(self.expr(&node.value)),
            ast::Expr::Yield(node) => {
                self.mark_generator();
                Expr::Yield(self.optional(node.value.as_deref()))
            }
            ast::Expr::YieldFrom(node) => {
                self.mark_generator();
                Expr::YieldFrom(self.expr(&node.value))
            }
            ast::Expr::Starred(node) => Expr::Starred(self.expr(&node.value)),
            ast::Expr::Lambda(node) => Expr::Lambda(self.lambda(node)),
            ast::Expr::Tuple(node) => Expr::Tuple(self.elements(&node.elts)),
            ast::Expr::List(node) => Expr::List(self.elements(&node.elts)),
            ast::Expr::Set(node) => Expr::Set(self.elements(&node.elts)),
            ast::Expr::Dict(node) => self.dict(node),
            ast::Expr::ListComp(node) => {
                self.comprehension(ComprehensionKind::List, None, &node.elt, &node.generators)
            }
            ast::Expr::SetComp(node) => {
                self.comprehension(ComprehensionKind::Set, None, &node.elt, &node.generators)
            }
            ast::Expr::DictComp(node) => self.comprehension(
                ComprehensionKind::Dict,
                node.key.as_deref(),
                &node.value,
                &node.generators,
            ),
            ast::Expr::Generator(node) => {
                self.comprehension(ComprehensionKind::Generator, None, &node.elt, &node.generators)
            }
            ast::Expr::BoolOp(node) => {
                let values = self.exprs(&node.values);
                match node.op {
                    ast::BoolOp::And => Expr::And(values),
                    ast::BoolOp::Or => Expr::Or(values),
                }
            }
            ast::Expr::UnaryOp(node) => {
                let operand = self.expr(&node.operand);
                let operator = match node.op {
                    ast::UnaryOp::Not => None,
                    ast::UnaryOp::Invert => Some(UnaryOperator::Invert),
                    ast::UnaryOp::UAdd => Some(UnaryOperator::UAdd),
                    ast::UnaryOp::USub => Some(UnaryOperator::USub),
                };
                match (operator, self.tree.expr(operand)) {
                    (None, _) => Expr::Not(operand),
                    (Some(UnaryOperator::USub), Expr::Int(value)) => Expr::Int(value.wrapping_neg()),
                    (_, Expr::Opaque) => return OPAQUE,
                    (Some(operator), _) => Expr::Unary(operator, operand),
                }
            }
            ast::Expr::BinOp(node) => {
                let left = self.expr(&node.left);
                let right = self.expr(&node.right);
                if left == OPAQUE && right == OPAQUE {
                    return OPAQUE;
                }
                Expr::Binary(binary_operator(node.op), left, right)
            }
            ast::Expr::Compare(node) => {
                let left = self.expr(&node.left);
                if let ([op], [right]) = (&*node.ops, &*node.comparators) {
                    Expr::Compare(compare_operator(*op), left, self.expr(right))
                } else {
                    let first = self.parts.len();
                    self.parts.push(left);
                    for expr in &node.comparators {
                        let id = self.expr(expr);
                        self.parts.push(id);
                    }
                    Expr::CompareChain(self.gather(first))
                }
            }
            ast::Expr::If(node) => Expr::Conditional(self.exprs([&*node.test, &node.body, &node.orelse])),
            ast::Expr::Named(node) => {
                let value = self.expr(&node.value);
                match &*node.target {
                    ast::Expr::Name(name) => {
                        let name = self.interner.intern(name.id.as_str());
                        self.tree.named.push((self.owner, name, value));
                        Expr::Named(name, value)
                    }
                    _ => return value,
                }
            }
        };
        self.push(lowered, expr.range())
    }

    fn mark_generator(&mut self) {
        if let Some(yields) = self.yields.last_mut() {
            *yields = true;
        }
    }

    fn interpolated<'e>(
        &mut self,
        elements: impl Iterator<Item = &'e ast::InterpolatedStringElement>,
    ) -> List {
        let first = self.parts.len();
        self.interpolations(elements);
        self.gather(first)
    }

    fn interpolations<'e>(&mut self, elements: impl Iterator<Item = &'e ast::InterpolatedStringElement>) {
        for element in elements {
            if let ast::InterpolatedStringElement::Interpolation(interpolation) = element {
                let id = self.expr(&interpolation.expression);
                self.parts.push(id);
                if let Some(spec) = &interpolation.format_spec {
                    self.interpolations(spec.elements.iter());
                }
            }
        }
    }

    fn call(&mut self, node: &ast::ExprCall) -> Expr {
        let func = self.expr(&node.func);
        let first = self.arguments.len();
        for argument in node.arguments.iter_source_order() {
            let (kind, value) = match argument {
                ast::ArgOrKeyword::Arg(ast::Expr::Starred(starred)) => (ArgumentKind::Star, &*starred.value),
                ast::ArgOrKeyword::Arg(value) => (ArgumentKind::Positional, value),
                ast::ArgOrKeyword::Keyword(keyword) => match &keyword.arg {
                    Some(name) => {
                        (ArgumentKind::Keyword(self.interner.intern(name.as_str())), &keyword.value)
                    }
                    None => (ArgumentKind::DoubleStar, &keyword.value),
                },
            };
            let value = self.expr(value);
            self.arguments.push(Argument { kind, value });
        }
        let args_start = self.tree.arguments.len() as u32;
        self.tree.arguments.extend(self.arguments.drain(first..));
        let args_len = self.tree.arguments.len() as u32 - args_start;
        let index = self.tree.calls.len() as u32;
        let open = node.arguments.range().start().to_u32();
        self.tree.calls.push(Call { func, open, args_start, args_len });
        Expr::Call(index)
    }

    fn dict(&mut self, node: &ast::ExprDict) -> Expr {
        let mark = self.tree.exprs.len();
        let first = self.parts.len();
        for item in &node.items {
            for part in [item.key.as_ref(), Some(&item.value)] {
                let id = self.optional(part);
                self.parts.push(id);
            }
        }
        let parts = &self.parts[first..];
        let plain = |id: ExprId| self.is_data(id) || matches!(self.tree.expr(id), Expr::Str(_));
        if parts.len() > 16 && parts.iter().all(|id| *id != ExprId::NONE && plain(*id)) {
            self.forget(mark, first);
            return Expr::Dict(List::default());
        }
        Expr::Dict(self.gather(first))
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        key: Option<&ast::Expr>,
        element: &ast::Expr,
        generators: &[ast::Comprehension],
    ) -> Expr {
        let clauses = generators
            .iter()
            .map(|clause| ComprehensionClause {
                target: self.expr(&clause.target),
                iter: self.expr(&clause.iter),
                ifs: self.exprs(&clause.ifs),
                is_async: clause.is_async,
            })
            .collect();
        let key = self.optional(key);
        let element = self.expr(element);
        let index = self.tree.comprehensions.len() as u32;
        self.tree.comprehensions.push(Comprehension { kind, owner: self.owner, element, key, clauses });
        Expr::Comprehension(index)
    }

    pub(super) fn block(&mut self, body: &[ast::Stmt]) -> Block {
        let mut block = Vec::with_capacity(body.len());
        block.extend(body.iter().filter_map(|stmt| self.stmt(stmt)));
        block.into()
    }

    /// `None` for what says nothing: docstrings and other bare literals.
    fn stmt(&mut self, stmt: &ast::Stmt) -> Option<Stmt> {
        let kind = match stmt {
            ast::Stmt::Expr(node) => {
                let value = match &*node.value {
                    ast::Expr::StringLiteral(_) | ast::Expr::EllipsisLiteral(_) => return None,
                    value => self.expr(value),
                };
                StmtKind::Expr(value)
            }
            ast::Stmt::Assign(node) => {
                let value = self.expr(&node.value);
                StmtKind::Assign(self.exprs(&node.targets), value)
            }
            ast::Stmt::AnnAssign(node) => {
                let annotation = self.annotation(Some(&node.annotation));
                let value = self.optional(node.value.as_deref());
                StmtKind::Annotated(self.expr(&node.target), annotation, value)
            }
            ast::Stmt::AugAssign(node) => {
                let target = self.expr(&node.target);
                StmtKind::Augmented(target, binary_operator(node.op), self.expr(&node.value))
            }
            ast::Stmt::Return(node) => StmtKind::Return(self.optional(node.value.as_deref())),
            ast::Stmt::Raise(node) => {
                let exception = self.optional(node.exc.as_deref());
                StmtKind::Raise(exception, self.optional(node.cause.as_deref()))
            }
            ast::Stmt::Delete(node) => StmtKind::Delete(self.exprs(&node.targets)),
            ast::Stmt::Assert(node) => {
                StmtKind::Assert(self.exprs([Some(&*node.test), node.msg.as_deref()].into_iter().flatten()))
            }
            ast::Stmt::If(node) => self.if_stmt(node),
            ast::Stmt::While(node) => StmtKind::While(Box::new(While {
                test: self.expr(&node.test),
                body: self.block(&node.body),
                orelse: self.block(&node.orelse),
            })),
            ast::Stmt::For(node) => StmtKind::For(Box::new(For {
                is_async: node.is_async,
                iter: self.expr(&node.iter),
                target: self.expr(&node.target),
                body: self.block(&node.body),
                orelse: self.block(&node.orelse),
            })),
            ast::Stmt::With(node) => {
                let items = node
                    .items
                    .iter()
                    .map(|item| WithItem {
                        context: self.expr(&item.context_expr),
                        target: self.optional(item.optional_vars.as_deref()),
                    })
                    .collect();
                StmtKind::With(Box::new(With {
                    is_async: node.is_async,
                    items,
                    body: self.block(&node.body),
                }))
            }
            ast::Stmt::Try(node) => StmtKind::Try(Box::new(self.try_stmt(node))),
            ast::Stmt::Match(node) => StmtKind::Match(Box::new(Match {
                subject: self.expr(&node.subject),
                cases: node
                    .cases
                    .iter()
                    .map(|case| Case {
                        pattern: self.pattern(&case.pattern),
                        guard: self.optional(case.guard.as_deref()),
                        body: self.block(&case.body),
                    })
                    .collect(),
            })),
            ast::Stmt::FunctionDef(node) => StmtKind::Function(self.function(node)),
            ast::Stmt::ClassDef(node) => StmtKind::Class(self.class(node)),
            ast::Stmt::Import(node) => {
                let names = self.imported(&node.names);
                self.import(Import { module: None, level: 0, names })
            }
            ast::Stmt::ImportFrom(node) => {
                let module = self.interner.intern(node.module.as_ref().map_or("", |module| module.as_str()));
                let names = self.imported(&node.names);
                self.import(Import { module: Some(module), level: node.level, names })
            }
            ast::Stmt::Global(node) => StmtKind::Global(self.identifiers(&node.names)),
            ast::Stmt::Nonlocal(node) => StmtKind::Nonlocal(self.identifiers(&node.names)),
            ast::Stmt::TypeAlias(node) => {
                let ast::Expr::Name(name) = &*node.name else { return None };
                let name = self.interner.intern(name.id.as_str());
                StmtKind::TypeAlias(name, self.expr(&node.value))
            }
            ast::Stmt::Pass(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
            ast::Stmt::IpyEscapeCommand(_) => return None,
        };
        Some(Stmt { span: span(stmt.range()), kind })
    }

    fn import(&mut self, import: Import) -> StmtKind {
        self.tree.imports.push(import);
        StmtKind::Import(self.tree.imports.len() as u32 - 1)
    }

    fn imported(&mut self, names: &[ast::Alias]) -> Box<[ImportedName]> {
        names
            .iter()
            .map(|alias| ImportedName {
                name: self.interner.intern(alias.name.as_str()),
                alias: alias.asname.as_ref().map(|name| self.interner.intern(name.as_str())),
                span: span(alias.range()),
            })
            .collect()
    }

    fn identifiers(&mut self, names: &[ast::Identifier]) -> Box<[Name]> {
        names.iter().map(|name| self.interner.intern(name.as_str())).collect()
    }

    fn if_stmt(&mut self, node: &ast::StmtIf) -> StmtKind {
        let test = self.expr(&node.test);
        let body = self.block(&node.body);
        // Clauses are lowered in source order, then nested from the last one outwards.
        let clauses: Vec<(Span, ExprId, Block)> = node
            .elif_else_clauses
            .iter()
            .map(|clause| {
                (span(clause.range()), self.optional(clause.test.as_ref()), self.block(&clause.body))
            })
            .collect();
        let mut orelse: Block = Box::default();
        for (span, test, body) in clauses.into_iter().rev() {
            orelse = if test == ExprId::NONE {
                body
            } else {
                Box::new([Stmt { span, kind: StmtKind::If(Box::new(If { test, body, orelse })) }])
            };
        }
        StmtKind::If(Box::new(If { test, body, orelse }))
    }

    fn try_stmt(&mut self, node: &ast::StmtTry) -> Try {
        Try {
            body: self.block(&node.body),
            handlers: node
                .handlers
                .iter()
                .map(|ast::ExceptHandler::ExceptHandler(handler)| Handler {
                    span: span(handler.range()),
                    exception: self.optional(handler.type_.as_deref()),
                    name: handler.name.as_ref().map(|name| self.interner.intern(name.as_str())),
                    body: self.block(&handler.body),
                })
                .collect(),
            orelse: self.block(&node.orelse),
            finalbody: self.block(&node.finalbody),
            is_star: node.is_star,
        }
    }
}

fn binary_operator(operator: ast::Operator) -> BinaryOperator {
    match operator {
        ast::Operator::Add => BinaryOperator::Add,
        ast::Operator::Sub => BinaryOperator::Sub,
        ast::Operator::Mult => BinaryOperator::Mult,
        ast::Operator::MatMult => BinaryOperator::MatMult,
        ast::Operator::Div => BinaryOperator::Div,
        ast::Operator::Mod => BinaryOperator::Mod,
        ast::Operator::Pow => BinaryOperator::Pow,
        ast::Operator::LShift => BinaryOperator::LShift,
        ast::Operator::RShift => BinaryOperator::RShift,
        ast::Operator::BitOr => BinaryOperator::BitOr,
        ast::Operator::BitXor => BinaryOperator::BitXor,
        ast::Operator::BitAnd => BinaryOperator::BitAnd,
        ast::Operator::FloorDiv => BinaryOperator::FloorDiv,
    }
}

fn compare_operator(operator: ast::CmpOp) -> CompareOperator {
    match operator {
        ast::CmpOp::Eq => CompareOperator::Eq,
        ast::CmpOp::NotEq => CompareOperator::NotEq,
        ast::CmpOp::Lt => CompareOperator::Lt,
        ast::CmpOp::LtE => CompareOperator::LtE,
        ast::CmpOp::Gt => CompareOperator::Gt,
        ast::CmpOp::GtE => CompareOperator::GtE,
        ast::CmpOp::Is => CompareOperator::Is,
        ast::CmpOp::IsNot => CompareOperator::IsNot,
        ast::CmpOp::In => CompareOperator::In,
        ast::CmpOp::NotIn => CompareOperator::NotIn,
    }
}

//! Functions, lambdas and classes of the parser's tree to those of the compact one.

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::lower::{Lowering, span};
use super::names::Name;
use super::syntax::{
    Class, ClassId, Expr, ExprId, Function, FunctionId, List, Owner, Parameter, ParameterKind, Stmt,
    StmtKind, TypeParameter,
};
use crate::text::Span;

impl Lowering {
    /// An annotation; strings in it are parsed, and keep the place of the string.
    pub(super) fn annotation(&mut self, expr: Option<&ast::Expr>) -> ExprId {
        let Some(expr) = expr else { return ExprId::NONE };
        let first = self.tree.exprs.len();
        let id = self.expr(expr);
        let literal = |expr: &Expr| matches!(expr, Expr::Str(_));
        if !self.tree.exprs[first..].iter().any(literal) {
            return id;
        }
        let values = self.literal_values(first);
        for index in first..self.tree.exprs.len() {
            let Expr::Str(name) = self.tree.exprs[index] else { continue };
            if values.contains(&ExprId(index as u32)) {
                continue;
            }
            let place = self.tree.spans[index];
            let text = self.interner.text(name).to_owned();
            let Ok(parsed) = ruff_python_parser::parse_expression(&text) else { continue };
            let before = self.tree.exprs.len();
            let inner = self.expr(parsed.expr());
            self.tree.spans[before..].fill(place);
            if let Some(expr) = self.tree.exprs.get(inner.0 as usize) {
                self.tree.exprs[index] = *expr;
            }
        }
        id
    }

    /// What stands in `Literal[..]` among the expressions from this one on: strings there are no annotations.
    fn literal_values(&self, first: usize) -> Vec<ExprId> {
        let mut values = Vec::new();
        for expr in &self.tree.exprs[first..] {
            let Expr::Subscript(head, index) = *expr else { continue };
            let is_literal = match self.tree.expr(head) {
                Expr::Name(name) | Expr::Attribute(_, name) => self.interner.text(name) == "Literal",
                _ => false,
            };
            if is_literal {
                match self.tree.expr(index) {
                    Expr::Tuple(items) => values.extend(self.tree.list(items)),
                    _ => values.push(index),
                }
            }
        }
        values
    }

    fn decorators(&mut self, decorators: &[ast::Decorator]) -> List {
        self.exprs(decorators.iter().map(|decorator| &decorator.expression))
    }

    /// Takes the next number before the body is lowered, so that outer functions come before inner ones.
    pub(super) fn reserve(&mut self, span: Span, owner: Owner) -> FunctionId {
        let id = FunctionId(self.tree.functions.len() as u32);
        self.tree.functions.push(Function {
            name: Name(0),
            span,
            name_span: Span::default(),
            is_async: false,
            is_lambda: false,
            is_generator: false,
            decorators: List::default(),
            type_params: Box::default(),
            parameters: Box::default(),
            returns: ExprId::NONE,
            owner,
            exprs: (ExprId(self.tree.exprs.len() as u32), ExprId::NONE),
            body: Box::default(),
        });
        id
    }

    pub(super) fn function(&mut self, node: &ast::StmtFunctionDef) -> FunctionId {
        let id = self.reserve(span(node.range()), self.owner);
        let decorators = self.decorators(&node.decorator_list);
        let type_params = self.type_params(node.type_params.as_deref());
        let parameters = self.parameters(&node.parameters);
        let returns = self.annotation(node.returns.as_deref());
        let outer = std::mem::replace(&mut self.owner, Owner::Function(id));
        self.yields.push(false);
        let body = self.block(&node.body);
        let yields = self.yields.pop().unwrap_or(false);
        let is_generator = yields || !node.is_async && only_hands_out_elements(&node.body);
        self.owner = outer;
        let name = self.interner.intern(node.name.as_str());
        let end = ExprId(self.tree.exprs.len() as u32);
        let function = &mut self.tree.functions[id.0 as usize];
        function.name = name;
        function.name_span = span(node.name.range());
        function.is_async = node.is_async;
        function.is_generator = is_generator;
        function.decorators = decorators;
        function.type_params = type_params;
        function.parameters = parameters;
        function.returns = returns;
        function.exprs.1 = end;
        function.body = body;
        id
    }

    pub(super) fn lambda(&mut self, node: &ast::ExprLambda) -> FunctionId {
        let id = self.reserve(span(node.range()), self.owner);
        let parameters =
            node.parameters.as_deref().map_or_else(Box::default, |parameters| self.parameters(parameters));
        let outer = std::mem::replace(&mut self.owner, Owner::Function(id));
        self.yields.push(false);
        let value = self.expr(&node.body);
        let is_generator = self.yields.pop().unwrap_or(false);
        self.owner = outer;
        let end = ExprId(self.tree.exprs.len() as u32);
        let name = self.interner.intern("<lambda>");
        let function = &mut self.tree.functions[id.0 as usize];
        function.name = name;
        function.name_span = span(node.range());
        function.is_lambda = true;
        function.is_generator = is_generator;
        function.parameters = parameters;
        function.exprs.1 = end;
        function.body = Box::new([Stmt { span: span(node.body.range()), kind: StmtKind::Return(value) }]);
        id
    }

    fn parameters(&mut self, parameters: &ast::Parameters) -> Box<[Parameter]> {
        let mut lowered = Vec::with_capacity(parameters.len());
        for parameter in &parameters.posonlyargs {
            lowered.push(self.with_default(parameter, ParameterKind::PositionalOnly));
        }
        for parameter in &parameters.args {
            lowered.push(self.with_default(parameter, ParameterKind::Normal));
        }
        if let Some(parameter) = parameters.vararg.as_deref() {
            lowered.push(self.parameter(parameter, ParameterKind::Star));
        }
        for parameter in &parameters.kwonlyargs {
            lowered.push(self.with_default(parameter, ParameterKind::KeywordOnly));
        }
        if let Some(parameter) = parameters.kwarg.as_deref() {
            lowered.push(self.parameter(parameter, ParameterKind::DoubleStar));
        }
        lowered.into()
    }

    fn with_default(&mut self, parameter: &ast::ParameterWithDefault, kind: ParameterKind) -> Parameter {
        let mut lowered = self.parameter(&parameter.parameter, kind);
        lowered.default = self.optional(parameter.default.as_deref());
        lowered
    }

    fn parameter(&mut self, parameter: &ast::Parameter, kind: ParameterKind) -> Parameter {
        Parameter {
            name: self.interner.intern(parameter.name.as_str()),
            kind,
            annotation: self.annotation(parameter.annotation.as_deref()),
            default: ExprId::NONE,
            span: span(parameter.range()),
        }
    }

    fn type_params(&mut self, params: Option<&ast::TypeParams>) -> Box<[TypeParameter]> {
        let params = params.map_or(&[][..], |params| &params.type_params);
        params
            .iter()
            .map(|param| TypeParameter {
                name: self.interner.intern(param.name().as_str()),
                bound: self.annotation(param.as_type_var().and_then(|variable| variable.bound.as_deref())),
            })
            .collect()
    }

    /// The type parameters that a base `Generic[K, V]` or `Protocol[T]` names.
    fn generic_parameters(&mut self, bases: &[ast::Expr]) -> Box<[TypeParameter]> {
        let named = bases.iter().find_map(|base| {
            let subscript = base.as_subscript_expr()?;
            let head = match &*subscript.value {
                ast::Expr::Name(name) => name.id.as_str(),
                ast::Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => return None,
            };
            matches!(head, "Generic" | "Protocol").then_some(&*subscript.slice)
        });
        let parameters = match named {
            Some(ast::Expr::Tuple(tuple)) => &tuple.elts[..],
            Some(one) => std::slice::from_ref(one),
            None => return Box::default(),
        };
        let names = parameters.iter().filter_map(|parameter| parameter.as_name_expr());
        let named = |name: &ast::ExprName| self.interner.intern(name.id.as_str());
        names.map(named).map(|name| TypeParameter { name, bound: ExprId::NONE }).collect()
    }

    pub(super) fn class(&mut self, node: &ast::StmtClassDef) -> ClassId {
        let id = ClassId(self.tree.classes.len() as u32);
        self.tree.classes.push(Class {
            name: Name(0),
            span: span(node.range()),
            decorators: List::default(),
            type_params: Box::default(),
            bases: List::default(),
            owner: self.owner,
            keywords: Box::default(),
            constructor: None,
            body: Box::default(),
        });
        let decorators = self.decorators(&node.decorator_list);
        let mut type_params = self.type_params(node.type_params.as_deref());
        let (mut bases, mut keywords) = (List::default(), Vec::new());
        if let Some(arguments) = node.arguments.as_deref() {
            bases = self.exprs(&arguments.args);
            if type_params.is_empty() {
                type_params = self.generic_parameters(&arguments.args);
            }
            for keyword in &arguments.keywords {
                if let Some(name) = &keyword.arg {
                    let name = self.interner.intern(name.as_str());
                    keywords.push((name, self.expr(&keyword.value)));
                }
            }
        }
        let outer = std::mem::replace(&mut self.owner, Owner::Class(id));
        let body = self.block(&node.body);
        self.owner = outer;
        let name = self.interner.intern(node.name.as_str());
        let class = &mut self.tree.classes[id.0 as usize];
        class.name = name;
        class.decorators = decorators;
        class.type_params = type_params;
        class.bases = bases;
        class.keywords = keywords.into();
        class.body = body;
        self.add_constructor(id);
        id
    }
}

/// Whether a body is nothing but `return (.. for ..)`: it runs when somebody goes through the elements, as one that yields them does.
fn only_hands_out_elements(body: &[ast::Stmt]) -> bool {
    let is_text =
        |stmt: &ast::Stmt| matches!(stmt, ast::Stmt::Expr(text) if text.value.is_string_literal_expr());
    let body = match body {
        [first, rest @ ..] if is_text(first) => rest,
        body => body,
    };
    matches!(body, [ast::Stmt::Return(only)] if only.value.as_deref().is_some_and(ast::Expr::is_generator_expr))
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Call, Definition, MAX_TOKENS, Refusal, cut};
use crate::finding::{Category, Severity};
use crate::mcp::server::{State, rule_uri};
use crate::{rules, scan};

pub(super) struct ExplainRule;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// blocking-sleep or AW101
    rule: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output<'a> {
    code: &'a str,
    name: &'a str,
    category: Category,
    severity: Severity,
    on_by_default: bool,
    same_as: &'a [&'a str],
    summary: &'a str,
    uri: String,
}

impl Definition for ExplainRule {
    const NAME: &'static str = "explain_rule";
    const TITLE: &'static str = "Explain a rule";
    const DESCRIPTION: &'static str = "A rule's page: why it matters, wrong and right code, when it is fine.";
    type Input = Input;
    type Output = Output<'static>;

    fn call(_: &State, input: Input, _: &Call) -> Result<Answer, Refusal> {
        let rule = rules::find(input.rule.trim()).ok_or_else(|| {
            let near = scan::near(&input.rule);
            let hint =
                if near.is_empty() { String::new() } else { format!(" Near matches: {}.", near.join(", ")) };
            let shown: String = input.rule.chars().take(80).collect();
            Refusal(format!(
                "There is no rule `{shown}`.{hint} Findings of scan_blocking_calls name their rules."
            ))
        })?;
        let output = Output {
            code: rule.id.code,
            name: rule.id.name,
            category: rule.id.category,
            severity: rule.severity,
            on_by_default: rule.on_by_default,
            same_as: rule.same_as,
            summary: rule.page().summary,
            uri: rule_uri(rule.id.name),
        };
        let (page, _) = cut(rule.markdown, MAX_TOKENS - 300);
        Ok(Answer::new(page, &output))
    }
}

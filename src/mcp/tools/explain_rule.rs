use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Call, Definition, MAX_TOKENS, Refusal, cut};
use crate::finding::{Category, Severity};
use crate::mcp::server::{State, rule_uri};
use crate::scan;
use crate::text::shown;

pub(super) struct ExplainRule;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// blocking-sleep, AW101 or ASYNC251
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
    /// Other rules that the word stands for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<&'a str>,
}

impl Definition for ExplainRule {
    const NAME: &'static str = "explain_rule";
    const TITLE: &'static str = "Explain a rule";
    const DESCRIPTION: &'static str = "A rule's page: why it matters, wrong and right code, when it is fine.";
    type Input = Input;
    type Output = Output<'static>;

    fn call(_: &State, input: Input, _: &Call) -> Result<Answer, Refusal> {
        let choice = scan::choose(&input.rule).map_err(|unknown| {
            let near = unknown.near.join(", ");
            let hint = if near.is_empty() { near } else { format!(" Near matches: {near}.") };
            let word = shown(&unknown.word);
            Refusal(format!(
                "There is no rule `{word}`.{hint} Findings of scan_blocking_calls name their rules."
            ))
        })?;
        let names = choice.rules.iter().map(|rule| rule.id.name);
        let (rule, others) = match choice.rules.as_slice() {
            [rule, ..] if !choice.is_group => (*rule, names.skip(1).collect::<Vec<_>>()),
            _ => {
                let (word, names) = (input.rule.trim(), names.collect::<Vec<_>>().join(", "));
                return Err(Refusal(format!("`{word}` stands for several rules: {names}. Ask for one.")));
            }
        };
        let output = Output {
            code: rule.id.code,
            name: rule.id.name,
            category: rule.id.category,
            severity: rule.severity,
            on_by_default: rule.on_by_default,
            same_as: rule.same_as,
            summary: rule.page().summary,
            uri: rule_uri(rule.id.name),
            others,
        };
        let (page, _) = cut(rule.markdown, MAX_TOKENS - 300);
        let mut text = page.to_owned();
        if !output.others.is_empty() {
            let (word, others) = (input.rule.trim(), output.others.join(", "));
            text.push_str(&format!("\n`{word}` also stands for: {others}."));
        }
        Ok(Answer::new(text, &output))
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Call, Definition, Refusal};
use crate::mcp::server::State;
use crate::skill::Pattern;
use crate::text::shown;

pub(super) struct GetPattern;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    id: Option<String>,
    /// A task, symptom, error message or API name
    query: Option<String>,
    /// Runners-up, default 3
    limit: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output<'a> {
    id: &'a str,
    title: &'a str,
    since: &'a str,
    reference: &'a str,
    uri: &'a str,
    summary: &'a str,
    pitfalls: &'a [String],
    code: &'a str,
    related: &'a [String],
    guarded_by: &'a [String],
    runners_up: Vec<Runner<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Runner<'a> {
    id: &'a str,
    title: &'a str,
}

impl Definition for GetPattern {
    const NAME: &'static str = "get_pattern";
    const TITLE: &'static str = "Get an asyncio pattern";
    const DESCRIPTION: &'static str = "The asyncio pattern for a task or problem: when to use it, executed code, pitfalls. Use before writing concurrency, timeouts, retries, queues, shutdown, HTTP. Give `query` in plain words, or `id`.";
    type Input = Input;
    type Output = Output<'static>;

    fn call(state: &State, input: Input, _: &Call) -> Result<Answer, Refusal> {
        let limit = input.limit.unwrap_or(3).min(20);
        let given = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        match (given(&input.id), given(&input.query)) {
            (Some(id), _) => match state.catalog.pattern(&id) {
                Some(pattern) => Ok(answer(pattern, Vec::new())),
                None => Err(unknown(state, &id)),
            },
            (None, Some(query)) => {
                let hits = state.catalog.search(&query, limit + 1);
                match hits.split_first() {
                    Some((best, others)) => Ok(answer(best.pattern, others.iter().map(|hit| hit.pattern).collect())),
                    None => Err(Refusal(
                        "No pattern fits. Say it in other words: the task (\"limit concurrent requests\"), the symptom (\"task was destroyed but it is pending\") or an API (asyncio.Queue). read_skill lists the references.".to_owned(),
                    )),
                }
            }
            (None, None) => {
                Err(Refusal("give `query` (what you want to do, or what goes wrong) or `id`".to_owned()))
            }
        }
    }
}

fn unknown(state: &State, id: &str) -> Refusal {
    let near = state.catalog.near_patterns(id);
    let shown = shown(id);
    let hint = if near.is_empty() { String::new() } else { format!(" Near matches: {}.", near.join(", ")) };
    let search = serde_json::json!({ "query": shown.replace(['-', '_'], " ") });
    Refusal(format!("There is no pattern `{shown}`.{hint} Or search: get_pattern {search}."))
}

fn answer(pattern: &Pattern, others: Vec<&Pattern>) -> Answer {
    let mut text = pattern.markdown.clone();
    if !others.is_empty() {
        text.push_str("\n\nRunners-up:");
        for other in &others {
            text.push_str(&format!(" {} ({});", other.id, other.title));
        }
        text.pop();
    }
    let output = Output {
        id: &pattern.id,
        title: &pattern.title,
        since: &pattern.since,
        reference: &pattern.reference,
        uri: &pattern.uri,
        summary: &pattern.summary,
        pitfalls: &pattern.pitfalls,
        code: &pattern.code,
        related: &pattern.related,
        guarded_by: &pattern.guarded_by,
        runners_up: others.iter().map(|other| Runner { id: &other.id, title: &other.title }).collect(),
    };
    Answer::new(text, &output)
}

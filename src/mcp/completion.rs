//! Completion of pattern ids and rule names in resource templates.

use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, Reference};

use super::{prompts, resources};
use crate::rules;
use crate::skill::Catalog;

pub(super) fn complete(
    catalog: &Catalog,
    request: &CompleteRequestParams,
) -> Result<CompleteResult, ErrorData> {
    let invalid = |message: String| ErrorData::invalid_params(message, None);
    let candidates: Vec<&str> = match &request.r#ref {
        Reference::Resource(template) if template.uri == resources::pattern_template() => {
            catalog.patterns().iter().map(|pattern| pattern.id.as_str()).collect()
        }
        Reference::Resource(template) if template.uri == resources::rule_template() => {
            rules::all().iter().map(|rule| rule.id.name).collect()
        }
        Reference::Prompt(prompt) if prompts::list().iter().any(|known| known.name == prompt.name) => {
            Vec::new()
        }
        Reference::Resource(template) => {
            return Err(invalid(format!("there is no resource template `{}`", template.uri)));
        }
        Reference::Prompt(prompt) => return Err(invalid(format!("there is no prompt `{}`", prompt.name))),
        _ => return Err(invalid("this kind of reference has no completion".to_owned())),
    };
    let typed = request.argument.value.to_lowercase();
    let mut found: Vec<&str> =
        candidates.into_iter().filter(|candidate| candidate.contains(&typed)).collect();
    // What starts like the typed text comes first.
    found.sort_by_key(|candidate| (!candidate.starts_with(&typed), *candidate));
    found.dedup();
    let total = u32::try_from(found.len()).ok();
    let more = found.len() > CompletionInfo::MAX_VALUES;
    let values = found.into_iter().take(CompletionInfo::MAX_VALUES).map(str::to_owned).collect();
    CompletionInfo::with_pagination(values, total, more)
        .map(CompleteResult::new)
        .map_err(|error| ErrorData::internal_error(error, None))
}

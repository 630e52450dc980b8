//! Prompts that people pick from a menu.

use rmcp::ErrorData;
use rmcp::model::{GetPromptRequestParams, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role};
use serde_json::Value;

/// A prompt is no place for more.
const MAX_ARGUMENT: usize = 1_000;

struct Entry {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    argument: (&'static str, &'static str),
    required: bool,
    /// `{}` stands for the argument.
    text: &'static str,
    /// What the argument is when it is not given.
    default: &'static str,
}

const PROMPTS: [Entry; 3] = [
    Entry {
        name: "review-async-code",
        title: "Review asynchronous code",
        description: "Find what stalls or breaks the event loop, judge each finding, and propose the smallest mend",
        argument: ("path", "File or folder to review; the whole project when left out"),
        required: false,
        default: ".",
        text: "Review the asynchronous Python code in `{}`.

1. Call scan_blocking_calls with that path. Follow the cursor until you have every finding.
2. For each rule that you do not know, call explain_rule once.
3. Read the code around each finding and its whole call chain. Say for each whether it is real here, what it costs (what waits, for how long, how often), and the smallest change that mends it. Take the pattern for the change from get_pattern.
4. Then look for what no analyser sees: work without a time limit, retries of what is not idempotent, unbounded concurrency, shutdown that loses work.
5. Report the worst first, with file and line. Change nothing unless I ask.",
    },
    Entry {
        name: "make-async",
        title: "Make blocking code asynchronous",
        description: "Turn blocking code into asynchronous code step by step, with the tests passing after each",
        argument: ("path", "File or folder to change"),
        required: true,
        default: "",
        text: "Make the blocking Python code in `{}` asynchronous.

1. Call scan_blocking_calls with that path to see what blocks, and fix_blocking_calls for what can be mended mechanically. Show me the diff before you apply it.
2. Decide for each remaining call: an asynchronous library, asyncio.to_thread, or leave it synchronous because nothing else runs at that time. Use get_pattern (\"call blocking code from async\", \"asynchronous HTTP client\", and so on) and keep to its pitfalls.
3. Change one call path at a time, from the leaf up to its callers. Keep time limits, bound the concurrency, close what you open.
4. Run the tests and scan again after each step. Stop when the scan is clean or what is left has a reason; name the reasons.",
    },
    Entry {
        name: "new-async-project",
        title: "Start an asynchronous project",
        description: "Choose a template, show the plan, then write a project that stops without losing work",
        argument: ("purpose", "What the project is for, in a sentence"),
        required: true,
        default: "",
        text: "Start a new asynchronous Python project: {}

1. Choose the kind and options that fit; if two would, ask me. Call generate_template with plan_only and show me the plan.
2. After I agree, call write_template, then run the checks that it names.
3. Add the actual work with patterns from get_pattern, and finish with scan_blocking_calls on the new folder: it has to be clean.",
    },
];

/// An argument is a name or a sentence: no line of its own in the prompt, and no end of the quotes around it.
fn in_one_line(argument: &str) -> String {
    let plain = |c: char| match c {
        '`' => '\'',
        '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    argument.chars().map(plain).collect()
}

pub(super) fn list() -> Vec<Prompt> {
    PROMPTS
        .iter()
        .map(|entry| {
            let (name, description) = entry.argument;
            let argument =
                PromptArgument::new(name).with_description(description).with_required(entry.required);
            Prompt::new(entry.name, Some(entry.description), Some(vec![argument])).with_title(entry.title)
        })
        .collect()
}

pub(super) fn get(request: &GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
    let invalid = |message: String| ErrorData::invalid_params(message, None);
    let entry = PROMPTS.iter().find(|entry| entry.name == request.name).ok_or_else(|| {
        let names: Vec<_> = PROMPTS.iter().map(|entry| entry.name).collect();
        invalid(format!("there is no prompt `{}`; there are: {}", request.name, names.join(", ")))
    })?;
    let (argument, _) = entry.argument;
    let given = request.arguments.as_ref().and_then(|arguments| arguments.get(argument));
    let value = match given {
        Some(Value::String(text)) if !text.trim().is_empty() => text.trim(),
        None if !entry.required => entry.default,
        _ => return Err(invalid(format!("`{}` needs `{argument}`, as text", entry.name))),
    };
    if value.chars().count() > MAX_ARGUMENT {
        return Err(invalid(format!("`{argument}` may have at most {MAX_ARGUMENT} characters")));
    }
    let message = PromptMessage::new_text(Role::User, entry.text.replace("{}", &in_one_line(value)));
    Ok(GetPromptResult::new(vec![message]).with_description(entry.description))
}

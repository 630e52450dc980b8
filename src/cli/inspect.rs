//! `awaitwise inspect`: starts the server as a client would, in both eras, and shows what an agent sees.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use serde::Serialize;
use serde_json::{Value, json};

use super::exit::{Exit, is_broken_pipe};
use super::serve::What;
use super::values::TextOrJson;
use crate::skill::tokens;
use crate::text::counted;

/// Examples at the end of the help.
const EXAMPLES: &str = "Examples:
  awaitwise inspect                    tools with their size, resources, skills, prompts, time to the first answer
  awaitwise inspect --format json      the same for scripts";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    what: What,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// What a client of one era sees.
#[derive(Debug, Serialize)]
struct Seen {
    era: &'static str,
    protocol: String,
    first_answer_ms: f64,
    instructions_tokens: usize,
    tools: Vec<Sized>,
    tools_bytes: usize,
    tools_tokens: usize,
    prompts: Vec<String>,
    resources: usize,
    resource_templates: Vec<String>,
    skills: Vec<SkillSeen>,
}

/// A tool's definition without its output schema: what models read.
#[derive(Debug, Serialize)]
struct Sized {
    name: String,
    bytes: usize,
    tokens: usize,
}

#[derive(Debug, Serialize)]
struct SkillSeen {
    uri: String,
    files: usize,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let seen = [look(&args.what, false)?, look(&args.what, true)?];
    let mut out = anstream::stdout().lock();
    let written = match args.format {
        TextOrJson::Json => serde_json::to_writer_pretty(&mut out, &json!({ "eras": seen }))
            .map_err(anyhow::Error::from)
            .and_then(|()| writeln!(out).map_err(Into::into)),
        TextOrJson::Text => seen.iter().try_for_each(|seen| show(seen, &mut out).map_err(Into::into)),
    };
    match written {
        Err(error) if !is_broken_pipe(&error) => Err(error),
        _ => Ok(Exit::Clean),
    }
}

fn show(seen: &Seen, out: &mut dyn Write) -> std::io::Result<()> {
    let bold = anstyle::Style::new().bold();
    writeln!(out, "{bold}{} era{bold:#}, protocol {}", seen.era, seen.protocol)?;
    writeln!(
        out,
        "  first answer after {:.1} ms; instructions: {} tokens",
        seen.first_answer_ms, seen.instructions_tokens
    )?;
    writeln!(
        out,
        "  {}, {} bytes, about {} tokens:",
        counted(seen.tools.len(), "tool"),
        seen.tools_bytes,
        seen.tools_tokens
    )?;
    for tool in &seen.tools {
        writeln!(out, "    {:<20} {:>5} bytes {:>5} tokens", tool.name, tool.bytes, tool.tokens)?;
    }
    writeln!(out, "  prompts: {}", seen.prompts.join(", "))?;
    writeln!(
        out,
        "  {}; templates: {}",
        counted(seen.resources, "resource"),
        seen.resource_templates.join(", ")
    )?;
    for skill in &seen.skills {
        writeln!(out, "  skill {} with {}", skill.uri, counted(skill.files, "file"))?;
    }
    writeln!(out)
}

fn look(what: &What, modern: bool) -> anyhow::Result<Seen> {
    let mut server = Server::start(what, modern)?;
    let opening = if modern { "server/discover" } else { "initialize" };
    let opened = if modern {
        server.ask(opening, json!({}))?
    } else {
        let client = json!({"name": "awaitwise inspect", "version": env!("CARGO_PKG_VERSION")});
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
        let opened = server.ask(opening, params)?;
        server.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))?;
        opened
    };
    let first_answer = server.started.elapsed();
    let mut tools = Vec::new();
    for mut tool in server.list("tools/list", "tools")? {
        if let Some(definition) = tool.as_object_mut() {
            definition.remove("outputSchema");
        }
        let definition = tool.to_string();
        tools.push(Sized { name: text(&tool["name"]), bytes: definition.len(), tokens: tokens(&definition) });
    }
    let skills = server.list("skills/list", "skills")?;
    let file_count = |skill: &Value| skill["resources"].as_array().map_or(0, Vec::len);
    let seen = Seen {
        era: if modern { "new" } else { "old" },
        protocol: if modern { MODERN.to_owned() } else { text(&opened["protocolVersion"]) },
        first_answer_ms: milliseconds(first_answer),
        instructions_tokens: tokens(opened["instructions"].as_str().unwrap_or_default()),
        tools_bytes: tools.iter().map(|tool| tool.bytes).sum(),
        tools_tokens: tools.iter().map(|tool| tool.tokens).sum(),
        tools,
        prompts: server.list("prompts/list", "prompts")?.iter().map(|prompt| text(&prompt["name"])).collect(),
        resources: server.list("resources/list", "resources")?.len(),
        resource_templates: server
            .list("resources/templates/list", "resourceTemplates")?
            .iter()
            .map(|template| text(&template["uriTemplate"]))
            .collect(),
        skills: skills
            .iter()
            .map(|skill| SkillSeen { uri: text(&skill["uri"]), files: file_count(skill) })
            .collect(),
    };
    server.stop()?;
    Ok(seen)
}

const MODERN: &str = "2026-07-28";

/// A server of our own, as a client holds it.
struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    started: Instant,
    modern: bool,
    next: u32,
}

impl Server {
    fn start(what: &What, modern: bool) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("cannot find this program")?;
        let mut command = Command::new(program);
        command.arg("serve");
        for root in &what.roots {
            command.arg("--root").arg(root);
        }
        for skills in &what.skills {
            command.arg("--skills").arg(skills);
        }
        let started = Instant::now();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("the server has no output")?;
        Ok(Self { child, input, output: BufReader::new(output), started, modern, next: 0 })
    }

    fn send(&mut self, message: &Value) -> anyhow::Result<()> {
        let input = self.input.as_mut().context("the server has no input")?;
        writeln!(input, "{message}").and_then(|()| input.flush()).context("the server has ended")
    }

    fn ask(&mut self, method: &str, mut params: Value) -> anyhow::Result<Value> {
        self.next += 1;
        if self.modern {
            params["_meta"] = json!({
                "io.modelcontextprotocol/protocolVersion": MODERN,
                "io.modelcontextprotocol/clientInfo": {"name": "awaitwise inspect", "version": env!("CARGO_PKG_VERSION")},
                "io.modelcontextprotocol/clientCapabilities": {},
            });
        }
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))?;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).context("cannot read from the server")? == 0 {
                return Err(anyhow!("the server ended without an answer to {method}"));
            }
            let mut answer: Value =
                serde_json::from_str(&line).context("the server wrote something else than JSON")?;
            if answer["id"] == id {
                return match answer.get("error") {
                    Some(error) => Err(anyhow!("{method}: {error}")),
                    None => Ok(answer["result"].take()),
                };
            }
        }
    }

    /// Every page of a listing.
    fn list(&mut self, method: &str, key: &str) -> anyhow::Result<Vec<Value>> {
        let mut all = Vec::new();
        let mut params = json!({});
        loop {
            let mut result = self.ask(method, params)?;
            if let Value::Array(items) = result[key].take() {
                all.extend(items);
            }
            match &result["nextCursor"] {
                Value::String(cursor) => params = json!({ "cursor": cursor }),
                _ => return Ok(all),
            }
        }
    }

    fn stop(mut self) -> anyhow::Result<()> {
        drop(self.input.take());
        let status = self.child.wait().context("cannot wait for the server")?;
        if status.success() { Ok(()) } else { Err(anyhow!("the server ended with {status}")) }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}

//! How long a question to the skills takes: `cargo bench --bench search`. Figures, no verdict: a busy machine makes them worse.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use awaitwise::skill::Catalog;

#[derive(serde::Deserialize)]
struct Questions {
    query: Vec<Question>,
}

#[derive(serde::Deserialize)]
struct Question {
    ask: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/skill/questions");
    let mut questions = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let text = std::fs::read_to_string(entry?.path())?;
        questions.extend(toml::from_str::<Questions>(&text)?.query);
    }
    let catalog = Catalog::embedded();
    let start = Instant::now();
    catalog.search("limit concurrency", 4);
    writeln!(out, "index made in {:?}", start.elapsed())?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..20 {
        for question in &questions {
            let start = Instant::now();
            std::hint::black_box(catalog.search(&question.ask, 4));
            times.push(start.elapsed());
        }
    }
    times.sort();
    let mean = times.iter().sum::<Duration>() / u32::try_from(times.len())?;
    let at = |part: usize| times[(times.len() - 1) * part / 1000];
    writeln!(
        out,
        "{} questions, 20 times each: mean {mean:?}, median {:?}, 99 % {:?}, worst {:?}",
        questions.len(),
        at(500),
        at(990),
        at(1000)
    )?;
    let long = "download files without memory xyzzyab ".repeat(2_000);
    let start = Instant::now();
    catalog.search(&long, 4);
    writeln!(out, "a question of 10,000 words: {:?}", start.elapsed())?;
    Ok(())
}

use std::cell::RefCell;
use std::sync::OnceLock;

use bm25::{TokenEmbedder, Tokenizer};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

/// A word of a text, or an expression that counts as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, as written.
    pub(super) text: String,
    /// Without its ending: `cancelling` and `cancelled` are one.
    pub(super) stem: String,
    /// The stem as the engine knows it.
    pub(super) term: u64,
    /// A name that was written in one piece, given besides its parts: `create_task`. How many of the words before are its parts.
    pub(super) whole: Option<usize>,
}

/// Words that say nothing about the subject, or that every question here has.
const STOP: &str = " a about actually after all also always am an and another any anyone anything are as asyncio at back be because been being
 best but by came can cannot cant code come could did do does doesn doesnt doing don done dont each either else even ever example examples every for from
 gave get gets getting give go goes going good got had has have having help here how i if im in instead into is isn isnt it its
 just keep keeps know let like ll make makes making many may me might mine more most much must my need needs never nice no not now of off
 often on one only or other our out over own please probably properly python re really right s same say says should since so some
 somebody something sometimes still such sure t take than that the their them then there these they thing things this those though to too
 try trying up us usage use used uses using ve very via vs want wants was way we well were what whatever when where whether which while who whole whose why
 will with within without won wont would wrong yet you your ";

/// Numbers are told apart by nothing but being numbers, however they are written.
const NUMBERS: &str = " two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred hundreds thousand
 thousands million millions dozen dozens couple ";
/// What stands for any number.
const NUMBER: &str = "0";
/// Answers of a server that people ask for by number.
const STATUS: [&str; 12] =
    ["400", "401", "403", "404", "408", "409", "413", "422", "429", "502", "503", "504"];

/// The words of a text without those that say nothing. Names also come apart: `create_task` and `TaskGroup` are two words
/// each, and one more as a whole. Expressions such as "at a time" are one word.
pub(super) fn words(text: &str) -> Vec<Word> {
    let expressions = &concepts().expressions;
    let pieces = pieces(text);
    let mut result = Vec::new();
    // How many words there were before each piece.
    let mut before = vec![0; pieces.len()];
    let mut count = 0;
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        before[at] = count;
        let candidates = expressions.get(&piece.stem).into_iter().flatten();
        let fits = |rest: &&Vec<String>| {
            let following = pieces.iter().skip(at + 1).map(|piece| &piece.stem);
            following.take(rest.len()).eq(rest.iter())
        };
        if let Some(rest) = candidates.filter(fits).max_by_key(|rest| rest.len()) {
            let stem = std::iter::once(&piece.stem).chain(rest).cloned().collect::<Vec<_>>().join(" ");
            result.push(Word { text: stem.clone(), term: hash(&stem), stem, whole: None });
            before[at + 1..=at + rest.len()].fill(count);
            at += rest.len() + 1;
            count += 1;
            continue;
        }
        if !piece.silent {
            count += 1;
            let stem = piece.stem.clone();
            result.push(Word { text: piece.text.clone(), term: hash(&stem), stem, whole: None });
        }
        for (from, name) in &piece.names {
            let whole = Some(count - before[*from]);
            result.push(Word { text: name.clone(), term: hash(name), stem: name.clone(), whole });
        }
        at += 1;
    }
    result
}

/// A piece of text between two places where words come apart.
struct Piece {
    text: String,
    stem: String,
    /// Says nothing by itself; an expression may need it.
    silent: bool,
    /// The names that end here, of `asyncio.wait_for` the last part and the whole: where they begin, and their stems joined.
    names: Vec<(usize, String)>,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut result: Vec<Piece> = Vec::new();
    let mut current = String::new();
    // Where the name begins that is being read, and the dotted one that it is a part of.
    let (mut name, mut dotted) = (0, 0);
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        // "don't" is one word, and so is 3.11.
        if matches!(c, '\'' | '’') && !current.is_empty() {
            continue;
        }
        if c == '.' && current.len() == 1 && previous.is_ascii_digit() && next.is_ascii_digit() {
            current.push(c);
            previous = c;
            continue;
        }
        // Between `k` and `G` of TaskGroup, between `P` and `C` of HTTPClient.
        let splits =
            c.is_uppercase() && (previous.is_lowercase() || (previous.is_uppercase() && next.is_lowercase()));
        if splits || !c.is_alphanumeric() {
            flush(&mut current, &mut result);
            if !splits && c != '_' {
                join(&mut result, name);
                if !(c == '.' && next.is_alphabetic()) {
                    if dotted != name {
                        join(&mut result, dotted);
                    }
                    dotted = result.len();
                }
                name = result.len();
            }
        }
        if c.is_alphanumeric() {
            current.extend(c.to_lowercase());
        }
        previous = c;
    }
    flush(&mut current, &mut result);
    join(&mut result, name);
    if dotted != name {
        join(&mut result, dotted);
    }
    result
}

/// Gives the last piece of a name with several pieces the name as a whole.
fn join(pieces: &mut [Piece], from: usize) {
    if pieces.len() < from + 2 {
        return;
    }
    let name: String = pieces[from..].iter().map(|piece| piece.stem.as_str()).collect();
    // As it comes out of a text that has it in one word: `dataloader`.
    let one_word = stem(&pieces[from..].iter().map(|piece| piece.text.as_str()).collect::<String>());
    if let Some(last) = pieces.last_mut() {
        if one_word != name {
            last.names.push((from, one_word));
        }
        last.names.push((from, name));
    }
}

/// Words that are also written as two.
const COMPOUNDS: [(&str, [&str; 2]); 4] = [
    ("taskgroup", ["task", "group"]),
    ("eventloop", ["event", "loop"]),
    ("threadpool", ["thread", "pool"]),
    ("healthcheck", ["health", "check"]),
];

fn flush(current: &mut String, result: &mut Vec<Piece>) {
    let text = std::mem::take(current);
    if text.is_empty() {
        return;
    }
    if let Some((_, parts)) = COMPOUNDS.iter().find(|(compound, _)| *compound == text) {
        for part in parts {
            flush(&mut (*part).to_owned(), result);
        }
        return;
    }
    let single = text.chars().count() < 2 && text.is_ascii();
    let number = is_number(&text);
    let stem = if number { NUMBER.to_owned() } else { stem(&text) };
    let silent = (single && !number) || listed(&STOPS, STOP, &text);
    result.push(Piece { text, stem, silent, names: Vec::new() });
}

static STOPS: OnceLock<FxHashSet<&str>> = OnceLock::new();
static NUMERALS: OnceLock<FxHashSet<&str>> = OnceLock::new();

fn listed(set: &'static OnceLock<FxHashSet<&'static str>>, list: &'static str, word: &str) -> bool {
    set.get_or_init(|| list.split_whitespace().collect()).contains(word)
}

/// `10`, `100k`, `30s`, `ten`; neither a version (`3.11`) nor an answer's status (`429`).
fn is_number(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (numeric && text.len() - digits.len() <= 2 && !STATUS.contains(&text)) || listed(&NUMERALS, NUMBERS, text)
}

/// Stems are kept: pages use few words often, and questions use the words of pages.
const MOST_STEMS: usize = 20_000;

fn stem(word: &str) -> String {
    thread_local! {
        static KNOWN: RefCell<FxHashMap<String, String>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(stem) = known.get(word) {
            return stem.clone();
        }
        // The stemmer is for English; it leaves other scripts as they are.
        let stem = Stemmer::create(Algorithm::English).stem(word).into_owned();
        if known.len() < MOST_STEMS {
            known.insert(word.to_owned(), stem.clone());
        }
        stem
    })
}

pub(super) fn hash(stem: &str) -> u64 {
    <u64 as TokenEmbedder>::embed(stem)
}

/// Parts the tokens of a text that was read; no token has it.
const BETWEEN: char = '\u{1f}';

/// Reads a text for the engine: its words, what they mean, and each two neighbours joined. Words go to `vocabulary`.
pub(super) fn read(text: &str, vocabulary: &mut FxHashMap<String, (u64, String)>) -> String {
    let mut tokens = String::new();
    let mut push = |parts: &[&str]| {
        parts.iter().for_each(|part| tokens.push_str(part));
        tokens.push(BETWEEN);
    };
    for line in text.lines() {
        let mut before: Option<String> = None;
        for word in words(line) {
            meanings(&word.stem).iter().for_each(|meaning| push(&[&meaning.token]));
            if word.whole.is_none()
                && let Some(before) = before.replace(word.stem.clone())
            {
                push(&[&before, &word.stem]);
            }
            push(&[&word.stem]);
            vocabulary.entry(word.text).or_insert((word.term, word.stem));
        }
    }
    tokens
}

/// The tokens of a text that was [read](read).
pub(super) struct Tokens;

impl Tokenizer for Tokens {
    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split_terminator(BETWEEN).map(str::to_owned).collect()
    }
}

/// Something that several words stand for.
#[derive(Debug, Clone)]
pub(super) struct Meaning {
    token: String,
    pub(super) term: u64,
}

struct Concepts {
    /// By stem, or by the stems of an expression.
    meanings: FxHashMap<String, Vec<Meaning>>,
    /// Expressions of several words by their first stem: the rest of their stems.
    expressions: FxHashMap<String, Vec<Vec<String>>>,
    /// Every single word of the table.
    texts: Vec<String>,
}

fn concepts() -> &'static Concepts {
    static TABLE: OnceLock<Concepts> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table =
            Concepts { meanings: FxHashMap::default(), expressions: FxHashMap::default(), texts: Vec::new() };
        let lines = include_str!("synonyms.txt").lines().filter(|line| !line.starts_with('#'));
        for (number, group) in lines.enumerate() {
            let token = format!("={number}");
            let meaning = Meaning { term: hash(&token), token };
            for member in group.split(',') {
                let stems: Vec<String> = pieces(member).into_iter().map(|piece| piece.stem).collect();
                if let [first, rest @ ..] = stems.as_slice() {
                    if rest.is_empty() {
                        table.texts.push(member.trim().to_lowercase());
                    } else {
                        let known = table.expressions.entry(first.clone()).or_default();
                        if !known.iter().any(|known| known == rest) {
                            known.push(rest.to_vec());
                        }
                    }
                    let known = table.meanings.entry(stems.join(" ")).or_default();
                    if !known.iter().any(|known| known.term == meaning.term) {
                        known.push(meaning.clone());
                    }
                }
            }
        }
        table
    })
}

/// What a stem stands for, besides itself.
pub(super) fn meanings(stem: &str) -> &'static [Meaning] {
    concepts().meanings.get(stem).map_or(&[], Vec::as_slice)
}

/// Single words that the table of meanings knows.
pub(super) fn known() -> impl Iterator<Item = Word> {
    concepts().texts.iter().map(|text| {
        let stem = stem(text);
        Word { text: text.clone(), term: hash(&stem), stem, whole: None }
    })
}

/// Words of asynchronous programs: whoever uses one asks about them.
const OURS: &str = " async asyncio await awaited awaiting awaitable coroutine coroutines concurrent concurrently concurrency
 simultaneously parallel taskgroup semaphore loop eventloop aiohttp httpx uvloop anyio trio asyncpg aiofiles timeout timeouts cancel
 cancelled cancellation cancellederror queue queues thread threads threadpool deadlock websocket websockets subprocess retry retries backoff
 gather tasks task consumer consumers producer worker workers lock locks mutex sse throttle debounce blocking blocks hangs hang freezes
 shutdown sigterm backpressure circuit breaker contextvars contextvar supervisor healthcheck ";

/// Whether a word belongs to this subject.
pub(super) fn is_ours(word: &str) -> bool {
    static SET: OnceLock<FxHashSet<&str>> = OnceLock::new();
    listed(&SET, OURS, word)
}

/// Whether a text has a word of this subject, and one of another subject.
pub(super) fn subjects(text: &str) -> (bool, bool) {
    static SET: OnceLock<FxHashSet<&str>> = OnceLock::new();
    let pieces = pieces(text);
    let has = |is: &dyn Fn(&str) -> bool| pieces.iter().any(|piece| is(&piece.text));
    (has(&is_ours), has(&|word| listed(&SET, include_str!("elsewhere.txt"), word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.stem).collect()
    }

    #[test]
    fn names_come_apart_and_endings_go() {
        let parts = |text| -> Vec<String> {
            words(text).into_iter().filter(|word| word.whole.is_none()).map(|word| word.stem).collect()
        };
        assert_eq!(parts("asyncio.create_task(TaskGroup)"), ["creat", "task", "task group"]);
        assert_eq!(parts("HTTPParser read_all"), ["http", "parser", "read"]);
        // As a whole they are what a text has that writes them in one word, or in two.
        assert!(stems("create_task").contains(&"createtask".to_owned()));
        assert!(stems("create_task").contains(&"creattask".to_owned()));
        assert!(stems("asyncio.create_task").contains(&"asynciocreattask".to_owned()));
        assert!(stems("DataLoader").contains(&stems("dataloader")[0]));
        assert_eq!(stems("How do I use the cancelled tasks?"), ["cancel", "task"]);
        assert_eq!(stems("очередь 🦀"), ["очередь"]);
    }

    #[test]
    fn numbers_are_one_word_and_expressions_too() {
        assert_eq!(stems("10, ten, 100k and 30s"), ["0", "0", "0", "0"]);
        assert_eq!(stems("429 on 3.11"), ["429", "3.11"]);
        assert_eq!(stems("ten at a time"), ["0", "at a time"]);
        assert_eq!(stems("the time"), ["time"]);
    }
}

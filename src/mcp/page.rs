//! Cursors: where the next page of a listing starts.

use rmcp::ErrorData;
use rmcp::model::PaginatedRequestParams;
use serde::Serialize;

/// A page ends before the entry with which it would be longer, in bytes of JSON: our own listings have one, since few clients turn the
/// page, and a folder of skills has few. One entry is always there.
const PAGE: usize = 64 * 1024;

/// The page that was asked for, and the cursor of the next.
pub(super) fn page<T: Serialize>(
    items: Vec<T>,
    request: Option<&PaginatedRequestParams>,
) -> Result<(Vec<T>, Option<String>), ErrorData> {
    let start = match request.and_then(|request| request.cursor.as_deref()) {
        None => 0,
        Some(cursor) => offset(cursor).filter(|start| *start < items.len()).ok_or_else(foreign)?,
    };
    let mut first = 0;
    while first < start {
        first = end(&items, first);
    }
    if first != start {
        return Err(foreign());
    }
    let next = end(&items, start);
    let cursor = (next < items.len()).then(|| self::cursor(next));
    Ok((items.into_iter().take(next).skip(start).collect(), cursor))
}

/// A listing that is ours and short: all of it, since few clients turn the page of what they need first.
pub(super) fn whole<T>(items: Vec<T>, request: Option<&PaginatedRequestParams>) -> Result<Vec<T>, ErrorData> {
    match request.and_then(|request| request.cursor.as_deref()) {
        None => Ok(items),
        Some(_) => Err(foreign()),
    }
}

fn foreign() -> ErrorData {
    ErrorData::invalid_params("this cursor is not one that the server gave; start again without it", None)
}

/// Where the page ends that starts at `start`.
fn end<T: Serialize>(items: &[T], start: usize) -> usize {
    let mut bytes = 0;
    let fits = |item: &&T| {
        bytes += serde_json::to_string(item).map_or(0, |text| text.len());
        bytes <= PAGE
    };
    start + items[start..].iter().take_while(fits).count().max(usize::from(start < items.len()))
}

/// The cursor of what starts at `offset`.
pub(super) fn cursor(offset: usize) -> String {
    format!("from-{offset}")
}

/// Where a cursor points; `None` when it is none of ours.
pub(super) fn offset(cursor: &str) -> Option<usize> {
    let digits = cursor.strip_prefix("from-")?;
    let offset = digits.parse().ok()?;
    (offset > 0 && self::cursor(offset) == cursor).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(items: &[String], cursor: Option<String>) -> Result<(Vec<String>, Option<String>), ErrorData> {
        page(items.to_vec(), Some(&PaginatedRequestParams::default().with_cursor(cursor)))
    }

    #[test]
    fn pages_cover_everything_once_and_bogus_cursors_are_refused() {
        let mut items: Vec<String> = (0..1_200).map(|number| format!("{number:0400}")).collect();
        // Larger than a page.
        items[700] = "x".repeat(PAGE * 2);
        let (mut all, mut next) = page(items.clone(), None).unwrap();
        let mut pages = 1;
        while let Some(cursor) = next {
            let (found, following) = ask(&items, Some(cursor)).unwrap();
            assert!(found.len() == 1 || found.iter().map(String::len).sum::<usize>() <= PAGE);
            all.extend(found);
            (next, pages) = (following, pages + 1);
        }
        assert!(all == items && (7..12).contains(&pages), "{pages}");
        for bogus in ["", "x", "from-", "from-0", "from-7", "from-1500", "from-+500", "from-0500"] {
            assert!(ask(&items, Some(bogus.to_owned())).is_err(), "{bogus}");
        }
        assert_eq!(page(Vec::<String>::new(), None).unwrap(), (Vec::new(), None));
    }
}

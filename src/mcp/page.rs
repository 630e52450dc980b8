//! Cursors: where the next page of a listing starts.

use rmcp::ErrorData;
use rmcp::model::PaginatedRequestParams;

/// So many that today's listings have one page, and a user's folder of skills still has few.
const PAGE: usize = 500;

/// The page that was asked for, and the cursor of the next.
pub(super) fn page<T>(
    items: Vec<T>,
    request: Option<&PaginatedRequestParams>,
) -> Result<(Vec<T>, Option<String>), ErrorData> {
    let start = match request.and_then(|request| request.cursor.as_deref()) {
        None => 0,
        Some(cursor) => {
            offset(cursor).filter(|start| *start < items.len() && start % PAGE == 0).ok_or_else(|| {
                ErrorData::invalid_params(
                    "this cursor is not one that the server gave; start again without it",
                    None,
                )
            })?
        }
    };
    let next = start + PAGE;
    let cursor = (next < items.len()).then(|| self::cursor(next));
    Ok((items.into_iter().skip(start).take(PAGE).collect(), cursor))
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

    fn ask(cursor: &str) -> Result<(Vec<usize>, Option<String>), ErrorData> {
        let request = PaginatedRequestParams::default().with_cursor(Some(cursor.to_owned()));
        page((0..1_200).collect(), Some(&request))
    }

    #[test]
    fn pages_cover_everything_once_and_bogus_cursors_are_refused() {
        let (mut all, mut next) = page((0..1_200).collect(), None).unwrap();
        while let Some(cursor) = next {
            let (items, following) = ask(&cursor).unwrap();
            all.extend(items);
            next = following;
        }
        assert_eq!(all, (0..1_200).collect::<Vec<_>>());
        for bogus in ["", "x", "from-", "from-0", "from-7", "from-1500", "from-+500", "from-0500"] {
            assert!(ask(bogus).is_err(), "{bogus}");
        }
    }
}

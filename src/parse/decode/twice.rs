//! UTF-8 that was read as windows-1252 and encoded again.

use crate::parse::entity::windows;

/// So many runs must be encoded twice before we believe it of a whole document.
const DOUBLE_RUNS: usize = 3;

/// Of so many runs one may be something else: a part that was damaged, or put in by another program.
const DOUBLE_OF: usize = 20;

/// Undoes UTF-8 that was read as windows-1252 and encoded again, where that is certain: when nearly
/// every run of characters beyond ASCII turns back into UTF-8, and there are several; or in single
/// runs that no language writes, such as a quotation mark's.
pub(super) fn undo_double_encoding(text: &str) -> Option<String> {
    if text.is_ascii() || !text.contains(['Ã', 'Â', 'â', 'Ø', 'Ù', 'Ð']) {
        return None;
    }
    let (mut mended, mut all, mut sure) = (0, 0, false);
    for (_, run) in runs(text).filter(|(_, run)| !run.is_empty()) {
        let is_mended = encoded_once(run).is_some();
        all += 1;
        mended += usize::from(is_mended);
        sure |= is_mended && is_certain(run);
    }
    let whole = mended >= DOUBLE_RUNS && (all - mended) * DOUBLE_OF <= all;
    if !whole && !sure {
        return None;
    }
    Some(mended_runs(text, |run| whole || is_certain(run)))
}

/// As [`undo_double_encoding`], in a text whose references were resolved: some writers escape what
/// was encoded twice. Only what no language writes is undone.
pub(in super::super) fn undo_in_text(text: &str) -> Option<String> {
    let is_double = |(_, run): (&str, &str)| is_certain(run) && encoded_once(run).is_some();
    let any = is_certain(text) && runs(text).any(is_double);
    any.then(|| mended_runs(text, is_certain))
}

/// The text with those of its runs undone that are `chosen` and can be.
fn mended_runs(text: &str, chosen: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (ascii, run) in runs(text) {
        out.push_str(ascii);
        let once = Some(run).filter(|run| chosen(run)).and_then(encoded_once);
        out.push_str(once.as_deref().unwrap_or(run));
    }
    out
}

/// The text in pairs of what is ASCII and what is not; the last of these may be empty.
fn runs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let start = rest.bytes().position(|byte| !byte.is_ascii());
        let (ascii, run) = rest.split_at(start.unwrap_or(rest.len()));
        let end = run.bytes().position(|byte| byte.is_ascii());
        let (run, after) = run.split_at(end.unwrap_or(run.len()));
        rest = after;
        Some((ascii, run))
    })
}

/// The run of characters as it was before it was encoded again.
fn encoded_once(run: &str) -> Option<String> {
    let bytes = run.chars().map(windows_byte).collect::<Option<Vec<_>>>()?;
    let once = String::from_utf8(bytes).ok()?;
    once.chars().all(|c| !c.is_control()).then_some(once)
}

fn is_certain(run: &str) -> bool {
    run.contains("â€") || run.contains("Â\u{a0}")
}

/// The byte that windows-1252 reads as `c`.
fn windows_byte(c: char) -> Option<u8> {
    let code = u32::from(c);
    if code < 0x100 {
        return u8::try_from(code).ok();
    }
    (0x80..=0x9f).find(|byte| windows(u32::from(*byte)) == Some(c))
}

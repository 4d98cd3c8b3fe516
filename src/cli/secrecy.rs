//! What commands print about sources, without the keys in their addresses.

use serde_json::Value;
use url::Url;

use crate::domain::address;

/// Puts each address in `value` as others may see it (see [`address::shown`]). For what is said of
/// sources: the links of their entries are public, whatever they look like.
#[must_use]
pub(super) fn without_keys(mut value: Value) -> Value {
    hide(&mut value);
    value
}

fn hide(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(url) = whole_address(text) {
                *text = address::shown(&url);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide),
        Value::Object(fields) => fields.values_mut().for_each(hide),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The address that `text` is, if it is nothing else.
fn whole_address(text: &str) -> Option<Url> {
    let is_one = text.starts_with("http") && !text.contains(char::is_whitespace);
    is_one.then(|| Url::parse(text).ok()).flatten()
}

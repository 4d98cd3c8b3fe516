//! Feed items to entries: canonical links, clean text, safe HTML, language, dates.

mod html;

pub use html::{plain_text, sanitise};

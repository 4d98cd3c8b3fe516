//! Feed items to entries: canonical links, clean text, safe HTML, language, dates.

//! Which configuration a command means.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Where a configuration is looked for when none is named, the nearest first.
const PLACES: [&str; 2] = ["config/griot.toml", "/etc/griot/griot.toml"];

/// There is no configuration in any of the usual places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no configuration: neither --config nor $GRIOT_CONFIG names one, and there is no \
     ./config/griot.toml and no /etc/griot/griot.toml; `griot init` writes one to start from"
)]
pub struct NotFound;

/// The configuration that `explicit` (`--config`) names, else `variable` (`$GRIOT_CONFIG`), else
/// the first that exists of `./config/griot.toml` and `/etc/griot/griot.toml`.
///
/// # Errors
///
/// [`NotFound`] when nothing names one and none exists. Whether a named one exists is for
/// [`load`](super::load) to say.
pub fn find(explicit: Option<&Path>, variable: Option<&OsStr>) -> Result<PathBuf, NotFound> {
    explicit
        .or_else(|| variable.filter(|name| !name.is_empty()).map(Path::new))
        .or_else(|| PLACES.iter().map(Path::new).find(|path| path.exists()))
        .map(Path::to_path_buf)
        .ok_or(NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_wins_over_what_lies_about() {
        let option = Path::new("a.toml");
        let variable = OsStr::new("b.toml");
        assert_eq!(find(Some(option), Some(variable)), Ok("a.toml".into()));
        assert_eq!(find(None, Some(variable)), Ok("b.toml".into()));
    }

    #[test]
    fn the_error_names_every_place_and_the_way_out() {
        let message = NotFound.to_string();
        for place in ["--config", "$GRIOT_CONFIG", "griot init"] {
            assert!(message.contains(place), "{place}");
        }
        for place in PLACES {
            assert!(message.contains(place), "{place}");
        }
    }
}

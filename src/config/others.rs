//! What every user of the machine may do with files that griot goes by.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::problem::Wrong;

/// The rights of users who are neither the owner nor of the group.
const READ: u32 = 0o004;
const WRITE: u32 = 0o002;

/// In a folder with this bit nobody removes what is another's.
const STICKY: u32 = 0o1000;

/// Whether anyone may read the file.
pub(super) fn read(path: &Path) -> bool {
    may(path, READ)
}

/// What is to be said where anyone may change the file or folder, which decides `what`.
pub(super) fn change(path: &Path, what: &str) -> Option<Wrong> {
    may(path, WRITE).then(|| {
        let shown = path.display();
        Wrong::new(
            format!("every user of this machine may change {shown}, {what}"),
            format!("take that right away: chmod o-w {shown}"),
        )
    })
}

fn may(path: &Path, right: u32) -> bool {
    std::fs::metadata(path).is_ok_and(|facts| {
        let mode = facts.permissions().mode();
        mode & right != 0 && (facts.is_file() || mode & STICKY == 0)
    })
}

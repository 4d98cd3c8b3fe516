//! `griot demo`: see it work, without configuration or internet.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;

use super::Exit;
use crate::demo;

/// Show the whole work on sample outlets: no configuration, no internet
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  griot demo                         outlets on loopback, editions on http://127.0.0.1:8080/
  griot demo --once --dir /tmp/demo  one round, and look at the files")]
pub struct Args {
    /// End after the first round
    #[arg(long)]
    once: bool,
    /// Where to serve; a free port is taken where this one is busy
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where to keep state and editions; a temporary folder without it
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Runs the demo.
///
/// # Errors
/// When loopback or the folder cannot be used.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let (folder, _temporary) = match &args.dir {
        Some(folder) => {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
            (folder.clone(), None)
        }
        None => {
            let temporary = tempfile::Builder::new()
                .prefix("griot-demo-")
                .tempdir()
                .context("no temporary folder; name one with --dir")?;
            // What one round has written is there to be looked at.
            if args.once {
                (temporary.keep(), None)
            } else {
                (temporary.path().to_owned(), Some(temporary))
            }
        }
    };
    let options = demo::Options {
        once: args.once,
        listen: args.listen,
    };
    let runtime = crate::refresh::runtime().context("the async runtime did not start")?;
    let ended = runtime.block_on(async {
        let stop = super::run::stop_signal()?;
        demo::run(&options, &folder, out, stop).await
    })?;
    Ok(match ended {
        demo::Ended::Done => Exit::Done,
        demo::Ended::Stopped => Exit::Interrupted,
    })
}

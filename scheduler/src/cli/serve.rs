//! `serve`: runs the dispatch centre.

use super::{DATA, Failure};
use crate::centre::replay::Confirmed;
use crate::server::serve::{bind, serve, signals};
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError};
use crate::terminal::console::Console;
use std::net::SocketAddr;
use std::path::PathBuf;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Serve {
    #[arg(long, value_name = "DIR", default_value = DATA, env = "YICANG_DATA", hide_env = true)]
    data: PathBuf,
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    #[arg(long)]
    clock_is_right: bool,
}

impl Serve {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let data = DataDir::new(&self.data);
        if !data.config().exists() {
            return Err(SetupError::Missing(self.data).into());
        }
        let config = Config::load(&data.config())?;
        let stop = signals()?;
        let listener = bind(self.listen.unwrap_or(config.listen)).await?;
        let url = format!("https://{}", listener.local_addr()?);
        let mut said = Ok(());
        let confirmed = if self.clock_is_right { Confirmed::Yes } else { Confirmed::No };
        let served = serve(listener, &data, &config, stop, confirmed, |_| {
            // Not needed to serve, only for the verbs to find the way.
            if let Err(error) = std::fs::write(data.address(), format!("{url}\n")) {
                tracing::warn!(%error, "cannot write the address file; verbs need --server");
            }
            said = console.say(&message!("centre-listening", url = &url)).and_then(|()| console.flush());
        })
        .await;
        let _ = std::fs::remove_file(data.address());
        served?;
        Ok(said?)
    }
}

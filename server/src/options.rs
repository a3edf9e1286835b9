//! What the process is told: by flag, else by environment, else by file. Never what a business might want
//! otherwise.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use serde::Deserialize;
use wire::Proxies;

use crate::{Done, Failed};

/// A small business's whole line in one program.
#[derive(Debug, Parser)]
#[command(name = "throughline", version)]
pub struct Line {
    #[command(flatten)]
    pub process: Process,
    #[command(subcommand)]
    pub task: Task,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Run the house until it is asked to end.
    Serve,
    /// Set up an empty house: business and first administrator, as JSON.
    Setup {
        #[command(flatten)]
        asking: Asking,
        /// A file with the JSON; standard input without one.
        file: Option<PathBuf>,
    },
    /// Who works here.
    User {
        #[command(flatten)]
        asking: Asking,
        #[command(subcommand)]
        task: User,
    },
    /// Call any verb: `throughline call lead.list '{"limit": 5}'`.
    Call {
        #[command(flatten)]
        asking: Asking,
        verb: String,
        /// JSON, or `-` to read it from standard input.
        input: Option<String>,
    },
    /// Automations as files.
    Automation {
        #[command(flatten)]
        asking: Asking,
        #[command(subcommand)]
        task: Automation,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Print papers for the server that starts it: questions on standard input, answers on standard output.
    #[command(hide = true, name = documents::worker::WORD)]
    RenderWorker {
        /// The house's own fonts.
        fonts: PathBuf,
    },
    /// Fill an empty data folder with months of a small business that does not exist, to look around in.
    Demo(Demo),
    /// The journal of everything that happened.
    Journal {
        #[command(subcommand)]
        task: Journal,
    },
    /// Write the data and the keyring as two files that only the master key opens, and prove them by restoring.
    Backup {
        folder: PathBuf,
        /// Keep only this many of the newest backups in the folder.
        #[arg(long)]
        keep: Option<usize>,
    },
    /// Put a backup into an empty data folder, and verify it.
    Restore {
        /// The data file of the backup.
        data_file: PathBuf,
        /// Its keyring.
        keyring_file: PathBuf,
    },
}

/// How much of it, and which.
#[derive(Debug, Args)]
pub struct Demo {
    /// Days of business, ending today.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(7..=730))]
    pub days: i64,
    /// The same seed and day give the same journal.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The zone of the business.
    #[arg(long, default_value = "Europe/Berlin")]
    pub zone: String,
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// Everybody, with role and state.
    List,
    /// A link to choose a new password, to be handed over in person.
    Reset { email: String },
    /// Invite somebody: prints the link to choose a password.
    Add {
        email: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        role: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Automation {
    /// Write them down, each as it was published.
    Export {
        folder: PathBuf,
        /// Their names; all of them without one.
        names: Vec<String>,
    },
    /// Check files; nothing is kept.
    Check {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// What differs between a file and what is published, in meaning.
    Diff { file: PathBuf },
    /// What applying files would change, and how many runs stay on their version.
    Plan {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Also what it would mean: runs that could move, and the last 30 days lived again with each text.
        #[arg(long)]
        rehearse: bool,
        /// Seconds one text may take to be lived again; 0 leaves that out.
        #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "rehearse")]
        at_most: u64,
    },
    /// Publish files that differ from what is published.
    Apply {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Why a warning is taken, by its code and step as `check` says them; once for each warning.
        #[arg(long = "reason", value_name = "CODE[@STEP]=WORDS")]
        reasons: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Does it still say what it said? Every line, checkpoint and commitment.
    Verify {
        /// A text with checkpoints somebody else kept: a `checkpoints` file, a mail, a page copied out of a paper.
        #[arg(long, value_name = "FILE")]
        witness: Vec<PathBuf>,
        /// Check the files in this folder, as `journal export` writes them, instead of the house.
        #[arg(long, value_name = "FOLDER")]
        files: Option<PathBuf>,
    },
    /// Write it down as files for a stranger: journal.ndjson, checkpoints, pubkeys.
    Export {
        /// An empty folder, or one to be made.
        folder: PathBuf,
        /// Also private.ndjson: the personal values and their salts. Give it to nobody who may not read them.
        #[arg(long)]
        private: bool,
        /// Entries before this position as their hashes alone.
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
}

/// Whom to ask: a running server, or the folder itself.
#[derive(Debug, Args)]
pub struct Asking {
    /// A running server, asked with the API token in THROUGHLINE_TOKEN (never on the command line: others see
    /// it). Without it the data folder is opened, and you act as an administrator.
    #[arg(long, env = "THROUGHLINE_URL")]
    pub url: Option<String>,
}

/// The options of the process.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// A TOML file with any of these options, in snake case.
    #[arg(long, global = true, env = "THROUGHLINE_CONFIG")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// The data folder. Default: $XDG_DATA_HOME/throughline, or ~/.local/share/throughline.
    #[arg(long, global = true, env = "THROUGHLINE_DATA")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL connection string. Default: SQLite in the data folder.
    #[arg(long, global = true, env = "THROUGHLINE_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The file with the master key. Default: the service manager's credential, else `master.key` in the data
    /// folder.
    #[arg(long, global = true, env = "THROUGHLINE_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
    /// Address and port to listen on. Default: 127.0.0.1:8080.
    #[arg(long, global = true, env = "THROUGHLINE_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// How customers reach this server, such as https://example.com. Default: the listening address.
    #[arg(long, global = true, env = "THROUGHLINE_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// The certificate chain, PEM; read again every hour.
    #[arg(long, global = true, env = "THROUGHLINE_TLS_CERT")]
    pub tls_cert: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, global = true, env = "THROUGHLINE_TLS_KEY")]
    pub tls_key: Option<PathBuf>,
    /// A proxy of ours stands in front: it ends TLS, and its X-Forwarded-For is believed. `true` for one on this
    /// machine, else its addresses and networks: 10.0.0.2,172.18.0.0/16.
    #[arg(long, global = true, env = "THROUGHLINE_TRUST_PROXY")]
    #[arg(num_args = 0..=1, default_missing_value = "true")]
    pub trust_proxy: Option<Proxies>,
    /// The name server that is asked for the DNS records of our mail. Default: the system's.
    #[arg(long, global = true, env = "THROUGHLINE_DNS_SERVER")]
    pub dns_server: Option<SocketAddr>,
    /// The address of a monitor outside, such as https://hc-ping.com/…: it is called every minute, and tells you when
    /// it hears nothing. Default: none.
    #[arg(long, global = true, env = "THROUGHLINE_PING_URL", hide_env_values = true)]
    pub ping_url: Option<String>,
    /// Figures under /metrics for everyone who reaches us, not only for this machine and for tokens.
    #[arg(long, global = true, env = "THROUGHLINE_OPEN_METRICS")]
    #[arg(num_args = 0..=1, default_missing_value = "true")]
    pub open_metrics: Option<bool>,
    /// What is logged: error, warn, info, debug, or a list such as `info,store=debug`. Default: info.
    #[arg(long, global = true, env = "THROUGHLINE_LOG")]
    pub log: Option<String>,
    /// Log lines as `text` or `json`. Default: text on a terminal, else json.
    #[arg(long, global = true, env = "THROUGHLINE_LOG_FORMAT")]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

impl Process {
    /// What neither flag nor environment said may stand in the file.
    pub fn with_file(self) -> Done<Process> {
        let Some(path) = self.config.clone() else { return Ok(self) };
        let file = read(&path).map_err(|why| Failed::usage(format!("{}: {why}", path.display())))?;
        Ok(Process {
            config: self.config,
            data: self.data.or(file.data),
            database: self.database.or(file.database),
            master_key_file: self.master_key_file.or(file.master_key_file),
            listen: self.listen.or(file.listen),
            public_url: self.public_url.or(file.public_url),
            tls_cert: self.tls_cert.or(file.tls_cert),
            tls_key: self.tls_key.or(file.tls_key),
            trust_proxy: self.trust_proxy.or(file.trust_proxy),
            dns_server: self.dns_server.or(file.dns_server),
            ping_url: self.ping_url.or(file.ping_url),
            open_metrics: self.open_metrics.or(file.open_metrics),
            log: self.log.or(file.log),
            log_format: self.log_format.or(file.log_format),
        })
    }
}

fn read(path: &Path) -> Result<Process, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    toml::from_str(&text).map_err(|error| error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn a_flag_comes_before_the_file_and_the_file_before_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("throughline.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9000\"\nlog = \"warn\"\ntrust_proxy = [\"10.0.0.2\"]\n")
            .unwrap();
        let words = ["throughline", "serve", "--log", "debug", "--config", file.to_str().unwrap()];
        let process = Line::try_parse_from(words).unwrap().process.with_file().unwrap();
        assert_eq!(process.log.as_deref(), Some("debug"));
        assert_eq!(process.listen, Some("127.0.0.1:9000".parse().unwrap()));
        assert_eq!((process.trust_proxy, process.database), (Some("10.0.0.2".parse().unwrap()), None));
        std::fs::write(&file, "colour = \"red\"\n").unwrap();
        let refused = Line::try_parse_from(words).unwrap().process.with_file().unwrap_err();
        assert!(refused.why.contains("unknown field `colour`") && refused.code == 2, "{refused:?}");
    }

    #[test]
    fn the_master_key_cannot_be_given_on_the_command_line() {
        assert!(Line::try_parse_from(["throughline", "serve", "--master-key", "00"]).is_err());
    }
}

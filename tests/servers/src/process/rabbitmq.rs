use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use async_trait::async_trait;
use rustix::process::Signal;
use tokio::net::TcpStream;

use super::{Launch, Process, binaries, command, folder};
use crate::{management::Management, ports::free_port};

struct RabbitMqServer {
    script: PathBuf,
    epmd: PathBuf,
    folder: PathBuf,
    amqp: u16,
    management: u16,
    distribution: u16,
    names: u16,
}

/// Erlang looks for a daemon of names and leaves one behind where it finds none. Here it finds one of its own, on a
/// port of its own, which is a child of the server's process and so ends with it.
const WITH_NAMES: &str = r#""$EPMD" -port "$ERL_EPMD_PORT" -address 127.0.0.1 & exec "$0""#;

impl RabbitMqServer {
    fn configuration(&self) -> String {
        format!(
            "listeners.tcp.1 = 127.0.0.1:{}\n\
             management.tcp.ip = 127.0.0.1\n\
             management.tcp.port = {}\n\
             disk_free_limit.absolute = 10MB\n\
             log.console = true\n\
             log.file = false\n",
            self.amqp, self.management
        )
    }

    /// What is read once, at the first start.
    fn prepare(&self) -> std::io::Result<()> {
        fs::write(self.folder.join("rabbitmq.conf"), self.configuration())?;
        fs::write(self.folder.join("advanced.config"), "[].\n")?;
        fs::write(self.folder.join("enabled_plugins"), "[rabbitmq_management].\n")?;
        fs::write(self.folder.join("environment"), "")
    }

    fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.amqp)
    }

    fn management_url(&self) -> String {
        format!("http://guest:guest@127.0.0.1:{}", self.management)
    }
}

#[async_trait]
impl Launch for RabbitMqServer {
    fn command(&self) -> Command {
        let mut command = command(Path::new("/bin/sh"), &self.folder, None);
        command.args(["-c", WITH_NAMES]).arg(&self.script);
        let file = |name: &str| self.folder.join(name);
        command
            .env("EPMD", &self.epmd)
            .env("ERL_EPMD_PORT", self.names.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("ERL_CRASH_DUMP_SECONDS", "0")
            // The script is replaced by the virtual machine, as under systemd, and does not wait beside it.
            .env("RUNNING_UNDER_SYSTEMD", "true")
            .env("RABBITMQ_NODENAME", format!("pediafor-{}@localhost", self.amqp))
            .env("RABBITMQ_DIST_PORT", self.distribution.to_string())
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}")
            // What is installed for the machine's own server must not reach this one.
            .env("RABBITMQ_CONF_ENV_FILE", file("environment"))
            .env("RABBITMQ_CONFIG_FILE", file("rabbitmq.conf"))
            .env("RABBITMQ_ADVANCED_CONFIG_FILE", file("advanced.config"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", file("enabled_plugins"))
            .env("RABBITMQ_MNESIA_BASE", file("mnesia"))
            .env("RABBITMQ_MNESIA_DIR", file("mnesia/node"))
            .env("RABBITMQ_FEATURE_FLAGS_FILE", file("mnesia/feature_flags"))
            .env("RABBITMQ_PLUGINS_EXPAND_DIR", file("mnesia/plugins"))
            .env("RABBITMQ_GENERATED_CONFIG_DIR", file("generated"))
            .env("RABBITMQ_LOG_BASE", file("log"))
            .env("RABBITMQ_PID_FILE", file("server.pid"));
        command
    }

    /// It opens its doors last of all; the management answers a little before or after.
    async fn ready(&self, _id: u32) -> bool {
        TcpStream::connect(("127.0.0.1", self.amqp)).await.is_ok()
            && Management::new(self.management_url()).answers(Duration::from_secs(2)).await
    }

    fn end(&self) -> Signal {
        Signal::TERM
    }
}

/// A RabbitMQ server, its address and that of its management, or why there is none.
pub(crate) async fn start() -> Result<(String, String, Process), String> {
    // Not those on the PATH of a Debian machine, which become another user and know one folder only.
    let packaged = ["/usr/lib/rabbitmq/bin", "/usr/lib/rabbitmq/lib/*/sbin", "/opt/rabbitmq/sbin"];
    let script = binaries::folder_of(&["rabbitmq-server"], &packaged).ok_or("no rabbitmq-server is installed")?;
    let erlang = ["/usr/bin", "/usr/lib/erlang/bin", "/opt/erlang/lib/erlang/bin", "/usr/local/lib/erlang/bin"];
    let epmd = binaries::folder_of(&["epmd"], &erlang).ok_or("no epmd beside Erlang")?;
    let folder = folder("rabbitmq")?;
    let server = RabbitMqServer {
        script: script.join("rabbitmq-server"),
        epmd: epmd.join("epmd"),
        folder: Path::to_owned(folder.path()),
        amqp: free_port()?,
        management: free_port()?,
        distribution: free_port()?,
        names: free_port()?,
    };
    server.prepare().map_err(|error| error.to_string())?;
    Ok((server.url(), server.management_url(), Process::start(server, folder).await?))
}

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use pediafor_sql::Service;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{Client, PASSWORD, Place, Program, eventually, process::in_folder};

/// How long a service may take to begin or to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// The administrator who makes every other account.
const ADMIN: &str = "first-admin@school.example";

/// A program of the distributed platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum App {
    /// The way in.
    Gateway,
    /// One of the five behind it.
    Service(Service),
}

impl App {
    /// All of them, the gateway last: it is told where the others are.
    pub fn all() -> impl Iterator<Item = Self> {
        Service::ALL.into_iter().map(Self::Service).chain([Self::Gateway])
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Service(service) => service.as_str(),
        }
    }

    /// The variable by which the gateway is told where it is.
    fn address_variable(self) -> &'static str {
        match self {
            Self::Gateway => "",
            Self::Service(Service::Users) => "USER_SERVICE_URL",
            Self::Service(Service::Assessments) => "ASSESSMENT_SERVICE_URL",
            Self::Service(Service::Submissions) => "SUBMISSION_SERVICE_URL",
            Self::Service(Service::Grading) => "GRADING_SERVICE_URL",
            Self::Service(Service::Notifications) => "NOTIFICATION_SERVICE_URL",
        }
    }
}

/// The program called `name` that Cargo built beside the running test.
pub(crate) fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the running test has a file");
    let folder = test.parent().and_then(|deps| deps.parent()).expect("a target folder");
    folder.join(format!("{name}-under-test"))
}

/// How a cluster is put together.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// How many of each program run; one where nothing is said.
    pub replicas: BTreeMap<App, usize>,
    /// Further variables of a program, which win over the usual ones: its database behind a proxy, say.
    pub variables: BTreeMap<App, Vec<(String, String)>>,
    /// Another file than the one that is shipped.
    pub programs: BTreeMap<App, PathBuf>,
    /// A variable of all programs.
    pub everywhere: Vec<(String, String)>,
}

impl Plan {
    /// Two of everything.
    pub fn twice() -> Self {
        Self { replicas: App::all().map(|app| (app, 2)).collect(), ..Self::default() }
    }

    /// The same with a variable of `app`.
    #[must_use]
    pub fn with(mut self, app: App, name: &str, value: impl Into<String>) -> Self {
        self.variables.entry(app).or_default().push((name.to_owned(), value.into()));
        self
    }

    /// The same with a variable of all programs.
    #[must_use]
    pub fn everywhere(mut self, name: &str, value: impl Into<String>) -> Self {
        self.everywhere.push((name.to_owned(), value.into()));
        self
    }
}

/// The whole platform, each service in processes of its own, over a broker and a cache.
#[derive(Debug)]
pub struct Cluster {
    place: Arc<Place>,
    plan: Plan,
    processes: BTreeMap<App, Vec<Process>>,
}

impl Cluster {
    /// Starts it on `place`, whose databases are PostgreSQL's.
    pub async fn start(place: Arc<Place>, plan: Plan) -> Self {
        let mut cluster = Self { place, plan, processes: BTreeMap::new() };
        let services = futures_util::future::join_all(Service::ALL.map(|service| cluster.begin(App::Service(service))));
        let started = services.await;
        cluster.processes.extend(Service::ALL.into_iter().map(App::Service).zip(started));
        let gateways = cluster.begin(App::Gateway).await;
        cluster.processes.insert(App::Gateway, gateways);
        cluster
    }

    async fn begin(&self, app: App) -> Vec<Process> {
        let replicas = self.plan.replicas.get(&app).copied().unwrap_or(1);
        let mut processes = Vec::new();
        for _ in 0..replicas {
            processes.push(Process::start(self.command(app)).await);
        }
        processes
    }

    /// The file and the variables of one process of `app`.
    fn command(&self, app: App) -> Blueprint {
        let file = self.plan.programs.get(&app).cloned();
        let file = file.unwrap_or_else(|| built(&format!("pediafor-{}", app.as_str())));
        let mut variables = self.usual(app);
        variables.extend(self.plan.everywhere.iter().cloned());
        variables.extend(self.plan.variables.get(&app).into_iter().flatten().cloned());
        Blueprint { app, file, variables, port: 0 }
    }

    fn usual(&self, app: App) -> BTreeMap<String, String> {
        let place = &self.place;
        let mut variables: BTreeMap<&str, String> = BTreeMap::from([
            ("PEDIAFOR_HOST", "127.0.0.1".to_owned()),
            ("LOG_LEVEL", "info".into()),
            ("NODE_ENV", "pediafor".into()),
            ("SHUTDOWN_DELAY", "0s".into()),
            ("PASETO_PUBLIC_KEY", place.public_key()),
        ]);
        variables.extend(place.neighbours().variables());
        match app {
            App::Gateway => {
                for (service, processes) in &self.processes {
                    let addresses: Vec<_> = processes.iter().map(Process::base).collect();
                    variables.insert(service.address_variable(), addresses.join(","));
                }
            }
            App::Service(service) => {
                variables.insert("DATABASE_URL", place.database_url(service));
                variables.insert("DATABASE_POOL_SIZE", "5".into());
            }
        }
        match app {
            App::Service(Service::Users) => {
                variables.insert("PASETO_PRIVATE_KEY", place.private_key());
                variables.insert("ARGON2_MEMORY_COST", "64".into());
                variables.insert("ARGON2_TIME_COST", "1".into());
                variables.insert("ARGON2_PARALLELISM", "1".into());
            }
            App::Service(Service::Submissions) => {
                variables.insert("UPLOAD_PATH", place.folder().join("uploads").display().to_string());
            }
            _ => {}
        }
        variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Where the first gateway is.
    pub fn base(&self) -> String {
        self.process(App::Gateway, 0).base()
    }

    /// A running process.
    pub fn process(&self, app: App, replica: usize) -> &Process {
        &self.processes[&app][replica]
    }

    /// A process, to be killed, paused or started anew.
    pub fn process_mut(&mut self, app: App, replica: usize) -> &mut Process {
        &mut self.processes.get_mut(&app).expect("every app has processes")[replica]
    }

    /// The first administrator, signed in; made on first use.
    pub async fn admin(&self) -> Client {
        let program =
            Program::new(built("pediafor")).with("USER_SERVICE_DB_URL", &self.place.database_url(Service::Users));
        let arguments = ["admin", "create", "--email", ADMIN, "--name", "First admin"];
        let arguments = [&arguments[..], &in_folder(self.place.folder())].concat();
        let output = program.run(&arguments, PASSWORD).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Client::new(self.base()).sign_in(ADMIN, PASSWORD).await
    }

    /// Waits until no event is on its way any more.
    pub async fn settle(&self) {
        eventually("every event has taken effect", async || {
            for service in Service::ALL {
                let waiting = "SELECT count(*) FROM outbox WHERE published_at IS NULL AND parked_at IS NULL";
                match self.place.count(service, waiting).await {
                    0 => {}
                    waiting => return Err(format!("{waiting} events wait in the outbox of {service}")),
                }
            }
            // What leaves a queue may not be in anybody's hands yet: nothing twice is nothing.
            for _ in 0..2 {
                let messages = self.on_their_way().await;
                if messages > 0 {
                    return Err(format!("{messages} messages are on their way"));
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        })
        .await;
    }

    /// How many messages wait in the broker or are in the hands of a consumer.
    async fn on_their_way(&self) -> u64 {
        let waiting = self.place.neighbours().waiting().await;
        let mut in_hand = 0.0;
        for process in self.processes.values().flatten().filter(|process| process.blueprint.app != App::Gateway) {
            in_hand += process.measured("pediafor_events_in_flight").await;
        }
        waiting + in_hand as u64
    }

    /// Ends it, every process in good order.
    pub async fn stop(self) {
        let mut processes: Vec<_> = self.processes.into_values().flatten().collect();
        let ends = processes.iter_mut().map(Process::terminate);
        futures_util::future::join_all(ends).await;
    }
}

/// What a process is started from.
#[derive(Debug, Clone)]
struct Blueprint {
    app: App,
    file: PathBuf,
    variables: BTreeMap<String, String>,
    port: u16,
}

/// One process of the distributed platform; killed where it is dropped.
#[derive(Debug)]
pub struct Process {
    blueprint: Blueprint,
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Process {
    async fn start(blueprint: Blueprint) -> Self {
        let mut command = Command::new(&blueprint.file);
        command.env_clear().envs(&blueprint.variables).env("PORT", blueprint.port.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", blueprint.file.display()));
        let log = Arc::<Mutex<String>>::default();
        keep(child.stderr.take().expect("a pipe from it"), log.clone());
        let mut printed = BufReader::new(child.stdout.take().expect("a pipe from it")).lines();
        let port = timeout(PATIENCE, async {
            while let Some(line) = printed.next_line().await.expect("text") {
                if let Some((_, port)) = line.split_once("listening on http://127.0.0.1:") {
                    return port.trim().parse().ok();
                }
            }
            None
        });
        let Some(port) = port.await.ok().flatten() else {
            panic!("{} does not begin: {}", blueprint.app.as_str(), log.lock().expect("a log"))
        };
        tokio::spawn(async move { while let Ok(Some(_)) = printed.next_line().await {} });
        Self { blueprint: Blueprint { port, ..blueprint }, child, log }
    }

    /// Where it listens, such as `http://127.0.0.1:40001`; the same after it was started anew.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.blueprint.port)
    }

    /// The sum of a measure over all its labels, as `/metrics` shows it; nothing where it does not answer.
    pub async fn measured(&self, name: &str) -> f64 {
        let answer = match reqwest::get(format!("{}/metrics", self.base())).await {
            Ok(answer) => answer.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        let lines = answer.lines().filter(|line| line.starts_with(name) && !line.starts_with('#'));
        lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("a log").clone()
    }

    /// Its number.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("a process that can be killed");
    }

    /// Stops it in the middle of whatever it does.
    pub async fn pause(&self) {
        self.signal("STOP").await;
    }

    /// Lets it go on.
    pub async fn resume(&self) {
        self.signal("CONT").await;
    }

    /// Asks it to end, and waits until it has.
    pub async fn terminate(&mut self) {
        if self.child.id().is_none() {
            return;
        }
        self.signal("TERM").await;
        let status = timeout(PATIENCE, self.child.wait()).await.expect("it ends in time").expect("its status");
        assert!(status.success(), "{} ended badly: {}", self.blueprint.app.as_str(), self.log());
    }

    /// Starts it anew at the same address.
    pub async fn restart(&mut self) {
        *self = Self::start(self.blueprint.clone()).await;
    }

    async fn signal(&self, name: &str) {
        let id = self.child.id().expect("a running process").to_string();
        let sent = Command::new("sh").args(["-c", r#"kill -s "$0" "$1""#, name, &id]).status().await;
        assert!(sent.expect("a shell").success(), "the process can be sent a signal");
    }
}

fn keep(stream: impl AsyncRead + Unpin + Send + 'static, log: Arc<Mutex<String>>) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut log = log.lock().expect("a log");
            log.push_str(&line);
            log.push('\n');
        }
    });
}

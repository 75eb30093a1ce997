//! Redis stopped, paused and slow: the table of `docs/redis.md`, cell by cell.

use std::time::Duration;

use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_test_servers::{Private, Proxy, Redis};
use pediafor_tests::{Answer, App, Client, PASSWORD, Place, Plan, Platform, Seat, Sitting, eventually};
use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio::time::Instant;

const SUBMISSIONS: App = App::Service(Service::Submissions);
/// How often an address may fail to sign in before it is refused.
const TRIES: usize = 5;
/// How long anything that a student does may take on a busy machine; what it took is printed.
const AT_ONCE: Duration = Duration::from_secs(3);
/// How long the broker may take to tell that a session ended.
const TOLD: Duration = Duration::from_secs(10);

/// The platform with two gateways, before a Redis of its own and a network to the broker that can break.
struct Scene {
    platform: Platform,
    gateways: [String; 2],
    submissions: String,
    sitting: Sitting,
    /// How many students have handed in.
    done: usize,
    /// How many addresses have asked.
    addresses: u8,
    /// Tokens of sessions that ended.
    ended: Vec<String>,
}

impl Scene {
    async fn set(redis: &Proxy, broker: &Proxy, place: std::sync::Arc<Place>) -> Self {
        let mut plan = Plan::default()
            .everywhere("REDIS_URL", redis.url())
            .everywhere("RABBITMQ_URL", broker.through(&place.neighbours().amqp_url()))
            .with(App::Gateway, "TRUSTED_PROXIES", "127.0.0.1/32")
            .with(App::Gateway, "RATE_LIMIT_MAX_REQUESTS", TRIES.to_string());
        plan.replicas.insert(App::Gateway, 2);
        let mut platform = Platform::services(place, plan).await;
        let sitting = Sitting::begin(&platform, 8).await;
        platform.account("comes-and-goes", Role::Student).await;
        let cluster = platform.cluster();
        let gateways = [0, 1].map(|replica| cluster.process(App::Gateway, replica).base());
        let submissions = cluster.process(SUBMISSIONS, 0).base();
        Self { platform, gateways, submissions, sitting, done: 0, addresses: 0, ended: Vec::new() }
    }

    fn new_address(&mut self) -> String {
        self.addresses += 1;
        format!("198.51.100.{}", self.addresses)
    }

    /// How often a stranger at `address` may fail to sign in at each gateway, the first gateway first.
    async fn tries(&self, address: &str) -> [usize; 2] {
        let mut tries = [0, 0];
        for (gateway, count) in self.gateways.iter().zip(&mut tries) {
            let nobody = Client::new(gateway);
            loop {
                let guess = json!({ "email": format!("{}@nowhere.example", uuid::Uuid::from_u128(rand::random())), "password": PASSWORD });
                let request = nobody.request(Method::POST, "/api/auth/login").header("x-forwarded-for", address);
                let answer = nobody.send(request.json(&guess)).await;
                match answer.status.as_u16() {
                    401 => *count += 1,
                    429 => break assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|wait| wait > 0)),
                    status => panic!("{status}: {}", answer.text),
                }
                assert!(*count < 100, "{address} is never refused");
            }
        }
        tries
    }

    /// One more student goes on with the attempt, reads the paper, saves, and submits; the slowest answer.
    async fn a_student_goes_on(&mut self) -> Duration {
        let seat = self.sitting.seats[self.done].at(&self.gateways[self.done % 2]);
        self.done += 1;
        let student = &seat.student;
        let mut slowest = Duration::ZERO;
        let start = student.request(Method::POST, "/api/submissions").json(&self.sitting.exam.start());
        let paper = student.request(Method::GET, &format!("/api/submissions/{}/paper", seat.submission));
        let saves = (1..=15).map(|seq| seat.saving("capital", seq));
        let submit = student.request(Method::POST, &format!("/api/submissions/{}/submit", seat.submission));
        for request in [start, paper].into_iter().chain(saves).chain([submit]) {
            let (_, took) = timed(student, request, 200).await;
            slowest = slowest.max(took);
        }
        slowest
    }

    /// Somebody signs in, renews the token and signs out; gives how long signing out took, and how long after it the last
    /// of both gateways and a service refused the token.
    async fn somebody_comes_and_goes(&mut self) -> (Duration, Duration) {
        let [here, there] = self.gateways.clone().map(Client::new);
        let login = json!({ "email": "comes-and-goes@school.example", "password": PASSWORD });
        let login = here.post("/api/auth/login", login).await.expect_status(200);
        let renew = json!({ "refresh_token": login.text_at("/refresh_token") });
        let token = there.post("/api/auth/refresh", renew).await.expect_status(200).text_at("/access_token");
        let everywhere =
            [here.with_token(&token), there.with_token(&token), Client::new(&self.submissions).with_token(&token)];
        let paths = ["/api/submissions", "/api/submissions", "/submissions"];
        for (client, path) in everywhere.iter().zip(paths) {
            client.get(path).await.expect_status(200);
        }
        let request = everywhere[0].request(Method::POST, "/api/auth/logout");
        let sent = Instant::now();
        let answer = everywhere[0].send(request).await;
        let took = sent.elapsed();
        assert!(answer.status.is_success(), "{}", answer.text);
        for (client, path) in everywhere.iter().zip(paths) {
            eventually("the token of an ended session is refused", async || refused(client, path).await).await;
        }
        let told = sent.elapsed() - took;
        self.ended.push(token);
        (took, told)
    }

    /// No token of an ended session is taken anywhere, for anything.
    async fn nobody_comes_back(&self) {
        for token in &self.ended {
            let seat = &self.sitting.seats[0];
            for base in &self.gateways {
                let ghost = Seat { student: Client::new(base).with_token(token), submission: seat.submission.clone() };
                for request in [ghost.student.request(Method::GET, "/api/submissions"), ghost.saving("capital", 99)] {
                    let answer = ghost.student.send(request).await;
                    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}: {}", answer.asked, answer.text);
                }
            }
        }
    }

    /// All programs are ready, whether or not Redis answers them, and the services say whether it does.
    async fn all_are_ready(&mut self, answers: bool) {
        for gateway in &self.gateways {
            Client::new(gateway).get("/ready").await.expect_status(200);
        }
        let cluster = self.platform.cluster();
        for service in Service::ALL {
            let process = cluster.process(App::Service(service), 0);
            eventually("the cache is reported as it is", async || {
                Client::new(process.base()).get("/ready").await.expect_status(200);
                let up = process.measured(r#"pediafor_dependency_up{dependency="cache""#).await;
                if (up > 0.5) == answers { Ok(()) } else { Err(up) }
            })
            .await;
        }
    }

    /// Redis is back: it is seen, and after the first answer that each gateway gets the limits are shared.
    async fn until_it_is_back(&mut self) {
        self.all_are_ready(true).await;
        let since = Instant::now();
        while self.new_stranger().await != [TRIES, 0] {
            assert!(since.elapsed() < TOLD, "the gateways don't share their limits");
        }
    }

    /// How often one who was never seen before may fail to sign in.
    async fn new_stranger(&mut self) -> [usize; 2] {
        let address = self.new_address();
        self.tries(&address).await
    }

    /// Everything that the table says of one column.
    async fn column(&mut self, state: &str, shared: bool) {
        let exam = self.a_student_goes_on().await;
        let tries = self.new_stranger().await;
        let (signed_out, told) = self.somebody_comes_and_goes().await;
        println!(
            "redis {state}: a student's slowest answer of 18 {exam:.0?}; {tries:?} tries at the two gateways; signing out \
             {signed_out:.0?}, refused everywhere {told:.0?} later"
        );
        assert_eq!(tries, if shared { [TRIES, 0] } else { [TRIES, TRIES] }, "tries while Redis is {state}");
        assert!(exam < AT_ONCE, "{exam:?}");
        assert!(signed_out < AT_ONCE, "{signed_out:?}");
        assert!(told < TOLD, "{told:?}");
        self.nobody_comes_back().await;
        self.all_are_ready(shared).await;
    }
}

async fn timed(client: &Client, request: reqwest::RequestBuilder, status: u16) -> (Answer, Duration) {
    let sent = Instant::now();
    let answer = client.send(request).await.expect_status(status);
    (answer, sent.elapsed())
}

/// Is the token refused as one of an ended session?
async fn refused(client: &Client, path: &str) -> Result<(), String> {
    let answer = client.get(path).await;
    match answer.status.as_u16() {
        401 => {
            answer.expect_problem(401, "session_revoked");
            Ok(())
        }
        200 => Err(answer.text),
        status => panic!("{status}: {}", answer.text),
    }
}

/// With neither Redis nor the broker: saving, submitting and what needs no token go on, the rest is told to wait.
async fn both_away(scene: &mut Scene, redis: &mut Private<Redis>, broker: &Proxy) {
    broker.refuse().await;
    broker.cut();
    redis.kill().await.expect("a server that can be killed");
    let seat = scene.sitting.seats[scene.done].at(&scene.gateways[0]);
    scene.done += 1;
    let since = Instant::now();
    let refused = eventually("reading is told to wait", async || {
        let answer = seat.student.get("/api/submissions").await;
        if answer.status == 503 { Ok(answer) } else { Err(format!("{}: {}", answer.status, answer.text)) }
    });
    let refused = refused.await.expect_problem(503, "revocation_unknown");
    let noticed = since.elapsed();
    assert_eq!(refused.header("retry-after"), "5");
    for seq in 1..=5 {
        timed(&seat.student, seat.saving("capital", seq), 200).await;
    }
    seat.student.hand_in(&seat.submission).await;
    Client::new(&scene.gateways[0]).sign_in("comes-and-goes@school.example", PASSWORD).await;
    for token in &scene.ended {
        let ghost = Client::new(&scene.gateways[0]).with_token(token);
        let answer = ghost.get("/api/submissions").await;
        assert!(matches!(answer.status.as_u16(), 401 | 503), "{}: {}", answer.status, answer.text);
    }

    broker.pass().await;
    let since = Instant::now();
    for gateway in &scene.gateways {
        let student = seat.at(gateway).student;
        eventually("the broker alone is enough", async || {
            let answer = student.get("/api/submissions").await;
            if answer.status == 200 { Ok(()) } else { Err(format!("{}: {}", answer.status, answer.text)) }
        })
        .await;
    }
    let back = since.elapsed();
    println!("redis and broker away: noticed after {noticed:.0?}, all served {back:.0?} after the broker's return");
    scene.nobody_comes_back().await;
    redis.start().await.expect("it starts again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_becomes_of_redis_exams_go_on_and_ended_sessions_stay_ended() {
    let place = Place::with_neighbours().await;
    let mut redis = Redis::start_private().await.expect("a Redis");
    let network = Proxy::before(redis.url()).await.expect("a proxy");
    let broker = Proxy::before(&place.neighbours().amqp_url()).await.expect("a proxy");
    let mut scene = Scene::set(&network, &broker, place).await;

    scene.column("well", true).await;
    let exhausted = scene.new_address();
    assert_eq!(scene.tries(&exhausted).await, [TRIES, 0]);

    redis.kill().await.expect("a server that can be killed");
    scene.column("stopped", false).await;
    redis.start().await.expect("it starts again");
    scene.until_it_is_back().await;
    assert_eq!(
        scene.tries(&exhausted).await,
        [TRIES, 0],
        "a Redis that was emptied gives everybody a full bucket once"
    );
    scene.column("emptied", true).await;

    redis.pause();
    scene.column("paused", false).await;
    redis.resume();
    scene.until_it_is_back().await;

    network.delay(Duration::from_millis(400), Duration::from_millis(400));
    scene.column("slow", false).await;
    network.pass().await;
    scene.until_it_is_back().await;

    both_away(&mut scene, &mut redis, &broker).await;
    scene.until_it_is_back().await;
    scene.column("back", true).await;
    scene.platform.stop().await;
}

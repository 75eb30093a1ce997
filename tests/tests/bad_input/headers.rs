//! What can be wrong with headers.

use pediafor_tests::world::Who;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use crate::case::{
    Case,
    Expected::{NoHarm, Refusal, Status},
    Good,
};

fn value(bytes: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(bytes).expect("bytes that a header may hold")
}

pub(crate) fn cases(good: &Good<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    let has = |name: &str| good.operation().parameters.iter().any(|it| it.place == "header" && it.name == name);
    if has("If-Match") {
        for bad in [
            "pl4nted",
            "\"pl4nted",
            "3",
            "\"",
            "\"1\", \"2\"",
            "W/\"1\"",
            "\"-1\"",
            "\"01\"",
            "\"99999999999999999999\"",
            "\"7777\"",
            "",
        ] {
            cases.push(Case::new(format!("If-Match: {bad}"), good.whole().header("if-match", bad), Refusal));
        }
        cases.push(Case::new("If-Match of broken UTF-8", good.whole().header("if-match", value(b"\"\xff\"")), Refusal));
        let twice = good.whole().header("if-match", "\"7777\"").header("if-match", "\"7778\"");
        cases.push(Case::new("two If-Match", twice, Refusal));
    }
    if has("Idempotency-Key") {
        for bad in [&b""[..], b"a b", b"a\tb", b"\xff\xfe", "schlüssel".as_bytes(), &[b'k'; 256]] {
            let request = good.whole().header("idempotency-key", value(bad));
            cases.push(Case::new(format!("Idempotency-Key: {}", bad.escape_ascii()), request, Status(400)));
        }
        let twice = good.whole().header("idempotency-key", "a").header("idempotency-key", "b");
        cases.push(Case::new("two Idempotency-Keys", twice, Status(400)));
    }
    if good.example.by != Who::Anybody {
        cases.extend(tokens(good));
    }
    for (name, bad) in [
        ("accept", &b"pl4nted"[..]),
        ("accept-encoding", b"pl4nted;q=9"),
        ("traceparent", b"pl4nted"),
        ("user-agent", b"\xff\xfe\x80"),
        ("range", b"bytes=9-1,pl4nted"),
        ("x-forwarded-for", b"pl4nted"),
        ("cookie", b"pl4nted;;;=\xff"),
        ("origin", b"null"),
    ] {
        cases.push(Case::new(format!("a bad {name}"), good.bare().header(name, value(bad)), NoHarm));
    }
    cases
}

fn tokens(good: &Good<'_>) -> Vec<Case> {
    let token = good.client.token().expect("who may is signed in").to_owned();
    let stranger = pediafor_tests::Client::new(good.client.base());
    let mut shifted = token.clone();
    shifted.replace_range(20..21, if &token[20..21] == "A" { "B" } else { "A" });
    let long = format!("Bearer {}", "a".repeat(8_000));
    let bad = [
        "Bearer",
        "Bearer ",
        "bearer pl4nted",
        "Basic cGw0bnRlZDo=",
        "pl4nted",
        "Bearer v4.public.",
        "Bearer v4.local.pl4nted",
        &long,
    ];
    let ask = |header: HeaderValue| {
        stranger.request(good.operation().method.clone(), &good.example.target()).header(AUTHORIZATION, header)
    };
    let mut cases: Vec<_> = bad
        .iter()
        .map(|bad| Case::new(format!("Authorization: {:.40}", *bad), ask(value(bad.as_bytes())), Status(401)))
        .collect();
    cases.push(Case::new(
        "a token with a letter changed",
        ask(value(format!("Bearer {shifted}").as_bytes())),
        Status(401),
    ));
    cases.push(Case::new("an Authorization of broken UTF-8", ask(value(b"Bearer \xff\xfe")), Status(401)));
    let cut = format!("Bearer {}", &token[..token.len() - 1]);
    cases.push(Case::new("a token with its end cut off", ask(value(cut.as_bytes())), Status(401)));
    cases.push(Case::new("two tokens", ask(value(format!("Bearer {token}, Bearer {token}").as_bytes())), Status(401)));
    cases
}

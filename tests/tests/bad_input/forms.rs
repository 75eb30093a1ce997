//! What can be wrong with a form that carries a file.

use pediafor_tests::world::{Body, sketch};
use reqwest::multipart::{Form, Part};

use crate::case::{
    Case,
    Expected::{NoHarm, Refusal, Status},
    Good, MARKER,
};

const BOUNDARY: &str = "the-boundary";

pub(crate) fn cases(good: &Good<'_>) -> Vec<Case> {
    let Body::File { item } = good.example.body else { return Vec::new() };
    let mut cases = parts(good, item);
    cases.extend(framing(good, item));
    cases.extend(names(good, item));
    cases
}

fn parts(good: &Good<'_>, item: &'static str) -> Vec<Case> {
    let form = || Form::new().text("item", item);
    let large = Part::bytes(vec![b'x'; 10 << 20]).file_name("large.txt");
    let many = (0..2_000).fold(form(), |form, place| form.text(format!("pl4nted{place}"), "x")).part("file", sketch());
    let bad = [
        ("no file", form(), Refusal),
        ("no question", Form::new().part("file", sketch()), Refusal),
        ("nothing", Form::new(), Refusal),
        ("two files", form().part("file", sketch()).part("file", sketch()), Refusal),
        ("two questions", form().text("item", item).part("file", sketch()), Refusal),
        ("the file by another name", form().part(MARKER, sketch()), Refusal),
        ("the question by another name", Form::new().text(MARKER, item).part("file", sketch()), Refusal),
        ("an unknown part", form().part("file", sketch()).text("student", MARKER), Refusal),
        ("a text where the file is due", form().text("file", MARKER), NoHarm),
        ("a file where the question is due", Form::new().part("item", sketch()).part("file", sketch()), NoHarm),
        ("an unknown question", Form::new().text("item", MARKER).part("file", sketch()), Refusal),
        ("a question that takes no file", Form::new().text("item", "earth").part("file", sketch()), Refusal),
        ("a question 100,000 long", Form::new().text("item", "x".repeat(100_000)).part("file", sketch()), Refusal),
        ("the question U+0000", Form::new().text("item", "\0").part("file", sketch()), Refusal),
        ("an empty file", form().part("file", Part::bytes(Vec::new()).file_name("a.txt")), Refusal),
        (
            "another kind of file",
            form().part("file", Part::bytes(&b"\x7fELF\x02\x01\x01\0"[..]).file_name("a.txt")),
            Refusal,
        ),
        ("10 MB", form().part("file", large), Status(413)),
        ("2,000 parts", many, Refusal),
    ];
    bad.into_iter().map(|(wrong, form, expected)| Case::new(wrong, good.bare().multipart(form), expected)).collect()
}

/// A form as it goes over the wire.
fn raw(item: &str, disposition: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"item\"\r\n\r\n{item}\r\n--{BOUNDARY}\r\ncontent-disposition: "
    );
    let tail = format!("\r\ncontent-type: text/plain\r\n\r\nH-O-H\r\n--{BOUNDARY}--\r\n");
    [head.as_bytes(), disposition, tail.as_bytes()].concat()
}

fn framing(good: &Good<'_>, item: &str) -> Vec<Case> {
    let sound = raw(item, b"form-data; name=\"file\"; filename=\"a.txt\"");
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    let (half, almost) = (sound[..sound.len() / 2].to_vec(), sound[..sound.len() - 8].to_vec());
    let bad = [
        ("no boundary", "multipart/form-data", sound.clone(), Refusal),
        ("another boundary", "multipart/form-data; boundary=pl4nted", sound.clone(), Refusal),
        ("an empty boundary", "multipart/form-data; boundary=\"\"", sound.clone(), Refusal),
        ("another multipart", "multipart/mixed; boundary=the-boundary", sound.clone(), Refusal),
        ("JSON", "application/json", br#"{"item":"sketch","file":"pl4nted"}"#.to_vec(), Status(415)),
        ("text", "text/plain", b"pl4nted".to_vec(), Status(415)),
        ("no body", media.as_str(), Vec::new(), Refusal),
        ("garbage", media.as_str(), b"pl4nted".repeat(1_000), Refusal),
        ("half of it", media.as_str(), half, Refusal),
        ("all but its end", media.as_str(), almost, Refusal),
        ("a part without a name", media.as_str(), raw(item, b"form-data"), Refusal),
        ("a part that is no form's", media.as_str(), raw(item, b"attachment; filename=\"pl4nted\""), Refusal),
        (
            "a part with a broken name",
            media.as_str(),
            raw(item, b"form-data; name=\"\xff\xfe\"; filename=\"a.txt\""),
            Refusal,
        ),
    ];
    bad.into_iter()
        .map(|(wrong, media, body, expected)| Case::new(wrong, good.carrying(media, body), expected))
        .collect()
}

fn names(good: &Good<'_>, item: &'static str) -> Vec<Case> {
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    let long = "n".repeat(20_000);
    let names = [
        "../../../etc/passwd",
        "..\\..\\windows\\a.txt",
        "/etc/passwd",
        "C:\\a.txt",
        "a/b/c.txt",
        ".",
        "..",
        "",
        "CON",
        "a.txt\0.png",
        "a\r\nset-cookie: b=c",
        "a\u{202e}txt.exe",
        "😀.txt",
        "pl4nted<script>.txt",
        ".htaccess",
        long.as_str(),
    ];
    let mut cases: Vec<_> = names
        .iter()
        .map(|name| {
            let form = Form::new().text("item", item).part("file", sketch().file_name((*name).to_owned()));
            Case::new(
                format!("a file called {:.30}", name.escape_debug().to_string()),
                good.bare().multipart(form),
                NoHarm,
            )
        })
        .collect();
    let broken = raw(item, b"form-data; name=\"file\"; filename=\"\xff\xfe.txt\"");
    cases.push(Case::new("a file name of broken UTF-8", good.carrying(&media, broken), NoHarm));
    cases
}

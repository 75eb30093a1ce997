//! `pediafor grade` as a program: what it prints, and what it refuses.
#![expect(clippy::unwrap_used, reason = "a broken scene stops the test")]

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const ITEMS: &str = r#"[
  {"id": "q1", "title": "Sum", "body": "2 + 2 = ?", "points": 1,
   "interaction": {"type": "numeric", "keys": [{"value": 4}]}},
  {"id": "q2", "body": "Which are prime?", "points": 3,
   "interaction": {"type": "multiple_choice", "keys": ["a", "c"], "scoring": {"rule": "right_minus_wrong"},
     "options": [{"id": "a", "text": "2"}, {"id": "b", "text": "9"}, {"id": "c", "text": "11"}]}},
  {"id": "q3", "body": "Discuss.", "points": 4, "interaction": {"type": "essay"}}
]"#;

/// A folder with an items file, and the program run in it.
struct Scene {
    folder: TempDir,
}

impl Scene {
    fn new(items: &str) -> Self {
        let scene = Self { folder: TempDir::new().unwrap() };
        scene.write("items.json", items);
        scene
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Runs with these responses on standard input.
    fn grade(&self, responses: &str, flags: &[&str]) -> Output {
        let mut child = self.command(&[&["items.json", "-"], flags].concat()).stdin(Stdio::piped()).spawn().unwrap();
        // A program that refuses the items does not read the responses.
        let _ = child.stdin.take().unwrap().write_all(responses.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pediafor"));
        command.arg("grade").args(arguments).current_dir(self.folder.path());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

#[track_caller]
fn printed(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

#[track_caller]
fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn one_students_responses_are_marked_item_by_item() {
    let scene = Scene::new(ITEMS);
    scene.write(
        "answers.json",
        r#"{"q1": {"type": "numeric", "text": "4.0"}, "q2": {"type": "multiple_choice", "chosen": ["a"]}}"#,
    );
    let output = scene.command(&["items.json", "answers.json"]).output().unwrap();
    let table = printed(&output);
    for words in ["Sum", "correct", "partly correct", "1.5", "unanswered", "Total", "2.5", "31.25 %"] {
        assert!(table.contains(words), "{words} is not in\n{table}");
    }
}

#[test]
fn json_has_every_outcome_and_the_total() {
    let scene = Scene::new(ITEMS);
    let responses = r#"{"q2": {"type": "multiple_choice", "chosen": ["a", "c"]}, "q3": {"type": "essay", "text": "Hm."}, "q1": null}"#;
    let document: Value = serde_json::from_str(&printed(&scene.grade(responses, &["--format", "json"]))).unwrap();
    assert_eq!(document["format"], 1);
    assert!(document["engine"].as_str().unwrap().starts_with("pediafor-grading/"));
    let result = &document["results"][0];
    assert_eq!(result["student"], Value::Null);
    assert_eq!(result["total"], json!({"points": 3, "maximum": 8, "awaiting_human": 1}));
    let outcomes = result["outcomes"].as_array().unwrap();
    let short: Vec<_> =
        outcomes.iter().map(|outcome| (&outcome["item"], &outcome["verdict"], &outcome["points"])).collect();
    let expected = [("q1", "unanswered", 0), ("q2", "correct", 3), ("q3", "needs_human", 0)];
    let expected = expected.map(|(item, verdict, points)| (json!(item), json!(verdict), json!(points)));
    assert_eq!(short, expected.iter().map(|(item, verdict, points)| (item, verdict, points)).collect::<Vec<_>>());
}

#[test]
fn many_students_come_as_an_array_or_as_lines() {
    let scene = Scene::new(ITEMS);
    let ada = r#"{"student": "Ada", "responses": {"q1": {"type": "numeric", "text": "4"}}}"#;
    let bob = r#"{"student": 17, "responses": {"q1": {"type": "essay", "text": "four"}, "q3": {"type": "essay", "text": "Hm."}}}"#;
    let third = r#"{"responses": {}}"#;
    let as_array = printed(&scene.grade(&format!("[{ada},\n{bob}, {third}]"), &[]));
    let as_lines = printed(&scene.grade(&format!("{ada}\n{bob}\n\n{third}\n"), &[]));
    assert_eq!(as_array, as_lines);
    for words in ["Ada", "17", "no. 3", "12.50 %", "1 to be marked", "? to be marked by a person", "!"] {
        assert!(as_array.contains(words), "{words} is not in\n{as_array}");
    }
    let alone: Value = serde_json::from_str(&printed(&scene.grade(ada, &["--format", "json"]))).unwrap();
    assert_eq!(alone["results"][0]["student"], "Ada");
}

#[test]
fn a_total_below_zero_can_be_lifted_to_it() {
    let scene = Scene::new(
        r#"{"format": 1, "items": [{"id": "q", "body": "So?", "points": 1,
            "interaction": {"type": "true_false", "key": true, "scoring": {"rule": "negative_marking", "penalty": 0.5}}}]}"#,
    );
    for (flags, expected) in
        [(&["--format", "json"][..], json!(-0.5)), (&["--format", "json", "--floor", "zero"], json!(0))]
    {
        let output = scene.grade(r#"{"q": {"type": "true_false", "value": false}}"#, flags);
        let document: Value = serde_json::from_str(&printed(&output)).unwrap();
        assert_eq!(document["results"][0]["total"]["points"], expected);
        assert_eq!(document["results"][0]["outcomes"][0]["points"], json!(-0.5));
    }
}

#[test]
fn items_that_cannot_be_marked_are_refused_with_file_line_and_pointer() {
    for (items, expected) in [
        ("[\n{\"id\": 1}\n]", &["items.json: line 2: /0: invalid type"][..]),
        ("[1, 2", &["items.json: line 1: EOF"]),
        ("", &["items.json: the file is empty"]),
        ("[]", &["items.json: line 1: there are no items"]),
        ("7", &["items.json: line 1: an array of items is expected"]),
        ("[] []", &["items.json: one JSON document is expected"]),
        ("{\"format\": 2, \"items\": []}", &["items.json: line 1: /format: a format is expected"]),
        (
            "{\"format\": 1,\n\"item\": []}",
            &["line 2: /item: only format and items", "line 1: /items: an array of items"],
        ),
        (&ITEMS.replace("\"numeric\"", "\"crossword\""), &["items.json: line 2: /0: unknown variant `crossword`"]),
        (
            &ITEMS.replace("\"points\": 3", "\"points\": 3, \"pionts\": 4"),
            &["items.json: line 4: /1: unknown field `pionts`"],
        ),
        (&ITEMS.replace("\"c\"]", "\"d\"]"), &["items.json: line 5: /1/interaction/keys/1: there is no option \"d\""]),
        (
            &ITEMS.replace("\"q3\"", "\"q1\"").replace("\"points\": 3", "\"points\": 0"),
            &["items.json: line 4: /1/points: an item earns more than 0", "items.json: line 7: /2/id: the item at 0"],
        ),
    ] {
        let complaint = refused(&Scene::new(items).grade("{}", &[]));
        for words in expected {
            assert!(complaint.contains(words), "{words} is not in\n{complaint}");
        }
    }
}

#[test]
fn responses_that_cannot_be_read_are_refused_with_file_line_and_pointer() {
    let scene = Scene::new(ITEMS);
    for (responses, expected) in [
        ("", "standard input: the file is empty"),
        ("{\"q1\": ", "standard input: line 1: EOF"),
        ("[]", "standard input: there are no responses"),
        ("7", "standard input: line 1: an object with responses is expected"),
        ("{\"q1\":\n {\"type\": \"crossword\"}}", "standard input: line 1: /q1: unknown variant `crossword`"),
        ("{\n\"q1\": {\"type\": \"numeric\", \"text\": 4}}", "standard input: line 2: /q1: invalid type"),
        ("{\n\"q9\": null}", "standard input: line 2: /q9: there is no item \"q9\""),
        (
            "{\"responses\": {}}\n{\"responses\": {\"q/1\": {}}}",
            "standard input: line 2: /responses/q~11: there is no item",
        ),
        ("[{\"responses\": {}},\n{\"answers\": {}}]", "standard input: line 2: /1/answers: only student and responses"),
        ("[{\"responses\": {}},\n{\"student\": []}]", "standard input: line 2: /1/student: a name or a number"),
        ("{\"student\": 1, \"responses\": []}", "standard input: line 1: /responses: an object from item ids"),
    ] {
        let output = scene.grade(responses, &[]);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{complaint}");
        assert!(complaint.contains(expected), "{expected} is not in\n{complaint}");
    }
    let missing = scene.command(&["items.json", "nowhere.json"]).output().unwrap();
    assert!(refused(&missing).contains("cannot read nowhere.json"));
    scene.write("latin.json", "");
    fs::write(scene.folder.path().join("latin.json"), b"{\n\"q1\": \"\xe9\"}").unwrap();
    let latin = scene.command(&["items.json", "latin.json"]).output().unwrap();
    assert!(refused(&latin).contains("latin.json: line 2: not UTF-8 text"));
}

const CLASS: &str = r#"{"student": "Ada", "responses": {"q1": {"type": "numeric", "text": "4"}, "q2": {"type": "multiple_choice", "chosen": ["a"]}}}
{"student": "Bob", "responses": {"q9": null}}
nonsense

{"student": "Cleo, the 2nd", "responses": {"q3": {"type": "essay", "text": "Hm."}}}
"#;

#[test]
fn what_is_wrong_with_a_line_is_told_and_the_next_is_marked() {
    let scene = Scene::new(ITEMS);
    scene.write("class.jsonl", CLASS);
    for threads in ["1", "3"] {
        let flags = ["items.json", "class.jsonl", "--format", "jsonl", "--threads", threads];
        let output = scene.command(&flags).output().unwrap();
        let (out, error) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(1));
        let students: Vec<_> =
            out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["student"].clone()).collect();
        assert_eq!(students, ["Ada", "Cleo, the 2nd"]);
        let expected = [
            "error: class.jsonl: line 2: /responses/q9: there is no item \"q9\"",
            "error: class.jsonl: line 3: expected ident",
            "error: 2 of 4 could not be read and are left out",
        ];
        assert_eq!(error.lines().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_table_of_answers_becomes_a_table_of_marks() {
    let scene = Scene::new(ITEMS);
    let class = "student,q2,q1,q3\r\nAda,a c,\"4,0\",\"Well,\nwell.\"\r\nBob,,5,\r\nCleo,a\r\nDan,\"{\"\"type\"\": \"\"multiple_choice\"\", \"\"chosen\"\": [\"\"a\"\"]}\",,\r\n";
    let output = scene.grade(class, &["--format", "csv"]);
    let expected = "student,q1,q2,q3,points,maximum,percent,awaiting_human\nAda,1,3,,4,8,50,1\nBob,0,0,0,0,8,0,0\nDan,0,1.5,0,1.5,8,18.75,0\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.starts_with("error: standard input: line 5: the row has 2 cells, the header 4\n"), "{error}");
    for (class, said) in [
        ("student,q9\nAda,1\n", "standard input: line 1: column 2: there is no item \"q9\""),
        ("student,q1,q1\nAda,1,1\n", "standard input: line 1: column 3: there are two columns \"q1\""),
        ("student,q1\n", "standard input: there are no responses"),
    ] {
        assert!(refused(&scene.grade(class, &[])).contains(said), "{said}");
    }
}

#[test]
fn many_lines_come_out_in_their_order_whatever_the_threads() {
    let scene = Scene::new(ITEMS);
    let line = |number: usize| {
        format!(
            "{{\"student\": {number}, \"responses\": {{\"q1\": {{\"type\": \"numeric\", \"text\": \"{}\"}}}}}}\n",
            number % 5
        )
    };
    let class: String = (0..5_000).map(line).collect();
    scene.write("class.jsonl", &class);
    let marked = |format: &str, threads: &str| {
        let flags = ["items.json", "class.jsonl", "--format", format, "--threads", threads];
        let output = scene.command(&flags).output().unwrap();
        assert!(output.stderr.is_empty(), "no bar is drawn where nobody sees it");
        printed(&output)
    };
    let one = marked("csv", "1");
    assert_eq!(one, marked("csv", "7"));
    assert_eq!(one.lines().nth(4_005), Some("4004,1,0,0,1,8,12.5,0"));
    let document: Value = serde_json::from_str(&marked("json", "2")).unwrap();
    assert_eq!(document["results"].as_array().unwrap().len(), 5_000);
}

#[test]
fn items_may_stand_a_line_each() {
    let items: Vec<Value> = serde_json::from_str(ITEMS).unwrap();
    let lines: String = items.iter().map(|item| format!("{item}\n")).collect();
    let of_lines = printed(&Scene::new(&lines).grade(r#"{"q1": {"type": "numeric", "text": "4"}}"#, &[]));
    assert_eq!(of_lines, printed(&Scene::new(ITEMS).grade(r#"{"q1": {"type": "numeric", "text": "4"}}"#, &[])));
}

use std::io::Write;

use pediafor_grading::{Floor, Item, Response, Verdict, mark, total};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let quiz: Vec<Item> = serde_json::from_str(
        r#"[{"id": "1", "body": "3/4 = ?", "points": 1, "interaction": {"type": "numeric", "keys": [{"value": 0.75}]}},
            {"id": "2", "body": "Which are prime?", "points": 3, "interaction": {"type": "multiple_choice",
             "options": [{"id": "a", "text": "2"}, {"id": "b", "text": "9"}, {"id": "c", "text": "11"}],
             "keys": ["a", "c"], "scoring": {"rule": "right_minus_wrong"}}}]"#,
    )?;
    let answers = [Response::numeric("75 %"), Response::multiple_choice(["a"])];
    let outcomes: Vec<_> = quiz.iter().zip(&answers).map(|(item, answer)| mark(item, Some(answer))).collect();
    assert_eq!((outcomes[0].verdict, outcomes[1].verdict), (Verdict::Correct, Verdict::Partial));
    let sum = total(&outcomes, Floor::None);
    Ok(writeln!(std::io::stdout(), "{} of {} points", sum.points, sum.maximum)?) // 2.5 of 4 points
}

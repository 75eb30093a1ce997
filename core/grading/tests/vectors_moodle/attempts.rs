//! Marks that Moodle's own tests assert after several tries, for the behaviours that are the same here.

use pediafor_grading::{Behaviour, Certainty, Item, Pair, Pin, Response, Try, mark_tries};
use serde_json::{Value, json};

use crate::account::{Ran, account};

/// A label that can be used once is used twice in a try, which is none here.
const DIFFERENCES: &[&str] = &[
    "moodle/walkthrough/ddimageortext/test_interactive_grading",
    "moodle/walkthrough/ddimageortext/test_interactive_partial_no_submit",
];

#[test]
fn moodles_attempts_come_out_the_same() {
    account("moodle_attempts", DIFFERENCES, |case| {
        let definition = &case["definition"];
        let question = &definition["question"]["definition"];
        let Some(kind) = question["type"].as_str() else {
            return Ran::Left("the question is made by code that is not in the case");
        };
        let interaction = match kind {
            "truefalse" => json!({ "type": "true_false", "key": question["right"] }),
            "multichoice" => choices(question),
            "shortanswer" => short_text(question),
            "numerical" => numeric(question),
            "match" => matching(question),
            "multianswer" => cloze(question),
            "ddwtos" | "ddimageortext" => labels(question),
            "ddmarker" => markers(question),
            other => return Ran::Different(format!("unknown type {other}")),
        };
        let Some(behaviour) = behaviour(definition) else {
            return Ran::Left("a person's marks are not marked here");
        };
        let body = match kind {
            "multianswer" => "{{1}} {{2}}",
            "ddwtos" => "{{p1}} {{p2}} {{p3}}",
            _ => "?",
        };
        let item = json!({ "id": "q", "body": body, "points": definition["max_mark"], "interaction": interaction });
        let item: Item = serde_json::from_value(item).unwrap();
        if case["id"].as_str().unwrap().contains("changing_num_tries_finished") {
            return Ran::Left("the number of tries is changed in between");
        }
        follow(&item, &behaviour, question, definition, &case["response"])
    });
}

/// A fraction and how sure somebody is, put into a choice that earns that fraction.
pub(crate) fn certainty(response: &Value, expected: &Value) -> Ran {
    let interaction = json!({
        "type": "choice", "key": "right", "scoring": { "rule": "standard", "fractions": { "other": response["fraction"] } },
        "options": [{ "id": "right", "text": "Right" }, { "id": "other", "text": "Other" }],
    });
    let item = json!({ "id": "q", "body": "?", "points": 1, "interaction": interaction });
    let certainty = match response["certainty"].as_str().unwrap() {
        "LOW" => Certainty::Low,
        "MED" => Certainty::Medium,
        _ => Certainty::High,
    };
    let tries = [Try::sure(Response::choice("other"), certainty)];
    earns(item, json!({ "behaviour": "certainty" }), &tries, &expected["adjusted_fraction"])
}

/// Several tries at gaps, each of which pays for its own.
pub(crate) fn gap_by_gap(question: &Value, responses: &Value, expected: &Value) -> Ran {
    let mut interaction = cloze(question);
    for (gap, weight) in
        interaction["gaps"].as_array_mut().unwrap().iter_mut().zip(question["sub_weights"].as_array().unwrap())
    {
        gap["weight"] = weight.clone();
    }
    let item = json!({ "id": "q", "body": "{{1}} {{2}}", "points": 1, "interaction": interaction });
    let tries: Vec<_> = responses.as_array().unwrap().iter().filter_map(|data| given(question, data)).collect();
    let behaviour = json!({
        "behaviour": "interactive", "penalty": question["penalty_per_try"], "tries": tries.len(), "count_back": true,
    });
    earns(item, behaviour, &tries, &expected["fraction"])
}

fn earns(item: Value, behaviour: Value, tries: &[Try], expected: &Value) -> Ran {
    let (item, behaviour): (Item, Behaviour) =
        (serde_json::from_value(item).unwrap(), serde_json::from_value(behaviour).unwrap());
    let earned = mark_tries(&item, &behaviour, tries).outcome.points.millionths() as f64 / 1e6;
    if (earned - expected.as_f64().unwrap()).abs() <= 1e-6 {
        Ran::Same
    } else {
        Ran::Different(format!("{earned}, not {expected}, after {tries:?}"))
    }
}

/// Gives the tries as Moodle counts them, and compares each mark on the way until a person gives one.
fn follow(item: &Item, behaviour: &Behaviour, question: &Value, definition: &Value, events: &Value) -> Ran {
    let events = events.as_array().unwrap();
    let (mut tries, mut pending): (Vec<Try>, Option<Try>) = (Vec::new(), None);
    let mut compared = 0;
    for (index, event) in events.iter().enumerate() {
        match event["op"].as_str().unwrap() {
            "submit" => {
                let submitted = !event["data"]["-submit"].is_null();
                let Some(given) = given(question, &event["data"]) else {
                    // What was saved before is handed in.
                    tries.extend(pending.take_if(|_| submitted));
                    continue;
                };
                // What Moodle does not take as an answer it does not hand to the question either.
                let refused = events[index + 1..].iter().find(|next| next["op"] == "expect_state");
                if refused.is_some_and(|state| state["state"] == "invalid") && !event["data"]["-submit"].is_null() {
                    continue;
                }
                if event["data"]["-submit"].is_null() {
                    pending = Some(given);
                } else {
                    pending = None;
                    tries.push(given);
                }
            }
            "finish" => tries.extend(pending.take()),
            "expect_mark" => {
                let Some(expected) = expected(&event["mark"], definition) else { continue };
                let earned = mark_tries(item, behaviour, &tries).outcome.points.millionths() as f64 / 1e6;
                if (earned - expected).abs() > 1e-6 {
                    return Ran::Different(format!("{earned}, not {expected}, after {tries:?}"));
                }
                compared += 1;
            }
            "expect_state" => {}
            "manual_grade" | "regrade" | "change_question" => break,
            other => panic!("unknown step {other}"),
        }
    }
    if compared > 0 { Ran::Same } else { Ran::Left("no mark is asserted before a person gives one") }
}

fn behaviour(definition: &Value) -> Option<Behaviour> {
    let overrides = &definition["question"]["overrides"];
    let penalty = overrides["penalty"].as_str().map_or(1.0 / 3.0, |penalty| penalty.parse().unwrap());
    let penalty = if (penalty - 1.0 / 3.0_f64).abs() < 1e-6 { json!("1/3") } else { json!(penalty) };
    let hints = overrides["hints"].as_str().map_or(0, |hints| hints.matches("new question_hint").count());
    let behaviour = match definition["behaviour"].as_str().unwrap() {
        "deferredfeedback" => json!({ "behaviour": "deferred" }),
        "immediatefeedback" => json!({ "behaviour": "immediate" }),
        "deferredcbm" => json!({ "behaviour": "certainty" }),
        "immediatecbm" => json!({ "behaviour": "certainty", "at_once": true }),
        "adaptive" => json!({ "behaviour": "adaptive", "penalty": penalty }),
        "adaptivenopenalty" => json!({ "behaviour": "adaptive", "penalty": 0 }),
        "interactive" => {
            let parts = matches!(
                definition["question"]["definition"]["type"].as_str(),
                Some("match" | "multianswer" | "ddwtos" | "ddimageortext" | "ddmarker")
            );
            json!({ "behaviour": "interactive", "penalty": penalty, "tries": hints + 1, "count_back": parts })
        }
        _ => return None,
    };
    Some(serde_json::from_value(behaviour).unwrap())
}

fn expected(mark: &Value, definition: &Value) -> Option<f64> {
    match mark["expr"].as_str() {
        Some("3 * (1 - $mc->penalty)") => Some(2.0),
        Some("1 - $mc->penalty") => Some(2.0 / 3.0),
        Some(other) => panic!("{other} of {definition}"),
        None => mark.as_f64().map(|mark| {
            if (mark * 3.0 - (mark * 3.0).round()).abs() < 1e-5 { (mark * 3.0).round() / 3.0 } else { mark }
        }),
    }
}

/// Nothing where no answer is given at all, only a button pressed.
fn given(question: &Value, data: &Value) -> Option<Try> {
    let fields: Vec<_> = data.as_object().unwrap().iter().filter(|(name, _)| !name.starts_with('-')).collect();
    if fields.is_empty() || !data["-tryagain"].is_null() {
        return None;
    }
    if question["places"].is_object() {
        let right = !data["expr"].is_null();
        return Some(Try::new(labelled(question, if right { &question["right"] } else { data })));
    }
    let text = |name: &str| data[name].as_str().unwrap_or_default();
    let response = match question["type"].as_str().unwrap() {
        "truefalse" => Response::true_false(data["answer"] == 1),
        "multichoice" if question["single"] == true => match data["answer"]["expr"].as_str() {
            Some("$rightindex") => Response::choice("A"),
            Some("$wrongindex") => Response::choice("B"),
            _ => Response::Choice { chosen: None },
        },
        "multichoice" if !data["expr"].is_null() => Response::multiple_choice(["A", "C"]),
        "multichoice" => Response::multiple_choice(
            fields
                .iter()
                .filter(|(_, ticked)| **ticked == 1)
                .map(|(name, _)| ["A", "B", "C", "D"][name[6..].parse::<usize>().unwrap()]),
        ),
        "shortanswer" => Response::short_text(text("answer")),
        "numerical" => Response::numeric(format!("{} {}", text("answer"), text("unit"))),
        "match" => {
            let chosen = |value: &Value| {
                let index = value["expr"].as_str()?.strip_prefix("$orderforchoice[")?.strip_suffix(']')?;
                Some(question["choices"][index.parse::<usize>().unwrap() - 1].as_str().unwrap().to_owned())
            };
            let pair = |(name, value): &(&String, &Value)| {
                let stem = question["stems"][name[3..].parse::<usize>().unwrap()].as_str().unwrap();
                Some(Pair::new(stem, chosen(value)?))
            };
            Response::Matching { pairs: fields.iter().filter_map(pair).collect() }
        }
        "ddmarker" => match data["expr"].as_str() {
            Some("$completelywrong") => Response::select_point([Pin::new(0, 250).labelled("c1")]),
            Some("$dd->get_correct_response()") => pins(&json!({ "c1": "50,50", "c2": "150,50", "c3": "100,150" })),
            Some(other) => panic!("{other}"),
            None => pins(data),
        },
        _ => {
            let gap = |(name, value): &(&String, &Value)| {
                let index: usize = name.strip_prefix("sub").unwrap().split('_').next().unwrap().parse().unwrap();
                let sub = &question["subs"][index - 1];
                let given = match value.as_u64() {
                    Some(chosen) => sub["answers"][chosen as usize]["answer"].as_str().unwrap(),
                    None => value.as_str().unwrap(),
                };
                (index.to_string(), given.to_owned())
            };
            Response::Cloze { gaps: fields.iter().map(gap).collect() }
        }
    };
    let certainty = data["-certainty"].as_u64().map(|certainty| match certainty {
        1 => Certainty::Low,
        2 => Certainty::Medium,
        _ => Certainty::High,
    });
    Some(Try { response, certainty })
}

/// 0.3333333 there is a third.
fn fraction(value: &Value) -> Value {
    let value = value.as_f64().unwrap();
    let thirds = (value * 3.0).round();
    if (value * 3.0 - thirds).abs() < 1e-5 { json!(format!("{thirds}/3")) } else { json!(value) }
}

fn choices(question: &Value) -> Value {
    let answers = question["answers"].as_array().unwrap();
    let options: Vec<_> = answers.iter().map(|it| json!({ "id": it["answer"], "text": it["answer"] })).collect();
    let by_id = |keep: &dyn Fn(&Value) -> bool| -> Value {
        let kept = answers.iter().filter(|it| keep(&it["fraction"]));
        kept.map(|it| (it["answer"].as_str().unwrap().to_owned(), fraction(&it["fraction"]))).collect()
    };
    if question["single"] == true {
        let scoring = json!({ "rule": "standard", "fractions": by_id(&|fraction| fraction != 1) });
        json!({ "type": "choice", "options": options, "key": "A", "scoring": scoring })
    } else {
        let scoring = json!({ "rule": "option_weights", "weights": by_id(&|_| true) });
        json!({ "type": "multiple_choice", "options": options, "keys": ["A", "C"], "scoring": scoring })
    }
}

fn short_text(question: &Value) -> Value {
    let keys = question["answers"].as_array().unwrap().iter();
    let keys: Vec<_> = keys.map(|it| json!({ "text": it["answer"], "fraction": fraction(&it["fraction"]) })).collect();
    json!({ "type": "short_text", "keys": keys, "matching": "wildcard", "case_sensitive": question["usecase"] })
}

fn numeric(question: &Value) -> Value {
    let keys = question["answers"].as_array().unwrap().iter().filter(|it| it["answer"] != "*");
    let number = |value: &Value| value.as_str().map_or(value.clone(), |text| serde_json::from_str(text).unwrap());
    let key = |it: &Value| {
        let tolerance = json!({ "rule": "absolute", "within": number(&it["tolerance"]) });
        json!({ "value": number(&it["answer"]), "fraction": fraction(&it["fraction"]), "tolerance": tolerance })
    };
    let mut interaction = json!({ "type": "numeric", "keys": keys.map(key).collect::<Vec<_>>() });
    if let Some(units) = question["units"].as_object() {
        let unit = |(name, per_key): (&String, &Value)| json!({ "name": name, "factor": format!("1/{per_key}") });
        let cost = match question["unit_grading"].as_str().unwrap() {
            "out-of-max-mark" => json!({ "rule": "share_of_points", "share": question["unit_penalty"] }),
            _ => json!({ "rule": "share_of_mark", "share": question["unit_penalty"] }),
        };
        let accepted: Vec<_> = units.iter().map(unit).collect();
        interaction["units"] = json!({ "accepted": accepted, "missing": cost, "wrong": cost });
    }
    interaction
}

fn matching(question: &Value) -> Value {
    let entries = |names: &Value| -> Vec<_> {
        names.as_array().unwrap().iter().map(|name| json!({ "id": name, "text": name })).collect()
    };
    let pairs = question["right"].as_object().unwrap().iter();
    let pairs: Vec<_> = pairs.map(|(stem, choice)| json!({ "source": stem, "target": choice })).collect();
    let (sources, targets) = (entries(&question["stems"]), entries(&question["choices"]));
    json!({ "type": "matching", "sources": sources, "targets": targets, "pairs": pairs })
}

/// Where markers belong. How often one may be used the cases do not say.
pub(crate) fn markers(question: &Value) -> Value {
    let pair = |text: &str| {
        let (x, y) = text.split_once(',').unwrap();
        (x.parse::<i32>().unwrap(), y.parse::<i32>().unwrap())
    };
    let spot = |(x, y): (i32, i32)| json!({ "x": x, "y": y });
    let areas = question["zones"].as_array().unwrap().iter().map(|zone| {
        let coords: Vec<&str> = zone["coords"].as_str().unwrap().split(';').collect();
        let (x, y) = pair(coords[0]);
        let area = match zone["shape"].as_str().unwrap() {
            "circle" => {
                json!({ "shape": "circle", "center": spot((x, y)), "radius": coords[1].parse::<u32>().unwrap() })
            }
            "rectangle" => {
                let (across, down) = pair(coords[1]);
                json!({ "shape": "rectangle", "from": spot((x, y)), "to": spot((x + across, y + down)) })
            }
            _ => {
                json!({ "shape": "polygon", "corners": coords.iter().map(|corner| spot(pair(corner))).collect::<Vec<_>>() })
            }
        };
        let number = zone["no"].to_string();
        json!({ "id": number, "area": area, "label": question["right"][&number] })
    });
    let labels = question["drags"].as_object().unwrap().iter();
    let labels: Vec<_> = labels.map(|(id, text)| json!({ "id": id, "text": text, "uses": 9 })).collect();
    let image = json!({ "source": "map", "width": 400, "height": 400, "text": "A map" });
    let areas: Vec<_> = areas.collect();
    let scoring = json!({ "rule": "per_point" });
    json!({ "type": "select_point", "image": image, "areas": areas, "labels": labels, "most": 20, "scoring": scoring })
}

/// By marker, where it was put, at one place or more.
pub(crate) fn pins(data: &Value) -> Response {
    let markers = data.as_object().unwrap().iter().filter(|(label, _)| !label.starts_with('-'));
    Response::select_point(markers.flat_map(|(label, places)| {
        places.as_str().unwrap().split(';').filter(|place| !place.is_empty()).map(move |place| {
            let (x, y) = place.split_once(',').unwrap();
            Pin::new(x.parse().unwrap(), y.parse().unwrap()).labelled(label)
        })
    }))
}

fn cloze(question: &Value) -> Value {
    let gap = |(index, sub): (usize, &Value)| {
        let kind = if sub["type"] == "shortanswer" {
            let mut kind = short_text(sub);
            kind["type"] = json!("text");
            kind
        } else {
            let answers = sub["answers"].as_array().unwrap();
            let options: Vec<_> =
                answers.iter().map(|it| json!({ "id": it["answer"], "text": it["answer"] })).collect();
            let key = answers.iter().find(|it| it["fraction"] == 1).unwrap();
            json!({ "type": "dropdown", "options": options, "key": key["answer"] })
        };
        json!({ "id": (index + 1).to_string(), "weight": sub["weight"], "kind": kind })
    };
    json!({ "type": "cloze", "gaps": question["subs"].as_array().unwrap().iter().enumerate().map(gap).collect::<Vec<_>>() })
}

/// The places of a text or a picture, and what is dragged onto them. Labels are numbered within their groups.
pub(crate) fn labels(question: &Value) -> Value {
    let on_a_picture = question["type"] == "ddimageortext";
    let gap = |(number, (place, group)): (usize, (&String, &Value))| {
        let right = label(group, &question["right"][place]);
        let mut gap = json!({ "id": place, "keys": [right], "group": group.to_string() });
        if on_a_picture {
            let (from, to) = (json!({ "x": 20 * number, "y": 0 }), json!({ "x": 20 * number + 19, "y": 19 }));
            gap["area"] = json!({ "shape": "rectangle", "from": from, "to": to });
        }
        gap
    };
    let gaps: Vec<_> = question["places"].as_object().unwrap().iter().enumerate().map(gap).collect();
    let uses = if question["unlimited"] == true { 0 } else { 1 };
    let labels = question["groups"].as_object().unwrap().iter().flat_map(|(group, choices)| {
        choices.as_object().unwrap().iter().map(move |(number, text)| {
            json!({ "id": format!("{group}-{number}"), "text": text, "uses": uses, "group": group })
        })
    });
    let labels: Vec<_> = labels.collect();
    if on_a_picture {
        let image = json!({ "source": "background", "width": 400, "height": 20, "text": "Background" });
        json!({ "type": "graphic_gap_match", "image": image, "gaps": gaps, "labels": labels })
    } else {
        json!({ "type": "gap_match", "gaps": gaps, "labels": labels })
    }
}

fn label(group: &Value, number: &Value) -> String {
    format!("{group}-{}", number.as_str().unwrap())
}

/// What was dragged onto the places; nothing, or the number 0, is nothing.
pub(crate) fn labelled(question: &Value, data: &Value) -> Response {
    let places = data.as_object().unwrap().iter().filter(|(place, _)| !place.starts_with('-'));
    let filled = places.filter(|(_, number)| !matches!(number.as_str(), None | Some("" | "0")));
    let gaps = filled.map(|(place, number)| (place, label(&question["places"][place], number)));
    match question["type"].as_str() {
        Some("ddimageortext") => Response::graphic_gap_match(gaps),
        _ => Response::gap_match(gaps),
    }
}

//! The files are what they should be: faultless, markable, complete.

use std::collections::{BTreeMap, BTreeSet};

use pediafor_grading::{GapKind, Interaction, Item, Pin, Points, Response, Spot, Verdict, mark};
use pediafor_kernel::{Timestamp, UserId};

use super::{
    data::{Chapter, Demo, End},
    respond::middle,
    script::{Action, Given, Script},
};

fn demo() -> Demo {
    Demo::read().unwrap()
}

fn items(demo: &Demo) -> impl Iterator<Item = (&Chapter, &Item)> {
    demo.chapters.iter().flat_map(|chapter| chapter.assessment.items().map(move |item| (chapter, item)))
}

fn now() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

fn nobody(_: &str) -> anyhow::Result<UserId> {
    Ok(UserId::from_uuid(Default::default()))
}

#[test]
fn no_item_gives_an_author_anything_to_look_at() {
    for (chapter, item) in items(&demo()) {
        assert_eq!(item.lint(), [], "{}: {}", chapter.name, item.id);
    }
}

#[test]
fn every_assessment_can_be_stored_and_published_when_the_story_says_so() {
    let demo = demo();
    for chapter in &demo.chapters {
        let mut next = 0_u128;
        let mut distinct = || {
            next += 1;
            format!("00000000-0000-7000-8000-{next:012x}").parse::<UserId>().unwrap()
        };
        let ids: BTreeMap<_, _> = demo.people.students.iter().map(|s| (s.email.as_str(), distinct())).collect();
        let content = chapter.assessment.content(now(), |email| Ok(ids[email])).unwrap();
        assert_eq!(content.faults(), [], "{}", chapter.name);
        if let Some(published) = chapter.story.published_hours {
            let at = now().plus_seconds(published.seconds());
            assert_eq!(content.publishing_faults(at), [], "{}", chapter.name);
            assert!((8..=16).contains(&content.item_count()), "{}: {} items", chapter.name, content.item_count());
            assert!((2..=3).contains(&content.sections.len()), "{}", chapter.name);
        }
    }
}

#[test]
fn every_type_of_question_is_there_and_marked_in_several_ways() {
    let demo = demo();
    let mut kinds = BTreeMap::<_, usize>::new();
    let mut rules = BTreeSet::new();
    for (_, item) in items(&demo) {
        *kinds.entry(item.interaction.kind()).or_default() += 1;
        rules.insert((item.interaction.kind(), item.interaction.rule()));
        match &item.interaction {
            Interaction::Numeric(question) => {
                rules.extend(question.keys.iter().map(|key| ("tolerance", key.tolerance.name())));
            }
            Interaction::Cloze(question) => rules.extend(question.gaps.iter().map(|gap| match gap.kind {
                GapKind::Text(_) => ("gap", "text"),
                GapKind::Numeric(_) => ("gap", "numeric"),
                GapKind::Dropdown(_) => ("gap", "dropdown"),
            })),
            _ => {}
        }
    }
    assert_eq!(kinds.len(), 19, "{kinds:?}");
    for (kind, least) in [
        ("choice", 2),
        ("multiple_choice", 4),
        ("true_false", 2),
        ("matching", 2),
        ("ordering", 3),
        ("short_text", 2),
        ("tolerance", 2),
        ("gap", 3),
    ] {
        let shown: Vec<_> = rules.iter().filter(|(of, _)| *of == kind).collect();
        assert!(shown.len() >= least, "{shown:?}");
    }
}

/// What the key itself would answer; nothing for what a person marks, or nobody.
fn from_key(interaction: &Interaction) -> Option<Response> {
    let best = |keys: &[pediafor_grading::TextKey]| keys[0].text.replace('*', "");
    Some(match interaction {
        Interaction::Choice(question) => Response::choice(&question.key),
        Interaction::MultipleChoice(question) => Response::multiple_choice(question.keys.clone()),
        Interaction::TrueFalse(question) => Response::true_false(question.key),
        Interaction::ShortText(question) => Response::short_text(best(&question.keys)),
        Interaction::Numeric(question) => Response::numeric(question.keys[0].value.to_string()),
        Interaction::Matching(question) => Response::Matching { pairs: question.pairs.clone() },
        Interaction::Ordering(question) => Response::ordering(question.entries.iter().map(|entry| &entry.id)),
        Interaction::Cloze(question) => Response::cloze(question.gaps.iter().map(|gap| {
            let text = match &gap.kind {
                GapKind::Text(question) => best(&question.keys),
                GapKind::Numeric(question) => question.keys[0].value.to_string(),
                GapKind::Dropdown(list) => list.key.clone(),
            };
            (&gap.id, text)
        })),
        Interaction::GapMatch(question) => {
            Response::gap_match(question.gaps.iter().map(|gap| (&gap.id, gap.keys[0].clone())))
        }
        Interaction::GraphicGapMatch(question) => {
            Response::graphic_gap_match(question.gaps.iter().map(|gap| (&gap.id, gap.keys[0].clone())))
        }
        Interaction::GraphicOrder(question) => Response::graphic_order(question.entries.iter().map(|entry| &entry.id)),
        Interaction::Hotspot(question) => Response::hotspot(question.keys.clone()),
        Interaction::HotText(question) => Response::hot_text(question.keys.clone()),
        Interaction::SelectPoint(question) => Response::select_point(question.areas.iter().map(|area| {
            let Spot { x, y } = middle(&area.area);
            Pin { x, y, label: area.label.clone() }
        })),
        Interaction::Composite(question) => {
            let part = |part: &pediafor_grading::Part| Some((part.id.clone(), from_key(&part.interaction)?));
            Response::composite(question.parts.iter().filter_map(part))
        }
        Interaction::Slider(question) => Response::slider(question.keys[0].value.clone()),
        Interaction::Formula(question) => Response::formula(&question.keys[0].expression),
        Interaction::Essay(_) | Interaction::FileUpload(_) | Interaction::Likert(_) => return None,
    })
}

#[test]
fn the_key_earns_the_maximum_and_what_a_person_marks_waits_for_one() {
    for (chapter, item) in items(&demo()) {
        let Some(response) = from_key(&item.interaction) else {
            let (response, verdict) = match &item.interaction {
                Interaction::Essay(_) => (Response::essay("Words."), Verdict::NeedsHuman),
                Interaction::Likert(question) => {
                    let rating = (&question.statements[0].id, &question.scale[0].id);
                    (Response::likert([rating]), Verdict::NotMarked)
                }
                _ => (Response::file_upload(["a"]), Verdict::NeedsHuman),
            };
            assert_eq!(mark(item, Some(&response)).verdict, verdict, "{}", item.id);
            continue;
        };
        item.to_paper().check(&response).unwrap();
        let outcome = mark(item, Some(&response));
        assert_eq!((outcome.points, outcome.verdict), (item.points, Verdict::Correct), "{}: {}", chapter.name, item.id);
    }
}

/// What a text earns when it is all that is typed: of the whole for an item, of its gap's share for a gap.
fn typed(item: &Item, gap: &str, text: &str) -> bool {
    let response = match &item.interaction {
        Interaction::ShortText(_) => Response::short_text(text),
        Interaction::Numeric(_) => Response::numeric(text),
        Interaction::Cloze(_) => Response::cloze([(gap, text)]),
        Interaction::Formula(_) => Response::formula(text),
        Interaction::Slider(_) => Response::slider(text.parse().unwrap()),
        Interaction::Composite(question) => {
            let part = question.parts.iter().find(|part| part.id == gap).unwrap();
            let response = match &part.interaction {
                Interaction::Numeric(_) => Response::numeric(text),
                _ => Response::short_text(text),
            };
            Response::composite([(gap, response)])
        }
        other => panic!("{} is a {} and takes no text", item.id, other.kind()),
    };
    let outcome = mark(item, Some(&response));
    let part = outcome.parts.iter().find(|part| part.part == gap).unwrap_or_else(|| panic!("{} has no {gap}", item.id));
    part.correct == Some(true)
}

#[test]
fn rights_are_right_and_slips_are_not() {
    for chapter in &demo().chapters {
        for (right, lists) in [(true, &chapter.answers.rights), (false, &chapter.answers.slips)] {
            for (place, texts) in lists {
                let (id, gap) = place.split_once('/').unwrap_or((place, ""));
                let item = chapter.assessment.items().find(|item| item.id == id);
                let item = item.unwrap_or_else(|| panic!("{} has no {id}", chapter.name));
                assert!(!texts.is_empty(), "{place}");
                for text in texts {
                    assert_eq!(typed(item, gap, text), right, "{place}: {text}");
                }
            }
        }
    }
}

#[test]
fn explanations_feedback_and_hints_teach() {
    for (chapter, item) in items(&demo()) {
        let by_hand =
            matches!(item.interaction, Interaction::Essay(_) | Interaction::FileUpload(_) | Interaction::Likert(_));
        assert!(!item.title.is_empty() && !item.tags.is_empty(), "{}", item.id);
        assert!(by_hand || !item.explanation.is_empty(), "{}: {}", chapter.name, item.id);
        assert!(by_hand || !(item.feedback.correct.is_empty() || item.feedback.incorrect.is_empty()), "{}", item.id);
        let options = match &item.interaction {
            Interaction::Choice(question) => question.options.as_slice(),
            Interaction::MultipleChoice(question) => question.options.as_slice(),
            Interaction::Essay(question) => {
                assert!(!question.marking_guide.is_empty(), "{}", item.id);
                &[]
            }
            Interaction::FileUpload(question) => {
                assert!(!question.marking_guide.is_empty(), "{}", item.id);
                &[]
            }
            _ => &[],
        };
        assert!(options.iter().all(|option| !option.explanation.is_empty()), "{}", item.id);
    }
}

#[test]
fn the_people_are_as_many_as_promised_with_one_password_and_addresses_of_the_demo() {
    let people = demo().people;
    assert_eq!((people.teachers.len(), people.students.len()), (2, 30));
    assert!(people.password.chars().count() >= pediafor_users::Password::MIN);
    let staff = people.teachers.iter().chain([&people.admin]).map(|member| &member.email);
    let emails: Vec<_> = staff.chain(people.students.iter().map(|student| &student.email)).collect();
    assert_eq!(emails.iter().collect::<BTreeSet<_>>().len(), 33);
    for email in emails {
        assert!(email.ends_with(super::data::DOMAIN), "{email}");
        assert_eq!(pediafor_users::Email::parse(email).unwrap().as_str(), email);
    }
}

#[test]
fn the_script_is_the_same_each_time_and_lies_in_the_past() {
    let demo = demo();
    let (one, other) = (Script::of(&demo).unwrap(), Script::of(&demo).unwrap());
    assert_eq!(one.steps, other.steps);
    assert!(one.steps.windows(2).all(|pair| pair[0].at <= pair[1].at));
    let accounts = demo.accounts_at.seconds();
    assert!(one.steps.iter().all(|step| (accounts + 3600..=0).contains(&step.at)));
}

#[test]
fn every_answer_of_the_script_is_one_to_its_item() {
    let demo = demo();
    let script = Script::of(&demo).unwrap();
    let mut essays = BTreeSet::new();
    for step in &script.steps {
        let Action::Save { sitting, pieces } = &step.action else { continue };
        let chapter = &demo.chapters[script.sittings[*sitting].chapter];
        for piece in pieces {
            let item = chapter.assessment.items().find(|item| item.id == piece.item).unwrap();
            match &piece.given {
                Given::Response(response) => item.to_paper().check(response).unwrap(),
                Given::File(file) => assert!(!file.bytes.is_empty()),
            }
            if let Given::Response(Response::Essay { text }) = &piece.given {
                assert!(essays.insert((piece.item.clone(), text.clone())), "two wrote the same: {text}");
            }
        }
    }
    assert!(essays.len() > 50, "{}", essays.len());
}

#[test]
fn able_students_earn_more_than_others_and_questions_differ_in_difficulty() {
    let demo = demo();
    let script = Script::of(&demo).unwrap();
    let mut shares = BTreeMap::<usize, Vec<(f64, f64)>>::new();
    for (number, sitting) in script.sittings.iter().enumerate() {
        let handed_in = script.steps.iter().any(|step| step.action == Action::HandIn { sitting: number });
        if !handed_in {
            continue;
        }
        let (mut earned, mut maximum) = (0, 0);
        for item in
            demo.chapters[sitting.chapter].assessment.items().filter(|item| from_key(&item.interaction).is_some())
        {
            let given = script.steps.iter().rev().find_map(|step| match &step.action {
                Action::Save { sitting, pieces } if *sitting == number => {
                    pieces.iter().rev().find(|piece| piece.item == item.id).map(|piece| &piece.given)
                }
                _ => None,
            });
            let response = given.and_then(|given| match given {
                Given::Response(response) => Some(response),
                Given::File(_) => None,
            });
            earned += mark(item, response).points.millionths();
            maximum += item.points.millionths();
        }
        shares.entry(sitting.chapter).or_default().push((sitting.student.ability, earned as f64 / maximum as f64));
    }
    for (chapter, mut pairs) in shares {
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = pairs.len() / 2;
        let mean = |pairs: &[(f64, f64)]| pairs.iter().map(|pair| pair.1).sum::<f64>() / pairs.len() as f64;
        let (weaker, stronger) = (mean(&pairs[..half]), mean(&pairs[half..]));
        assert!(stronger > weaker + 0.08, "{}: {weaker:.2} and {stronger:.2}", demo.chapters[chapter].name);
        assert!((0.3..0.95).contains(&weaker) && (0.5..1.0).contains(&stronger), "{weaker:.2} and {stronger:.2}");
    }
}

#[test]
fn every_way_to_end_a_sitting_and_to_mark_one_is_told() {
    let demo = demo();
    let ends: Vec<_> =
        demo.chapters.iter().flat_map(|chapter| &chapter.story.sittings).map(|group| group.end).collect();
    for end in [End::HandIn, End::GiveUp, End::RunOut, End::LeaveOpen] {
        assert!(ends.contains(&end), "{end:?}");
    }
    let script = Script::of(&demo).unwrap();
    let told = |wanted: fn(&Action) -> bool| script.steps.iter().any(|step| wanted(&step.action));
    assert!(told(|action| matches!(action, Action::Mark { reason: None, .. })));
    assert!(told(|action| matches!(action, Action::Mark { reason: Some(_), .. })));
    assert!(told(|action| matches!(action, Action::Feedback { .. })));
    assert!(told(|action| matches!(action, Action::Release { .. })));
    assert!(told(|action| matches!(action, Action::ReleaseAll { .. })));
    assert!(told(|action| matches!(action, Action::Close { .. })));
    for step in &script.steps {
        if let Action::Mark { mark, .. } = &step.action {
            assert!(mark.points >= Points::ZERO && !mark.comment.is_empty());
        }
    }
}

#[test]
fn nobody_works_longer_than_the_assessment_lasts() {
    let demo = demo();
    for chapter in &demo.chapters {
        let content = chapter.assessment.content(now(), nobody).unwrap();
        for group in chapter.story.sittings.iter() {
            if let Some(seconds) = content.sitting.duration_seconds {
                assert!(group.minutes[1] * 60 < seconds, "{}: {:?}", chapter.name, group.minutes);
            }
        }
    }
}

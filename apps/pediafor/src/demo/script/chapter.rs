use std::collections::{BTreeMap, HashMap};

use anyhow::anyhow;
use pediafor_grading::{Interaction, Item, Response};

use super::{Action, Given, Piece, Script, Sitting, Step};
use crate::demo::{
    chance::Chance,
    data::{Chapter, Demo, End, Group, Hours, Level, Override, Student},
    respond::respond,
    writing::HandMark,
};

/// In how many goes a student's answers reach the server.
const GOES: i64 = 3;
/// How much a student learns from one attempt to the next.
const LEARNED: f64 = 0.09;
/// How long a teacher takes for one piece of work, in seconds.
const MARKING_SECONDS: i64 = 240;
/// How long a teacher takes for a word on the whole, or to release one result, in seconds.
const ROUND_SECONDS: i64 = 90;

/// Adds the steps of one chapter, in the order of its story.
pub(super) fn write<'d>(demo: &'d Demo, number: usize, script: &mut Script<'d>) -> anyhow::Result<()> {
    let chapter = &demo.chapters[number];
    let story = &chapter.story;
    let mut writer = Writer { demo, chapter, number, script, newest: HashMap::new(), essays: HashMap::new() };
    writer.at(Some(story.created_hours), Action::Create { chapter: number });
    writer.at(story.published_hours, Action::Publish { chapter: number });
    for group in &story.sittings {
        writer.sit(group)?;
    }
    writer.mark()?;
    if let Some(round) = &story.feedback {
        writer.round(round.begin_hours, &round.students, |sitting| Action::Feedback { sitting })?;
    }
    if let Some(round) = &story.release {
        writer.round(round.begin_hours, &round.students, |sitting| Action::Release { sitting })?;
    }
    writer.at(story.release_all_hours, Action::ReleaseAll { chapter: number });
    writer.at(story.closed_hours, Action::Close { chapter: number });
    Ok(())
}

struct Writer<'s, 'd> {
    demo: &'d Demo,
    chapter: &'d Chapter,
    number: usize,
    script: &'s mut Script<'d>,
    /// The newest sitting of each student, by the student's key.
    newest: HashMap<&'d str, usize>,
    /// How many essays were written, by item and level.
    essays: HashMap<(&'d str, Level), usize>,
}

impl<'d> Writer<'_, 'd> {
    fn step(&mut self, at: i64, action: Action) {
        self.script.steps.push(Step { at, action });
    }

    fn at(&mut self, hours: Option<Hours>, action: Action) {
        if let Some(hours) = hours {
            self.step(hours.seconds(), action);
        }
    }

    /// The chance of one thing that is drawn in this chapter.
    fn chance(&self, student: &Student, number: u32, what: &str) -> Chance {
        Chance::of(&format!("{}/{}/{number}/{what}", self.chapter.name, student.key()))
    }

    fn sit(&mut self, group: &'d Group) -> anyhow::Result<()> {
        for (place, key) in group.students.iter().enumerate() {
            let student = self.demo.people.student(key)?;
            let number = self.newest.get(student.key()).map_or(0, |sitting| self.script.sittings[*sitting].number) + 1;
            let begin = group.begin_hours.seconds() + i64::try_from(place)? * i64::from(group.apart_minutes) * 60;
            let [least, most] = group.minutes.map(f64::from);
            let minutes = self.chance(student, number, "minutes").between(least, most);
            let (sitting, seconds) = (self.script.sittings.len(), (minutes * 60.0).round() as i64);
            self.step(begin, Action::Start { sitting });
            let works = self.work(sitting, student, number, group.answered, begin, seconds);
            let end = begin + seconds;
            match group.end {
                End::HandIn => self.step(end, Action::HandIn { sitting }),
                End::GiveUp => self.step(end, Action::GiveUp { sitting }),
                End::LeaveOpen => {}
                End::RunOut => {
                    let rules = &self.chapter.assessment.sitting;
                    let seconds = rules.duration_seconds.ok_or_else(|| anyhow!("there is no time to run out"))?;
                    self.step(begin + i64::from(seconds) + i64::from(rules.grace_seconds) + 1, Action::Sweep);
                }
            }
            self.script.sittings.push(Sitting { chapter: self.number, student, number, works });
            self.newest.insert(student.key(), sitting);
        }
        Ok(())
    }

    /// Adds the saves of one sitting. Says how good what is marked by hand turns out.
    fn work(
        &mut self,
        sitting: usize,
        student: &'d Student,
        number: u32,
        answered: f64,
        begin: i64,
        seconds: i64,
    ) -> BTreeMap<&'d str, Level> {
        let items: Vec<&'d Item> = self.chapter.assessment.items().collect();
        let reached = (items.len() as f64 * answered).ceil() as usize;
        let ability = (student.ability + LEARNED * f64::from(number - 1)).min(0.97);
        let mut works = BTreeMap::new();
        let mut pieces = Vec::new();
        for item in items.into_iter().take(reached) {
            let mut chance = self.chance(student, number, &item.id);
            let known = self.chapter.story.given.get(student.key()).and_then(|given| given.get(&item.id));
            let given = match known {
                Some(response) => Some(Given::Response(response.clone())),
                None => self.give(item, ability, &mut works, &mut chance),
            };
            pieces.extend(given.map(|given| Piece { item: item.id.clone(), seq: 1, given }));
        }
        self.think_again(student, number, &mut pieces);
        let per_go = pieces.len().div_ceil(GOES as usize).max(1);
        for (go, pieces) in (1..).zip(pieces.chunks(per_go)) {
            self.step(begin + seconds * go / (GOES + 1), Action::Save { sitting, pieces: pieces.to_vec() });
        }
        works
    }

    fn give(
        &mut self,
        item: &'d Item,
        ability: f64,
        works: &mut BTreeMap<&'d str, Level>,
        chance: &mut Chance,
    ) -> Option<Given> {
        let answers = &self.chapter.answers;
        match &item.interaction {
            Interaction::Essay(_) => {
                let level = Level::drawn(ability, chance);
                let number = self.essays.entry((&item.id, level)).or_default();
                let text = answers.essays.get(&item.id)?.essay(level, *number);
                *number += 1;
                works.insert(&item.id, level);
                Some(Given::Response(Response::essay(text)))
            }
            Interaction::FileUpload(question) => {
                let level = Level::drawn(ability, chance);
                let file = answers.files.get(&item.id)?.file(&question.media_types, level, chance);
                works.insert(&item.id, level);
                Some(Given::File(file))
            }
            _ => respond(item, answers, ability, chance).map(Given::Response),
        }
    }

    /// Half of the students had something else at first, and changed it at the end.
    fn think_again(&self, student: &Student, number: u32, pieces: &mut Vec<Piece>) {
        let mut chance = self.chance(student, number, "second thoughts");
        let Some(first) = pieces.first().filter(|_| chance.happens(0.5)).cloned() else { return };
        let item = self.chapter.assessment.items().find(|item| item.id == first.item);
        let before = item.and_then(|item| respond(item, &self.chapter.answers, 0.0, &mut chance)).map(Given::Response);
        if let Some(before) = before.filter(|before| *before != first.given) {
            pieces[0].given = before;
            pieces.push(Piece { seq: 2, ..first });
        }
    }

    fn mark(&mut self) -> anyhow::Result<()> {
        let story = &self.chapter.story;
        for session in &story.marking {
            let mut at = session.begin_hours.seconds();
            for key in &session.students {
                let sitting = self.newest(key)?;
                for (item, mark) in self.marks(sitting, session.items.as_deref()) {
                    self.step(at, Action::Mark { sitting, item, mark, reason: None });
                    at += MARKING_SECONDS;
                }
            }
        }
        for Override { student, item, hours, points, reason, comment } in &story.overrides {
            let sitting = self.newest(student)?;
            let mark = HandMark { points: *points, comment: comment.clone() };
            let action = Action::Mark { sitting, item: item.clone(), mark, reason: Some(reason.clone()) };
            self.step(hours.seconds(), action);
        }
        Ok(())
    }

    /// What a teacher gives to the works of a sitting, or to those that `only` names.
    fn marks(&self, sitting: usize, only: Option<&[String]>) -> Vec<(String, HandMark)> {
        let Sitting { student, number, works, .. } = &self.script.sittings[sitting];
        let answers = &self.chapter.answers;
        let wanted = self.chapter.assessment.items().filter(|item| only.is_none_or(|only| only.contains(&item.id)));
        let marks = wanted.filter_map(|item| {
            let level = *works.get(item.id.as_str())?;
            let mut chance = self.chance(student, *number, &format!("{}/mark", item.id));
            let mark = match (answers.essays.get(&item.id), answers.files.get(&item.id)) {
                (Some(essays), _) => essays.mark(item, level, &mut chance),
                (None, files) => files?.mark(item, level, &mut chance),
            };
            Some((item.id.clone(), mark))
        });
        marks.collect()
    }

    fn round(&mut self, begin: Hours, students: &[String], action: impl Fn(usize) -> Action) -> anyhow::Result<()> {
        for (place, key) in students.iter().enumerate() {
            let sitting = self.newest(key)?;
            self.step(begin.seconds() + i64::try_from(place)? * ROUND_SECONDS, action(sitting));
        }
        Ok(())
    }

    fn newest(&self, student: &str) -> anyhow::Result<usize> {
        self.newest.get(student).copied().ok_or_else(|| anyhow!("{student} has not sat it"))
    }
}

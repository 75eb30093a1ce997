//! The demo's files, as they stand in `apps/pediafor/demo`.
//!
//! - `people.json`: the accounts, and how able each student is.
//! - `assessments/*.json`: what is asked, as authors write it.
//! - `answers/*.json`: what students get wrong, what they write, and what teachers say to it.
//! - `story.json`: who did what when.
//!
//! Instants are hours before (below zero) or after the moment the demo is made.

use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use pediafor_assessments::{Content, Section};
use pediafor_grading::{Item, Response};
use pediafor_kernel::{
    Timestamp, UserId,
    events::{Audience, MarkingRules, SittingRules},
};
use serde::{Deserialize, de::DeserializeOwned};

const PEOPLE: &str = include_str!("../../demo/people.json");
const STORY: &str = include_str!("../../demo/story.json");

/// What every address of the demo ends with.
pub(crate) const DOMAIN: &str = "@demo.pediafor.example";

/// Name, assessment, answers.
const FILES: [(&str, &str, Option<&str>); 6] = [
    (
        "biology",
        include_str!("../../demo/assessments/biology.json"),
        Some(include_str!("../../demo/answers/biology.json")),
    ),
    ("chemistry", include_str!("../../demo/assessments/chemistry.json"), None),
    ("geography", include_str!("../../demo/assessments/geography.json"), None),
    (
        "history",
        include_str!("../../demo/assessments/history.json"),
        Some(include_str!("../../demo/answers/history.json")),
    ),
    (
        "languages",
        include_str!("../../demo/assessments/languages.json"),
        Some(include_str!("../../demo/answers/languages.json")),
    ),
    (
        "mathematics",
        include_str!("../../demo/assessments/mathematics.json"),
        Some(include_str!("../../demo/answers/mathematics.json")),
    ),
];

/// Everything that the files say.
#[derive(Debug)]
pub(crate) struct Demo {
    pub(crate) people: People,
    /// In the order of the story.
    pub(crate) chapters: Vec<Chapter>,
    /// When the accounts are made.
    pub(crate) accounts_at: Hours,
}

/// One assessment with everything that happened to it.
#[derive(Debug)]
pub(crate) struct Chapter {
    pub(crate) name: String,
    pub(crate) assessment: Authored,
    pub(crate) answers: Answers,
    pub(crate) story: Told,
}

impl Demo {
    /// Reads the files.
    pub(crate) fn read() -> anyhow::Result<Self> {
        let people: People = parse("people.json", PEOPLE)?;
        let story: Story = parse("story.json", STORY)?;
        let chapters = story.chapters.into_iter().map(|story| {
            let name = story.assessment.clone();
            let file = FILES.iter().find(|(known, ..)| *known == name);
            let (_, assessment, answers) =
                file.ok_or_else(|| anyhow!("the story tells of {name}, which has no file"))?;
            let answers = answers.map_or(Ok(Answers::default()), |answers| parse(&name, answers))?;
            Ok(Chapter { assessment: parse(&name, assessment)?, answers, story, name })
        });
        Ok(Self { chapters: chapters.collect::<anyhow::Result<_>>()?, people, accounts_at: story.accounts_hours })
    }
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).with_context(|| format!("the demo's {name} can't be read"))
}

/// Hours before or after the moment the demo is made.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize)]
pub(crate) struct Hours(f64);

impl Hours {
    pub(crate) fn seconds(self) -> i64 {
        (self.0 * 3600.0).round() as i64
    }

    /// That many hours from `anchor`, at the full hour before: windows open and close on the hour.
    fn on_the_hour(self, anchor: Timestamp) -> Timestamp {
        const HOUR: i64 = 3_600_000_000;
        let at = anchor.plus_seconds(self.seconds());
        Timestamp::from_micros(at.micros() - at.micros().rem_euclid(HOUR)).unwrap_or(at)
    }
}

/// The accounts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    /// Of every account.
    pub(crate) password: String,
    pub(crate) admin: Member,
    pub(crate) teachers: Vec<Member>,
    pub(crate) students: Vec<Student>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    pub(crate) email: String,
    pub(crate) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Student {
    pub(crate) email: String,
    pub(crate) name: String,
    /// From 0, knows nothing, to 1, knows everything.
    pub(crate) ability: f64,
}

impl Student {
    /// What the story calls them: their address without what all addresses end with.
    pub(crate) fn key(&self) -> &str {
        self.email.strip_suffix(DOMAIN).unwrap_or(&self.email)
    }

    pub(crate) fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }
}

impl People {
    pub(crate) fn student(&self, key: &str) -> anyhow::Result<&Student> {
        let known = self.students.iter().find(|student| student.key() == key);
        known.ok_or_else(|| anyhow!("the demo has no student {key}"))
    }
}

/// An assessment as its author wrote it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Authored {
    pub(crate) title: String,
    pub(crate) subject: String,
    /// The author's address.
    pub(crate) author: String,
    description: String,
    instructions: String,
    opens_in_hours: Option<Hours>,
    closes_in_hours: Option<Hours>,
    pub(crate) sitting: SittingRules,
    /// Addresses of those who may sit it; `None`: everybody.
    audience: Option<Vec<String>>,
    pub(crate) marking: MarkingRules,
    sections: Vec<Section>,
}

impl Authored {
    /// As the assessments service takes it, with `anchor` for the moment the demo is made.
    pub(crate) fn content(
        &self,
        anchor: Timestamp,
        user: impl Fn(&str) -> anyhow::Result<UserId>,
    ) -> anyhow::Result<Content> {
        let audience = match &self.audience {
            None => Audience::AllStudents,
            Some(emails) => {
                let students = emails.iter().map(|email| user(email)).collect::<anyhow::Result<_>>()?;
                Audience::Students { students }
            }
        };
        Ok(Content {
            title: self.title.clone(),
            subject: self.subject.clone(),
            description: self.description.clone(),
            instructions: self.instructions.clone(),
            sections: self.sections.clone(),
            sitting: SittingRules {
                opens_at: self.opens_in_hours.map(|hours| hours.on_the_hour(anchor)),
                closes_at: self.closes_in_hours.map(|hours| hours.on_the_hour(anchor)),
                audience,
                ..self.sitting.clone()
            },
            marking: self.marking.clone(),
        })
    }

    /// The items in their order.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }
}

/// What students answer, by item id; a gap's is `item/gap`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Answers {
    /// How a right answer is typed, where it is not typed as the key.
    pub(crate) rights: BTreeMap<String, Vec<String>>,
    /// How a wrong answer is typed.
    pub(crate) slips: BTreeMap<String, Vec<String>>,
    pub(crate) essays: BTreeMap<String, EssayParts>,
    pub(crate) files: BTreeMap<String, FileParts>,
    /// What is said to the whole; `{name}` is the student's first name.
    pub(crate) overall: Option<ByLevel<Vec<String>>>,
}

/// How good a piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Level {
    Weak,
    Middling,
    Strong,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByLevel<T> {
    weak: T,
    middling: T,
    strong: T,
}

impl<T> ByLevel<T> {
    pub(crate) fn of(&self, level: Level) -> &T {
        match level {
            Level::Weak => &self.weak,
            Level::Middling => &self.middling,
            Level::Strong => &self.strong,
        }
    }
}

/// What essays on one item are put together from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EssayParts {
    /// How many of the middles one essay has.
    pub(crate) paragraphs: usize,
    pub(crate) levels: ByLevel<EssayLevel>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EssayLevel {
    /// Which shares of the points such an essay earns, least and most.
    pub(crate) share: [f64; 2],
    pub(crate) beginnings: Vec<String>,
    pub(crate) middles: Vec<String>,
    pub(crate) ends: Vec<String>,
    /// What the marker says to it.
    pub(crate) comments: Vec<String>,
}

/// What uploaded files are made from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileParts {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
    pub(crate) comments: ByLevel<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    accounts_hours: Hours,
    chapters: Vec<Told>,
}

/// What happened to one assessment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    assessment: String,
    /// In a few words, for the banner.
    pub(crate) stands: String,
    pub(crate) created_hours: Hours,
    pub(crate) published_hours: Option<Hours>,
    #[serde(default)]
    pub(crate) sittings: Vec<Group>,
    /// Answers that somebody gave for certain, by student and item.
    #[serde(default)]
    pub(crate) given: BTreeMap<String, BTreeMap<String, Response>>,
    #[serde(default)]
    pub(crate) marking: Vec<MarkingSession>,
    #[serde(default)]
    pub(crate) overrides: Vec<Override>,
    pub(crate) feedback: Option<Round>,
    pub(crate) release: Option<Round>,
    pub(crate) release_all_hours: Option<Hours>,
    pub(crate) closed_hours: Option<Hours>,
}

/// Students who sit an assessment one after the other, or nearly at the same time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) students: Vec<String>,
    /// When the first of them begins.
    pub(crate) begin_hours: Hours,
    /// How much later each next one does.
    pub(crate) apart_minutes: u32,
    /// How long they work, least and most.
    pub(crate) minutes: [u32; 2],
    pub(crate) end: End,
    /// The share of the questions they get to.
    #[serde(default = "all")]
    pub(crate) answered: f64,
}

fn all() -> f64 {
    1.0
}

/// How a sitting ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum End {
    HandIn,
    GiveUp,
    /// The deadline passes.
    RunOut,
    /// They are still at it.
    LeaveOpen,
}

/// A teacher marks by hand what waits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkingSession {
    pub(crate) students: Vec<String>,
    pub(crate) begin_hours: Hours,
    /// Only these items; `None`: all that are marked by hand.
    pub(crate) items: Option<Vec<String>>,
}

/// A teacher changes an automatic mark.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Override {
    pub(crate) student: String,
    pub(crate) item: String,
    pub(crate) hours: Hours,
    pub(crate) points: pediafor_grading::Points,
    pub(crate) reason: String,
    pub(crate) comment: String,
}

/// Something a teacher does for these students, one after the other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Round {
    pub(crate) begin_hours: Hours,
    pub(crate) students: Vec<String>,
}

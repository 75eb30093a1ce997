//! Looking at everything there is to look at.

use pediafor_tests::{
    Answer, Client,
    operations::Operation,
    world::{Sitting, World},
};

/// What a student may know the ids of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    pub(crate) assessment: String,
    pub(crate) submission: Option<String>,
    pub(crate) file: Option<String>,
}

impl Known {
    pub(crate) fn of(sitting: &Sitting, file: &str) -> Self {
        Self {
            assessment: sitting.assessment.clone(),
            submission: Some(sitting.submission.clone()),
            file: Some(file.to_owned()),
        }
    }

    /// What stands for a placeholder of `path`; nothing, while there is no such thing.
    fn id(&self, world: &World, path: &str, name: &str) -> Option<String> {
        match name {
            "assessment_id" => Some(self.assessment.clone()),
            "submission_id" => self.submission.clone(),
            "user_id" => Some(world.student.id().to_owned()),
            "teacher_id" => Some(world.owner.id().to_owned()),
            "number" => Some("1".to_owned()),
            "item" | "item_id" => Some("capital".to_owned()),
            "id" => match path.split('/').nth(2)? {
                "assessments" => Some(self.assessment.clone()),
                "submissions" => self.submission.clone(),
                "files" => self.file.clone(),
                "users" => Some(world.student.id().to_owned()),
                other => panic!("say what stands for {{id}} of {other}"),
            },
            other => panic!("say what stands for {{{other}}} of {path}"),
        }
    }
}

/// Everything that can be read by anybody, read by `client`: every `GET` of the API's document.
pub(crate) async fn at_everything(world: &World, client: &Client, known: &Known) -> Vec<Answer> {
    let mut answers = Vec::new();
    for operation in Operation::all().into_iter().filter(Operation::is_safe) {
        let mut path = operation.path.clone();
        let names = operation.parameters.iter().filter(|parameter| parameter.place == "path");
        let ids: Option<Vec<_>> =
            names.map(|it| Some((format!("{{{}}}", it.name), known.id(world, &operation.path, &it.name)?))).collect();
        let Some(ids) = ids else { continue };
        for (placeholder, id) in ids {
            path = path.replace(&placeholder, &id);
        }
        answers.push(client.get(&path).await);
    }
    answers
}

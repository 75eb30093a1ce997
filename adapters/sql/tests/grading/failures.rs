use super::*;

fn failure(world: &World, grade: &Grade) -> MarkingFailure {
    let (submission, assessment) = (grade.record().submission, grade.record().assessment);
    let reason = format!("nobody could take it, not even {}", world.owner);
    MarkingFailure { submission, assessment, reason, failed_at: nine() }
}

async fn give_up(world: &World, failure: &MarkingFailure) -> bool {
    world.grades.give_up(failure, &Changes::events(vec![failure.event(&*world.ids)])).await.unwrap()
}

#[tokio::test]
async fn a_marking_is_given_up_once_and_a_grade_makes_it_history() {
    on_every_store(async |world| {
        let grade = world.marked(&world.sample, world.student, nine(), responses());
        let submission = grade.record().submission;
        assert_eq!(world.grades.failure(submission).await.unwrap(), None);
        let failure = failure(&world, &grade);
        assert!(give_up(&world, &failure).await);
        let later = MarkingFailure { reason: "again".into(), failed_at: nine().plus_seconds(9), ..failure.clone() };
        assert!(!give_up(&world, &later).await);
        assert_eq!(world.grades.failure(submission).await.unwrap(), Some(failure.clone()));
        assert_eq!(world.raised().await, [GradingFailed::TYPE]);

        world.save(&grade).await;
        assert_eq!(world.grades.failure(submission).await.unwrap(), None);
        let raised = world.raised().await;
        assert!(!give_up(&world, &failure).await);
        assert_eq!(world.raised().await, raised, "nothing more was told");
    })
    .await;
}

#[tokio::test]
async fn many_who_give_up_at_once_tell_it_once() {
    on_every_store(async |world| {
        let grade = world.marked(&world.sample, world.student, nine(), responses());
        let failure = failure(&world, &grade);
        let all = join_all((0..10).map(|_| give_up(&world, &failure))).await;
        assert_eq!(all.into_iter().filter(|kept| *kept).count(), 1);
        assert_eq!(world.raised().await, [GradingFailed::TYPE]);
    })
    .await;
}

//! The test of the test: bugs are planted in the world around the rules, and the seeds find every one of them.

use crate::failure::Planted;
use crate::{events, play, told};

const DAYS: i64 = 30;

/// The first of these many seeds that finds it must find it by one of these laws.
fn found(bug: Planted, within: u64, laws: &[&str]) {
    for seed in 1..=within {
        if let Err(failure) = play(seed, &events(seed, DAYS), DAYS, Some(bug)) {
            let story = || told(seed, DAYS, Some(bug), &failure);
            assert!(laws.contains(&failure.law), "{bug:?} was found by another law: {}", story());
            println!("{bug:?} is found by seed {seed}: {failure}");
            return;
        }
    }
    panic!("{within} seeds do not find {bug:?}");
}

macro_rules! planted {
    ($($name:ident: $bug:ident within $within:literal by $($law:literal)+;)+) => {
        $(#[test]
        fn $name() {
            found(Planted::$bug, $within, &[$($law),+]);
        })+
    };
}

planted! {
    a_lost_run_that_is_written_is_found: RunEpochNotCompared within 500 by "INV22" "INV7";
    a_late_word_that_is_believed_is_found: EffectEpochNotCompared within 500 by "INV22";
    a_goal_not_heard_in_a_wait_is_found: GoalNotHeardInWaits within 500 by "INV17" "INV10";
    a_guard_not_asked_is_found: GuardNotAsked within 500 by "INV10";
    a_second_once_is_found: OnceNotKept within 500 by "INV4";
    two_active_runs_are_found: ActiveNotKept within 500 by "INV4";
    a_cap_not_counted_is_found: CapNotCounted within 500 by "INV20";
    a_timeout_before_an_earlier_fact_is_found: TimeBeforeFact within 2000 by "INV17" "INV10";
    a_suppression_not_asked_is_found: SuppressionNotAsked within 500 by "INV11";
    an_uncertain_message_sent_again_is_found: UncertainSentAgain within 500 by "INV9";
    a_clock_without_summer_time_is_found: NoSummerTime within 500 by "INV18";
    a_number_left_out_is_found: NumberSkipped within 500 by "INV6";
    a_command_with_old_eyes_is_found: SeenNotCompared within 2000 by "INV5";
    a_message_after_the_end_is_found: EndedNotAsked within 2000 by "INV10";
    a_command_without_its_step_is_found: DoneBeforeWritten within 500 by "INV7" "INV8";
    a_past_not_replayed_is_found: PastNotReplayed within 2000 by "INV17";
    a_promise_that_is_forgotten_is_found: PromiseForgotten within 500 by "INV28";
    a_run_nobody_looks_at_is_found: NoDeadlineForEffect within 500 by "INV14";
    a_fact_not_kept_for_later_is_found: FactNotKept within 500 by "reference";
    a_no_that_is_a_yes_is_found: NoTakenForYes within 500 by "reference";
    a_command_in_other_words_is_found: OtherWords within 500 by "reference";
}

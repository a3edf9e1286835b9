//! The browser bed proves itself: a faultless page passes, and each planted fault is found and named.

use stories::bed::browser;

fn planted(fault: &str) -> String {
    browser::try_run("bed_planted.mjs", "", &[("PLANTED", fault)]).unwrap_err()
}

#[test]
fn a_page_without_a_fault_passes_and_is_photographed_four_times() {
    let shots = tempfile::tempdir().unwrap();
    browser::run("bed_accessible.mjs", "", &[("STORIES_SHOTS", shots.path().to_str().unwrap())]);
    let mut names: Vec<_> = shots.path().read_dir().unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(
        names,
        ["bed.desk.dark.png", "bed.desk.light.png", "bed.phone.dark.png", "bed.phone.light.png"]
    );
}

#[test]
fn a_picture_without_words_is_found_and_named() {
    let message = planted("image-alt");
    assert!(message.contains("image-alt (critical)") && message.contains("<img src="), "{message}");
}

#[test]
fn an_error_the_page_throws_fails_the_story() {
    let message = planted("uncaught");
    assert!(message.contains("uncaught in the page: uncaught on purpose"), "{message}");
}

#[test]
fn a_page_wider_than_a_phone_fails_the_story() {
    let message = planted("wide");
    assert!(message.contains("px wide on a screen of 390 px"), "{message}");
}

//! What a reader of a report must know, in words.

/// What a rehearsal takes for granted.
pub const ASSUMED: [&str; 9] = [
    "Every record is seen as it was at that moment, from the journal; names and addresses as they are today.",
    "What a step does is taken to succeed at once, and changes no record; people answer no question it asks.",
    "Messages leave by the quiet hours and the daily limit as they are set today, beside what really left.",
    "What customers did is what they really did: nobody knows what they would have done with other messages.",
    "A day on a record or a round of a schedule starts what stood open then, as far as the facts about it tell.",
    "Runs that others of its group really had keep it out, make it wait or end it; none of theirs is changed by it.",
    "Of how many may begin in an hour the first count, as all would begin; whoever could come in their place is not.",
    "Nobody is kept out by the pause where far more come at once than are expected.",
    "A run that began before these days is not there; one that is not over at their end counts as under way.",
];

/// What trying takes for granted.
pub const TRIED: [&str; 3] = [
    "Nothing further happens but what you have added; the records stay as they are now.",
    "What a step does is taken to succeed at once.",
    "Messages read as they would today.",
];

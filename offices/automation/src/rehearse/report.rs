//! What a reader of a report must know, in words.

/// What a rehearsal takes for granted.
pub const ASSUMED: [&str; 8] = [
    "Every record is seen as it was at that moment, from the journal; names and addresses as they are today.",
    "What a step does is taken to succeed at once, and changes no record; people answer no question it asks.",
    "Messages leave by the quiet hours and the daily limit as they are set today, beside what really left.",
    "What customers did is what they really did: nobody knows what they would have done with other messages.",
    "A day on a record or a round of a schedule starts what stood open then, as far as the facts about it tell.",
    "Nobody waits for their turn in a group: what other automations of it did in these days is not looked at.",
    "Nobody is kept out by how many runs may begin in an hour, nor by the pause where too many come at once.",
    "A run that began before these days is not there; one that is not over at their end counts as under way.",
];

/// What trying takes for granted.
pub const TRIED: [&str; 3] = [
    "Nothing further happens but what you have added; the records stay as they are now.",
    "What a step does is taken to succeed at once.",
    "Messages read as they would today.",
];

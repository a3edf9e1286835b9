//! Lists within a statement.

use kernel::Value;

/// Puts these behind the values of a statement, and names their places for `in (…)`. Nothing is in an empty list.
///
/// There are as many places as the next power of two, the last value again and again: PostgreSQL keeps a plan for each
/// length of a list it ever met.
pub fn places<'v>(values: &mut Vec<Value<'v>>, these: impl IntoIterator<Item = Value<'v>>) -> String {
    let before = values.len();
    values.extend(these);
    let Some(last) = values[before..].last().cloned() else { return "null".to_owned() };
    let most = (values.len() - before).next_power_of_two();
    values.resize(before + most, last);
    (before + 1..=values.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_few_lengths() {
        let mut values = vec![Value::from(7_i64)];
        assert_eq!(places(&mut values, [1_i64, 2, 3].map(Value::from)), "$2, $3, $4, $5");
        assert_eq!(values.len(), 5);
        assert_eq!(places(&mut values, []), "null");
        assert_eq!(places(&mut values, [Value::from(1_i64)]), "$6");
    }
}

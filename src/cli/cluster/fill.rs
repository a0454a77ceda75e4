//! Filling the places of a template: `@sh:name@` as words of a shell, `@json:name@` as JSON (which Python and YAML read too), `@name@`
//! as it is.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cli::input::quote;

/// The template with every place filled whose name is known; an unknown one stays, for a test to find.
pub(super) fn fill(template: &str, values: &BTreeMap<&str, Value>) -> String {
    let mut text = String::new();
    let mut rest = template;
    // a filled value is never looked at again: a file may be called @sh:out@
    while let Some((before, after)) = rest.split_once('@') {
        text.push_str(before);
        match after.split_once('@').and_then(|(place, behind)| Some((written(place, values)?, behind))) {
            Some((value, behind)) => {
                text.push_str(&value);
                rest = behind;
            }
            None => {
                text.push('@');
                rest = after;
            }
        }
    }
    text + rest
}

fn written(place: &str, values: &BTreeMap<&str, Value>) -> Option<String> {
    let (form, name) = place.split_once(':').unwrap_or(("", place));
    let value = values.get(name)?;
    match form {
        "json" => Some(value.to_string()),
        "sh" => Some(words(value).iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")),
        "" => Some(words(value).join(" ")),
        _ => None,
    }
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_are_filled_in_the_words_of_each_language() {
        let values = BTreeMap::from([("n", json!(64)), ("words", json!(["a b", "it's", "@n@"]))]);
        assert_eq!(fill("x=(@sh:words@) n=@sh:n@", &values), r"x=('a b' 'it'\''s' @n@) n=64");
        assert_eq!(fill("X = @json:words@; N = @json:n@", &values), r#"X = ["a b","it's","@n@"]; N = 64"#);
        assert_eq!(fill("@ray.remote(n=@n@) me@home, \"$@\", @sh:none@", &values), "@ray.remote(n=64) me@home, \"$@\", @sh:none@");
    }
}

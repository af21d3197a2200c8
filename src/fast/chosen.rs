//! Which styles of the gallery are chosen, and how they are used.

use serde::{Deserialize, Serialize};

use crate::fast::Recipe;

/// What a person chose for pictures in fast styles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FastSettings {
    /// The name of the style.
    pub style: Option<String>,
    /// The name of the style that is blended with it.
    pub second: Option<String>,
    /// How they are used.
    pub recipe: Recipe,
}

impl FastSettings {
    /// The same in another style, without a second one if that was the same.
    pub fn in_style(&self, name: &str) -> Self {
        let second = self.second.clone().filter(|second| second != name);
        Self { style: Some(name.to_owned()), second, ..*self }
    }

    /// The same blended with another style, or not any more if that was blended; a first style is needed for that.
    pub fn blended_with(&self, name: &str) -> Self {
        if self.style.is_none() || self.style.as_deref() == Some(name) {
            return self.in_style(name);
        }
        let is_second = self.second.as_deref() == Some(name);
        Self { second: (!is_second).then(|| name.to_owned()), ..self.clone() }
    }

    /// The names of the styles.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.style.iter().chain(&self.second).map(String::as_str)
    }

    /// The name of what they paint together.
    pub fn title(&self) -> String {
        self.names().collect::<Vec<_>>().join(" and ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_blended_with_another_one() {
        let none = FastSettings::default();
        let one = none.blended_with("a");
        assert_eq!((one.style.as_deref(), one.second.as_deref()), (Some("a"), None), "the first one is the style");
        let two = one.blended_with("b");
        assert_eq!(two.title(), "a and b");
        assert_eq!(two.blended_with("b"), one);
        assert_eq!(two.in_style("c").title(), "c and b");
        assert_eq!(two.in_style("b").title(), "b");
    }
}

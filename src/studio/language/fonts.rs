//! The fonts for Japanese and Chinese. They are read when a character is first drawn that the program's own font does
//! not have: in these languages, and for people's own names of files in all others.

use std::sync::Arc;

use ab_glyph::{Font, FontRef};
use egui::epaint::text::{FallbackRequest, FontInsert, FontPriority, FontProvider, InsertFontFamily};
use egui::{Context, FontData};

use crate::picture::{CHINESE, JAPANESE};
use crate::studio::language::Language;

/// Lets a window find the fonts, first that of its language: both draw the same characters in different ways.
pub fn install(window: &Context, language: Language) {
    let fonts = if language == Language::Chinese { [CHINESE, JAPANESE] } else { [JAPANESE, CHINESE] };
    window.set_font_providers(fonts.into_iter().filter_map(|(name, data)| provider(name, data)).collect());
}

fn provider(name: &'static str, data: &'static [u8]) -> Option<Arc<dyn FontProvider>> {
    let font = FontRef::try_from_slice(data).ok()?;
    Some(Arc::new(move |request: &FallbackRequest<'_>| {
        let first = request.cluster.chars().next()?;
        if font.glyph_id(first).0 == 0 {
            return None;
        }
        let family = InsertFontFamily { family: request.family.clone(), priority: FontPriority::Lowest };
        Some(FontInsert::new(name, FontData::from_static(data), vec![family]))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_have_the_characters_of_their_languages() {
        for ((name, data), text) in
            [(JAPANESE, "絵画を描くスタイル・「ヴァン」ー。"), (CHINESE, "绘画风格、“撤销”，。")]
        {
            let font = FontRef::try_from_slice(data).unwrap();
            for letter in text.chars() {
                assert_ne!(font.glyph_id(letter).0, 0, "{letter} in {name}");
            }
        }
    }
}

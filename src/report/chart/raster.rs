//! From SVG to PNG, with the shipped font and no other.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::style::FONT;
use super::{ChartError, Figure};

/// Physical pixels per logical pixel.
const SCALE: f32 = 2.0;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../../assets/fonts/Inter-Regular.otf").to_vec());
    fonts.load_font_data(include_bytes!("../../../assets/fonts/Inter-SemiBold.otf").to_vec());
    Arc::new(fonts)
});

/// The picture as PNG, at twice its logical size.
///
/// # Errors
/// [`ChartError::Raster`] if the SVG cannot be read or the image cannot be allocated.
pub fn rasterise(figure: &Figure) -> Result<Vec<u8>, ChartError> {
    let failed = |reason: String| ChartError::Raster { figure: figure.name, reason };
    let options = Options { font_family: FONT.into(), fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(&figure.svg, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size();
    let (width, height) = ((size.width() * SCALE).round() as u32, (size.height() * SCALE).round() as u32);
    let mut image = Pixmap::new(width, height).ok_or_else(|| failed(format!("no image of {width} × {height} pixels")))?;
    image.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut image.as_mut());
    image.encode_png().map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_of_the_font_are_found_under_its_name() {
        let weights: Vec<u16> = FONTS.faces().filter(|f| f.families.iter().any(|(name, _)| name == FONT)).map(|f| f.weight.0).collect();
        assert_eq!(weights, [400, 600]);
    }
}

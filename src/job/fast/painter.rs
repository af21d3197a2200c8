//! Painting in fast styles, with networks and pictures kept for the next time.

use std::sync::Arc;

use crate::cancel::CancelToken;
use crate::error::Result;
use crate::fast::{Networks, Recipe, Style};
use crate::job::fast::order::{FastOrder, StyleWish};
use crate::job::fast::recent::Recent;
use crate::network::{DeviceChoice, Workspace};
use crate::picture::{Picture, fitted_size};

/// The styles that are kept, in bytes of their files.
const STYLE_BYTES: usize = 256 << 20;
/// The painted pictures that are kept, in bytes.
const PICTURE_BYTES: usize = 256 << 20;
/// The photograph at other sizes, in bytes.
const SIZED_BYTES: usize = 128 << 20;
/// Feature maps are kept for pictures of no more pixels than this; larger ones are painted rarely.
const WORKSPACE_PIXELS: usize = 1 << 20;

/// What a painted picture depends on, but for the photograph.
#[derive(Debug, Clone, PartialEq)]
struct Key {
    /// The styles by what tells one from another.
    styles: Vec<String>,
    recipe: Recipe,
    device: DeviceChoice,
    size: (usize, usize),
}

/// What the sizes of feature maps depend on: the size of the picture, and the longer side at which it is painted.
type Inside = ((usize, usize), Option<usize>);

/// Paints, and remembers what it needed.
pub(super) struct Painter {
    /// The networks of the device that was used last.
    networks: Option<(DeviceChoice, Networks)>,
    styles: Recent<String, Style>,
    /// The photograph that everything below belongs to.
    content: Option<Arc<Picture>>,
    sized: Recent<(usize, usize), Arc<Picture>>,
    painted: Recent<Key, Arc<Picture>>,
    /// Feature maps for the sizes of the last pictures.
    workspaces: Vec<(Inside, Workspace)>,
}

impl Painter {
    pub(super) const fn new() -> Self {
        Self {
            networks: None,
            styles: Recent::new(STYLE_BYTES),
            content: None,
            sized: Recent::new(SIZED_BYTES),
            painted: Recent::new(PICTURE_BYTES),
            workspaces: Vec::new(),
        }
    }

    /// Paints the picture of an order so that its longer side has `size` pixels. `progress` is told the share that is
    /// done.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`], a file that is no style any more, or a failure of the device.
    pub(super) fn paint(
        &mut self,
        order: &FastOrder,
        size: usize,
        progress: &mut dyn FnMut(f64),
        cancel: &CancelToken,
    ) -> Result<Arc<Picture>> {
        let content = self.sized(&order.content, size);
        let size = (content.width(), content.height());
        let styles = order.styles.iter().map(|wish| wish.id.clone()).collect();
        let key = Key { styles, recipe: order.recipe, device: order.device, size };
        if let Some(painted) = self.painted.get(&key) {
            return Ok(painted);
        }
        let style = self.blend(order, cancel)?;
        cancel.check()?;
        let options = order.recipe.options(size);
        let inside = (size, options.style_size);
        let mut workspace = self.take_workspace(inside);
        let painted = style.apply(content, &options, &mut workspace, progress, cancel)?;
        self.keep_workspace(inside, workspace);
        let painted = Arc::new(painted.picture);
        self.painted.insert(key, Arc::clone(&painted), painted.bytes());
        Ok(painted)
    }

    /// The photograph with a longer side of so many pixels. Another photograph makes everything else forgotten.
    fn sized(&mut self, content: &Arc<Picture>, longer: usize) -> Arc<Picture> {
        if !self.content.as_ref().is_some_and(|known| Arc::ptr_eq(known, content)) {
            self.content = Some(Arc::clone(content));
            self.sized.clear();
            self.painted.clear();
        }
        let size = fitted_size(content.width(), content.height(), longer);
        if size == (content.width(), content.height()) {
            return Arc::clone(content);
        }
        self.sized.get(&size).unwrap_or_else(|| {
            let sized = Arc::new(content.resized(size.0, size.1));
            self.sized.insert(size, Arc::clone(&sized), sized.bytes());
            sized
        })
    }

    /// The styles of an order together.
    fn blend(&mut self, order: &FastOrder, cancel: &CancelToken) -> Result<Style> {
        let styles = order.styles.iter().map(|wish| self.style(wish, order.device, cancel));
        let styles = styles.collect::<Result<Vec<_>>>()?;
        let blend = order.recipe.blend as f32;
        match &styles[..] {
            [first, second, ..] => Style::blend(&[(first, 1.0 - blend), (second, blend)]),
            _ => Style::blend(&styles.iter().map(|style| (style, 1.0)).collect::<Vec<_>>()),
        }
    }

    fn style(&mut self, wish: &StyleWish, device: DeviceChoice, cancel: &CancelToken) -> Result<Style> {
        if self.networks.as_ref().is_none_or(|(known, _)| *known != device) {
            self.styles.clear();
            self.networks = None;
        }
        if let Some(style) = self.styles.get(&wish.id) {
            return Ok(style);
        }
        let networks = if let Some((_, networks)) = &self.networks {
            networks.clone()
        } else {
            let networks = Networks::new(device.open()?);
            self.networks = Some((device, networks.clone()));
            networks
        };
        let style = match &wish.painting {
            Some(painting) => networks.of_painting(painting, cancel)?,
            None => networks.style(&wish.source, cancel)?,
        };
        self.styles.insert(wish.id.clone(), style.clone(), wish.bytes as usize);
        Ok(style)
    }

    fn take_workspace(&mut self, inside: Inside) -> Workspace {
        let known = self.workspaces.iter().position(|(known, _)| *known == inside);
        known.map(|index| self.workspaces.remove(index).1).unwrap_or_default()
    }

    /// Keeps the feature maps of the last two sizes: of the canvas and of the thumbnails.
    fn keep_workspace(&mut self, inside: Inside, workspace: Workspace) {
        let (width, height) = inside.0;
        if width * height <= WORKSPACE_PIXELS {
            self.workspaces.push((inside, workspace));
            if self.workspaces.len() > 2 {
                self.workspaces.remove(0);
            }
        }
    }
}
